/** Documents in both versions, request by request, through the endpoint. */
import { randomUUID } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import {
  CREATES,
  clientOf,
  DOCUMENT_RESOURCES,
  documentOf,
  JSON_TYPE,
  type Query,
  read,
  tagOf,
  useService,
  VERSIONS,
} from '../../support/in-process-endpoint.ts'

const service = useService()

const OLD = '{"a":1}'
const NEW = '{"b":2}'

describe.each(VERSIONS)('documents in %s', (version) => {
  const send = clientOf(service, version)

  describe.each(DOCUMENT_RESOURCES)('%s', (name) => {
    const isState = name === 'activities/state'

    // @control sent-as-stored
    it('returns the octets as they came, with type, ETag and Last-Modified; HEAD without them (XAPI-00125–126)', async () => {
      const body = Buffer.from([0x22, 0xff, 0x00, 0x0d, 0x0a])
      const { call } = documentOf(send, name, 'a/b c|é?&+%2F')
      const before = Math.floor(Date.now() / 1000) * 1000
      expect(
        (await call('PUT', { body, headers: { ...CREATES, 'content-type': 'Image/PNG;  q=ü'.slice(0, -1) } })).status,
      ).toBe(204)
      const got = await call('GET')
      const head = await call('HEAD')
      expect([got.status, got.body, got.headers['Content-Type'], got.headers.ETag]).toEqual([
        200,
        body,
        'Image/PNG;  q=',
        tagOf(body),
      ])
      const modified = Date.parse(got.headers['Last-Modified'] ?? '')
      expect(modified).toBeGreaterThanOrEqual(before)
      expect(modified).toBeLessThanOrEqual(Date.now())
      expect([head.status, head.headers, head.body.length]).toEqual([200, { ...got.headers, 'Content-Length': '5' }, 0])
    })

    it('returns octets that were sent without a type as application/octet-stream, also no octets at all', async () => {
      const { call } = documentOf(send, name)
      expect((await call('PUT', { headers: CREATES })).status).toBe(204)
      const { status, body, headers } = await call('GET')
      expect([status, body.length, headers['Content-Type']]).toEqual([200, 0, 'application/octet-stream'])
    })

    it('replaces octets and type at PUT (XAPI-00182–186)', async () => {
      const { call, put } = documentOf(send, name)
      await put(OLD)
      await call('PUT', { body: 'x', headers: { 'content-type': 'text/plain', 'if-match': tagOf(OLD) } })
      const { body, headers } = await call('GET')
      expect([body.toString(), headers['Content-Type'], headers.ETag]).toEqual(['x', 'text/plain', tagOf('x')])
    })

    it.each(['{"a":', '', '\xff'])('refuses %j as JSON at PUT (400) (D-25)', async (body) => {
      const { call, put } = documentOf(send, name)
      expect((await put(Buffer.from(body, 'latin1'))).status).toBe(400)
      expect((await call('GET')).status).toBe(404)
    })

    it.each(['[1]', '1', 'null', '"x"'])('takes the JSON %s at PUT, but merges nothing into it (400)', async (body) => {
      const { call, put, post } = documentOf(send, name)
      expect((await put(body)).status).toBe(204)
      expect((await post(NEW)).status).toBe(400)
      expect((await call('GET')).body.toString()).toBe(body)
    })

    it.each([
      ['an array', '[1]', 'application/json'],
      ['broken JSON', '{"a"', 'application/json'],
      ['an object of another type', OLD, 'application/octet-stream'],
      ['an object without a type', OLD, undefined],
    ])(
      'refuses to merge %s, where a document is and where none is (400) (XAPI-00182–186) (D-9)',
      async (_, body, type) => {
        const { call, put } = documentOf(send, name)
        const headers: { [name: string]: string } = type === undefined ? {} : { 'content-type': type }
        expect((await call('POST', { body, headers })).status).toBe(400)
        expect((await call('GET')).status).toBe(404)
        await put('{"kept":true}')
        expect((await call('POST', { body, headers })).status).toBe(400)
        expect((await call('GET')).body.toString()).toBe('{"kept":true}')
      },
    )

    it('merges the top level only; null is a value; numbers keep their spelling (XAPI-00182–186)', async () => {
      const { call, put, post } = documentOf(send, name)
      await put('{"a": 1.10, "b": {"x": 1}, "c": 12345678901234567890}', {
        'content-type': 'application/json; charset=UTF-8',
      })
      expect((await post('{"b":{"y":null},"d":[],"e":null}')).status).toBe(204)
      const { body, headers } = await call('GET')
      const text = body.toString()
      expect(text).toBe('{"a":1.10,"b":{"y":null},"c":12345678901234567890,"d":[],"e":null}')
      expect([headers.ETag, headers['Content-Type']]).toEqual([tagOf(text), 'application/json'])
    })

    it('lists the ids of a context (XAPI-00187–235, 255–314), with Last-Modified of the newest, and none as []', async () => {
      const { list, query, id } = documentOf(send, name)
      const none = await list()
      expect([none.status, read(none), none.headers['Content-Type']]).toEqual([200, [], 'application/json'])
      expect(none.headers).not.toHaveProperty('Last-Modified')
      const ids = ['b', 'a', 'ä/"ö']
      for (const each of ids) await send('PUT', name, { ...query, [id]: each }, { body: each, headers: CREATES })
      const all = await list()
      expect(read(all).sort()).toEqual([...ids].sort())
      const last = await send('GET', name, { ...query, [id]: 'ä/"ö' })
      expect(all.headers['Last-Modified']).toBe(last.headers['Last-Modified'])
      const head = await send('HEAD', name, query)
      expect([head.status, head.body.length]).toEqual([200, 0])
    })

    it('lists with since the ids of documents stored or changed later', async () => {
      const { list, query, id, post } = documentOf(send, name)
      await post(OLD)
      await new Promise((resolve) => setTimeout(resolve, 5))
      const since = new Date().toISOString()
      expect(read(await list({ since }))).toEqual([])
      await new Promise((resolve) => setTimeout(resolve, 5))
      await send('PUT', name, { ...query, [id]: 'later' }, { body: 'x', headers: CREATES })
      expect(read(await list({ since }))).toEqual(['later'])
      await post(NEW)
      expect(read(await list({ since })).sort()).toEqual(['doc', 'later'])
      expect(read(await list({ since: '2015-11-18T12:17:00+00:00' })).sort()).toEqual(['doc', 'later'])
    })

    it('finds the documents of an agent by its IFI alone', async () => {
      if (name === 'activities/profile') return
      const { put, one } = documentOf(send, name)
      await put(OLD)
      const { mbox } = JSON.parse(one.agent ?? '')
      const agent = JSON.stringify({ objectType: 'Agent', name: 'N', mbox: mbox.replace('example.com', 'Example.COM') })
      expect((await send('GET', name, { ...one, agent })).body.toString()).toBe(OLD)
      const other = JSON.stringify({ mbox: mbox.replace('mailto:', 'mailto:x') })
      expect((await send('GET', name, { ...one, agent: other })).status).toBe(404)
    })

    // @control tenants-apart
    it('keeps documents of a tenant to it: another one sees, changes and deletes nothing', async () => {
      const { call, put, query } = documentOf(send, name)
      await put(OLD)
      const key = 'other'
      expect((await call('GET', { key })).status).toBe(404)
      expect(read(await send('GET', name, query, { key }))).toEqual([])
      expect((await call('PUT', { key, body: NEW, headers: { 'if-none-match': '*' } })).status).toBe(204)
      expect((await call('DELETE', { key })).status).toBe(204)
      expect((await call('GET')).body.toString()).toBe(OLD)
    })

    // @control limited-rights
    it('refuses every method to a credential without the scope of the resource (403)', async () => {
      const { call, list } = documentOf(send, name)
      const wrong = isState ? ['statements', 'profile'] : ['statements', 'state']
      for (const key of wrong) {
        for (const method of ['GET', 'PUT', 'POST', 'DELETE']) expect((await call(method, { key })).status).toBe(403)
      }
      expect((await call('PUT', { key: isState ? 'state' : 'profile', body: 'x', headers: CREATES })).status).toBe(204)
      expect(read(await list())).toEqual(['doc'])
      expect((await call('PATCH')).status).toBe(405)
    })

    it('refuses a document too large to be returned (413), a type that no header can hold and an empty If-Match (400)', async () => {
      const { call, put } = documentOf(send, name)
      const largest = Buffer.alloc(4_400_000, 'x')
      expect((await call('PUT', { body: largest, headers: CREATES })).status).toBe(204)
      expect((await call('GET')).body.equals(largest)).toBe(true)
      expect((await call('PUT', { body: Buffer.alloc(4_400_001), headers: { 'if-match': '*' } })).status).toBe(413)
      const half = (key: string) => `{"${key}":"${'x'.repeat(2_300_000)}"}`
      expect((await put(half('a'), { 'if-match': '*' })).status).toBe(204)
      expect((await call('POST', { body: half('b'), headers: JSON_TYPE })).status).toBe(413)
      expect((await call('GET')).body.toString()).toBe(half('a'))
      expect((await call('PUT', { body: 'x', headers: { 'content-type': 'a/b\r\nx: y' } })).status).toBe(400)
      expect((await put(OLD, { 'if-match': '' })).status).toBe(400)
    })

    it('refuses parameters that are missing, unknown, repeated, mis-cased or wrong (400)', async () => {
      const { one, query, id } = documentOf(send, name)
      const bad: [string, Query][] = [
        ...Object.keys(query).map((key): [string, Query] => ['GET', { ...one, [key]: undefined }]),
        ...Object.keys(query).map((key): [string, Query] => ['GET', { ...query, [key]: 'wrong' }]),
        ...Object.keys(query).map((key): [string, Query] => ['PUT', { ...one, [key]: '' }]),
        ['PUT', query],
        ['POST', query],
        ['GET', { ...one, [id]: '' }],
        ['GET', { ...one, since: '2020-01-01T00:00:00Z' }],
        ['PUT', { ...one, since: '2020-01-01T00:00:00Z' }],
        ['GET', { ...query, since: 'yesterday' }],
        ['GET', { ...one, unknown: '1' }],
        ['GET', { ...query, [id.toUpperCase()]: 'x' }],
        ...(isState
          ? ([['GET', { ...one, registration: 'x' }]] as [string, Query][])
          : [['GET', { ...one, registration: randomUUID() }] as [string, Query]]),
        ...(isState ? [] : ([['DELETE', query]] as [string, Query][])),
        ...('agent' in query
          ? [
              '{"objectType":"Group","mbox":"mailto:a@b.c"}',
              '{"mbox":"mailto:a@b.c","openid":"http://a"}',
              '{"name":"x"}',
              '{',
            ].map((agent): [string, Query] => ['GET', { ...one, agent }])
          : []),
      ]
      for (const [method, given] of bad) {
        const answer = await send(method, name, given, { body: method === 'GET' ? '' : 'x' })
        expect([method, given, answer.status]).toEqual([method, given, 400])
        expect(read(answer)).toMatchObject({ error: 'invalid', violations: [{ parameter: expect.any(String) }] })
      }
    })
  })

  describe('activities/state', () => {
    it('keeps documents with, without and with another registration apart (D-8)', async () => {
      const { query } = documentOf(send, 'activities/state')
      const registrations = [undefined, randomUUID(), randomUUID()]
      for (const registration of registrations) {
        const one = { ...query, registration, stateId: 'x' }
        await send('PUT', 'activities/state', one, { body: `${registration}` })
        await send('PUT', 'activities/state', { ...one, stateId: 'y' }, { body: 'y' })
      }
      for (const registration of registrations) {
        const one = { ...query, registration: registration?.toUpperCase(), stateId: 'x' }
        expect((await send('GET', 'activities/state', one)).body.toString()).toBe(`${registration}`)
      }
      const [, first, second] = registrations
      const idsOf = async (registration?: string) =>
        read(await send('GET', 'activities/state', { ...query, registration })).sort()
      const headers = { 'if-match': '"nothing has this"' }
      expect((await send('DELETE', 'activities/state', query, { headers })).status).toBe(204)
      expect([await idsOf(), await idsOf(first), await idsOf(second)]).toEqual([[], ['x', 'y'], ['x', 'y']])
      expect((await send('DELETE', 'activities/state', { ...query, registration: first })).status).toBe(204)
      expect([await idsOf(first), await idsOf(second)]).toEqual([[], ['x', 'y']])
      expect((await send('DELETE', 'activities/state', query)).status).toBe(204)
    })
  })
})

