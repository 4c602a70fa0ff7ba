/** Communication 2.2, 2.3, 2.6, 2.7 and 3.1; 4.1.4, 4.1.6.2, 4.1.6.5 and 4.1.6.6: the three document resources alike. */
import { createHash, randomUUID } from 'node:crypto'
import { expect } from '@jest/globals'
import type { Call, Lrs } from '../support/lrs.ts'
import { uniqueParts } from '../support/sent-statements.ts'
import { BOTH, expectStatus, type Requirement, type Resource } from './requirement.ts'

type Row = Omit<Requirement, 'resource'>
type Query = { [name: string]: unknown }

/** How a document of each resource is named: what it belongs to, and its own id. */
const KINDS: { resource: Resource; id: string; ownerOf: () => Query }[] = [
  {
    resource: 'activities/state',
    id: 'stateId',
    ownerOf: () => ({ activityId: uniqueParts().activity.id, agent: uniqueParts().agent }),
  },
  { resource: 'activities/profile', id: 'profileId', ownerOf: () => ({ activityId: uniqueParts().activity.id }) },
  { resource: 'agents/profile', id: 'profileId', ownerOf: () => ({ agent: uniqueParts().agent }) },
]

/** 1.0.3 obliges the senders of profiles to tell what they expect (Communication 3.1). */
const CREATES = { 'If-None-Match': '*' }

const tagOf = (text: string) => `"${createHash('sha1').update(text).digest('hex')}"`