it('PUT in the alternate syntax without a type is octets, POST then fails (400) (D-5)', async () => {
  const { one } = documentOf(clientOf(service, '1.0.3'), 'activities/profile')
  const form = (method: string, more = {}) =>
    clientOf(service, '1.0.3')(
      'POST',
      'activities/profile',
      { method },
      {
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ ...(one as { [name: string]: string }), ...more }).toString(),
      },
    )
  expect((await form('PUT', { content: OLD, 'If-None-Match': '*' })).status).toBe(204)
  const got = await form('GET')
  expect([got.body.toString(), got.headers['Content-Type']]).toEqual([OLD, 'application/octet-stream'])
  expect((await form('POST', { content: NEW })).status).toBe(400)
  expect((await form('PUT', { content: OLD, 'If-Match': tagOf(OLD), 'Content-Type': 'application/json' })).status).toBe(
    204,
  )
  expect((await form('POST', { content: NEW, 'Content-Type': 'application/json' })).status).toBe(204)
  expect((await form('GET')).body.toString()).toBe('{"a":1,"b":2}')
  expect((await form('PUT', { content: 'x', 'Content-Type': 'a/b\r\nSet-Cookie: c' })).status).toBe(400)
  expect((await form('PUT', { content: 'x', profileId: 'x'.repeat(10_001) })).status).toBe(413)
})