function rowsOf({ resource, id, ownerOf }: (typeof KINDS)[number]): Row[] {
  const isState = resource === 'activities/state'
  const document = (lrs: Lrs) => {
    const query = { ...ownerOf(), [id]: `${randomUUID()}/ä b` }
    const call = (method: string, rest: Call = {}) => lrs.call(method, resource, { query, ...rest })
    const put = (body: string, headers: Call['headers'] = {}) => call('PUT', { body, headers })
    return { query, call, put, create: (body: string, headers = {}) => put(body, { ...CREATES, ...headers }) }
  }
  return [
    {
      id: 'Communication 2.2',
      versions: BOTH,
      title: 'returns a document byte for byte with its type, ETag and Last-Modified',
      check: async (lrs) => {
        const { call, create } = document(lrs)
        const text = '{ "a" : 1.10, "ü":12345678901234567890 }'
        expectStatus(await call('GET'), 404)
        expectStatus(await create(text, { 'Content-Type': 'application/json; charset=utf-8' }), 204)
        const { status, headers, text: got } = await call('GET')
        expect([status, got, headers.get('content-type'), headers.get('etag')]).toEqual([
          200,
          text,
          'application/json; charset=utf-8',
          tagOf(text),
        ])
        expect(Math.abs(Date.parse(headers.get('last-modified') ?? '') - Date.now())).toBeLessThan(10_000)
      },
    },
    {
      id: 'XAPI-00183',
      versions: BOTH,
      title: 'merges JSON objects by their top-level keys (204)',
      check: async (lrs) => {
        const { call } = document(lrs)
        expectStatus(await call('POST', { body: { a: 1, b: { c: 1 } } }), 204)
        expectStatus(await call('POST', { body: { b: { d: null }, e: [] } }), 204)
        expect((await call('GET')).body).toEqual({ a: 1, b: { d: null }, e: [] })
      },
    },
    {
      id: 'Communication 2.2',
      versions: BOTH,
      title: 'rejects a merge of anything else (400), and leaves the document as it is',
      check: async (lrs) => {
        const { call } = document(lrs)
        await call('POST', { body: { a: 1 } })
        for (const [body, type] of [
          ['abc', 'text/plain'],
          ['[1]', 'application/json'],
          ['{"a":', 'application/json'],
        ]) {
          expectStatus(await call('POST', { body, headers: { 'Content-Type': type } }), 400)
        }
        expect((await call('GET')).body).toEqual({ a: 1 })
      },
    },
    {
      id: 'XAPI-00322',
      versions: BOTH,
      title: 'obeys If-Match and If-None-Match (204 or 412)',
      check: async (lrs) => {
        const { call, put } = document(lrs)
        expectStatus(await put('{"a":1}', { 'If-Match': tagOf('{"a":1}') }), 412)
        expectStatus(await put('{"a":1}', { 'If-None-Match': '*' }), 204)
        expectStatus(await put('{"a":2}', { 'If-None-Match': '*' }), 412)
        expectStatus(await put('{"a":2}', { 'If-Match': tagOf('{"a":0}') }), 412)
        expect((await call('GET')).body).toEqual({ a: 1 })
        expectStatus(await put('{"a":2}', { 'If-Match': tagOf('{"a":1}') }), 204)
        expectStatus(await call('DELETE', { headers: { 'If-Match': tagOf('{"a":1}') } }), 412)
        expectStatus(await call('DELETE', { headers: { 'If-Match': tagOf('{"a":2}') } }), 204)
        expectStatus(await call('GET'), 404)
      },
    },
    {
      id: 'XAPI-00322',
      versions: BOTH,
      title: 'answers PUT without a precondition on an existing document with 409 (state in 1.0.3: 204)',
      check: async (lrs) => {
        const { call, put, create } = document(lrs)
        await create('{"a":1}')
        const replaces = isState && lrs.version === '1.0.3'
        const answer = await put('{"a":2}')
        expectStatus(answer, replaces ? 204 : 409)
        expect((await call('GET')).body).toEqual({ a: replaces ? 2 : 1 })
      },
    },
    {
      id: 'XAPI-00322',
      versions: BOTH,
      title: 'accepts one of several changes sent at once with one ETag (204), and rejects the others (412)',
      check: async (lrs) => {
        const { put, create } = document(lrs)
        await create('{"a":1}')
        const headers = { 'If-Match': tagOf('{"a":1}') }
        const answers = await Promise.all([2, 3, 4].map((a) => put(JSON.stringify({ a }), headers)))
        expect(answers.map(({ status }) => status).sort()).toEqual([204, 412, 412])
      },
    },
    {
      id: 'XAPI-00273',
      versions: BOTH,
      title: 'creates by PUT without a precondition (204), but a profile in 1.0.3 (400)',
      check: async (lrs) => {
        const { call, put } = document(lrs)
        const refuses = !isState && lrs.version === '1.0.3'
        expectStatus(await put('{"a":1}'), refuses ? 400 : 204)
        expectStatus(await call('GET'), refuses ? 404 : 200)
      },
    },
    {
      id: 'Communication 4.0',
      versions: BOTH,
      title: 'keeps documents of one tenant from another: not read, listed, replaced, merged or deleted',
      check: async (lrs) => {
        const { stranger } = lrs
        if (!stranger) throw new Error('a second tenant is needed')
        const { query, call, create } = document(lrs)
        const owner = { ...query, [id]: undefined }
        await create('{"a":1}')
        const foreign = (method: string, rest: Call = {}) => stranger.call(method, resource, { query, ...rest })
        expectStatus(await foreign('GET'), 404)
        expect((await stranger.call('GET', resource, { query: owner })).body).toEqual([])
        expectStatus(await foreign('PUT', { body: { b: 2 }, headers: CREATES }), 204)
        expectStatus(await foreign('POST', { body: { c: 3 } }), 204)
        expect((await foreign('GET')).body).toEqual({ b: 2, c: 3 })
        expectStatus(await foreign('DELETE'), 204)
        expect((await call('GET')).body).toEqual({ a: 1 })
      },
    },
    {
      id: 'Communication 2.2',
      versions: BOTH,
      title: 'returns octets that are no text, and a document of no octets, with their types as sent',
      check: async (lrs) => {
        const { call } = document(lrs)
        const octets = Buffer.from(Array.from({ length: 512 }, (_, index) => index % 256))
        for (const [body, type] of [
          [octets, 'image/png'],
          [Buffer.alloc(0), 'text/plain; charset=iso-8859-1'],
        ] as const) {
          await call('DELETE')
          expectStatus(await call('PUT', { body, headers: { ...CREATES, 'Content-Type': type } }), 204)
          const answer = await call('GET')
          expect([answer.status, answer.headers.get('content-type'), answer.bytes.equals(body)]).toEqual([
            200,
            type,
            true,
          ])
          const head = await call('HEAD')
          expect([head.status, head.text, head.headers.get('etag')]).toEqual([200, '', answer.headers.get('etag')])
        }
      },
    },
    {
      id: 'XAPI-00322',
      versions: BOTH,
      title: 'keeps every key of several merges sent at once (204)',
      check: async (lrs) => {
        const { call } = document(lrs)
        const answers = await Promise.all([1, 2, 3, 4].map((n) => call('POST', { body: { [`k${n}`]: n } })))
        expect(answers.map(({ status }) => status)).toEqual([204, 204, 204, 204])
        expect((await call('GET')).body).toEqual({ k1: 1, k2: 2, k3: 3, k4: 4 })
      },
    },
    {
      id: 'Communication 2.2',
      versions: BOTH,
      title: 'lists exactly the ids of an owner, and with since only those stored later',
      check: async (lrs) => {
        const owner = ownerOf()
        const ids = ['b', 'a/c', 'ä']
        expect((await lrs.call('GET', resource, { query: owner })).body).toEqual([])
        for (const each of ids)
          await lrs.call('PUT', resource, { query: { ...owner, [id]: each }, body: '1', headers: CREATES })
        const list = async (query: Query) => ((await lrs.call('GET', resource, { query })).body as string[]).sort()
        expect(await list(owner)).toEqual([...ids].sort())
        expect(await list({ ...owner, since: new Date(Date.now() + 60_000).toISOString() })).toEqual([])
      },
    },
    {
      id: 'Communication 3.2',
      versions: BOTH,
      title: 'rejects missing, wrong, mis-cased, unknown and repeated parameters (400)',
      check: async (lrs) => {
        const { query } = document(lrs)
        for (const name of Object.keys(ownerOf())) {
          expectStatus(await lrs.call('GET', resource, { query: { ...query, [name]: undefined } }), 400)
          expectStatus(await lrs.call('GET', resource, { query: { ...query, [name]: 'wrong' } }), 400)
        }
        for (const extra of [{ since: '2026-01-01T00:00:00Z' }, { foo: 'bar' }, { StateId: 'x' }]) {
          expectStatus(await lrs.call('GET', resource, { query: { ...query, ...extra } }), 400)
        }
      },
    },
  ]
}

const STATE: Requirement[] = [
  {
    id: 'XAPI-00235',
    resource: 'activities/state',
    versions: BOTH,
    title:
      'deletes and lists the documents of exactly one context: one without registration is a context of its own [D-8]',
    check: async (lrs) => {
      const { agent, activity, registration } = uniqueParts()
      const owner = { agent, activityId: activity.id }
      const contexts = [owner, { ...owner, registration }, { ...owner, registration: randomUUID() }]
      const list = async (query: Query) => (await lrs.call('GET', 'activities/state', { query })).body
      for (const context of contexts) {
        for (const stateId of ['a', 'b'])
          await lrs.call('PUT', 'activities/state', { query: { ...context, stateId }, body: '1' })
      }
      for (const [index, query] of contexts.entries()) {
        expectStatus(await lrs.call('DELETE', 'activities/state', { query }), 204)
        const left = contexts.map((_, at) => (at <= index ? [] : ['a', 'b']))
        expect(await Promise.all(contexts.map(list))).toEqual(left)
      }
    },
  },
]

export const DOCUMENTS: Requirement[] = [
  ...KINDS.flatMap((kind) => rowsOf(kind).map((row) => ({ ...row, resource: kind.resource }))),
  ...STATE,
]
