/** Section 3.4 of both versions cell by cell: what If-Match and If-None-Match do, through the endpoint. */
import { describe, expect, it } from '@jest/globals'
import {
  clientOf,
  DOCUMENT_RESOURCES,
  documentOf,
  JSON_TYPE,
  read,
  tagOf,
  useService,
  VERSIONS,
} from '../../support/in-process-endpoint.ts'

const service = useService()

const OLD = '{"a":1}'
const NEW = '{"b":2}'
const MERGED = '{"a":1,"b":2}'
const GOOD = { 'if-match': tagOf(OLD) }
const STALE = { 'if-match': tagOf('other') }
const NONE = { 'if-none-match': '*' }

/** Section 3.4: precondition, method, [status over a document, what is there then], [status where there is none]. */
type Outcome = [status: number, content: string | undefined]
const put = (over: Outcome, fresh: Outcome) => ['PUT', over, fresh] as const
const post = (over: Outcome, fresh: Outcome) => ['POST', over, fresh] as const
const remove = (over: Outcome, fresh: Outcome) => ['DELETE', over, fresh] as const
const CREATED: Outcome = [204, NEW]
const GONE: Outcome = [204, undefined]
const kept = (status: number): Outcome => [status, OLD]
const nothing = (status: number): Outcome => [status, undefined]
const CELLS = [
  ['If-Match with its tag', GOOD, put(CREATED, nothing(412))],
  ['If-Match with its tag', GOOD, post([204, MERGED], nothing(412))],
  ['If-Match with its tag', GOOD, remove(GONE, nothing(412))],
  ['If-Match with its tag, weakened', { 'if-match': `W/${tagOf(OLD)}` }, put(CREATED, nothing(412))],
  ['If-Match with its tag among others', { 'if-match': `"x", ${tagOf(OLD)}` }, put(CREATED, nothing(412))],
  ['If-Match: *', { 'if-match': '*' }, put(CREATED, nothing(412))],
  ['If-Match: *', { 'if-match': '*' }, post([204, MERGED], nothing(412))],
  ['If-Match: *', { 'if-match': '*' }, remove(GONE, nothing(412))],
  ['If-Match with another tag', STALE, put(kept(412), nothing(412))],
  ['If-Match with another tag', STALE, post(kept(412), nothing(412))],
  ['If-Match with another tag', STALE, remove(kept(412), nothing(412))],
  ['If-None-Match: *', NONE, put(kept(412), CREATED)],
  ['If-None-Match: *', NONE, post(kept(412), CREATED)],
  ['If-None-Match: *', NONE, remove(kept(412), GONE)],
  ['If-None-Match with its tag', { 'if-none-match': tagOf(OLD) }, put(kept(412), CREATED)],
  ['If-None-Match with another tag', { 'if-none-match': '"x"' }, put(CREATED, CREATED)],
  ['no precondition', {}, post([204, MERGED], CREATED)],
  ['no precondition', {}, remove(GONE, GONE)],
] as const

describe.each(VERSIONS)('documents in %s', (version) => {
  const send = clientOf(service, version)

  it.each(['if-match', 'if-none-match'])('take 100 entity tags in %s, and refuse more (400)', async (header) => {
    const { put } = documentOf(send, 'activities/state')
    await put(OLD)
    const tags = (others: number) => [...Array.from({ length: others }, (_, n) => `"${n}"`), tagOf(OLD)].join()
    // Both headers are one condition.
    const both = (others: number) => ({ 'if-match': tags(99), 'if-none-match': '"x"', [header]: tags(others) })
    expect((await put(NEW, both(99))).status).toBe(header === 'if-match' ? 204 : 412)
    for (const refused of [await put(NEW, both(100)), await put(NEW, { [header]: `"${'x'.repeat(8_000)}"` })]) {
      const name = header === 'if-match' ? 'If-Match' : 'If-None-Match'
      const rule = 'must have at most 100 entity tags, in at most 8000 characters'
      expect(refused.status).toBe(400)
      expect(read(refused)).toMatchObject({ message: `The header ${name} ${rule}.`, violations: [{ parameter: name }] })
    }
  })

  it('take a whole condition of 100 entity tags in each header', async () => {
    const { put } = documentOf(send, 'activities/state')
    const tags = Array.from({ length: 100 }, (_, n) => tagOf(String(n))).join()
    await put('1')
    expect((await put(NEW, { 'if-match': tags, 'if-none-match': tags.replaceAll(tagOf('1'), '"x"') })).status).toBe(204)
  })

  it('are not asked for by a key that is longer than any can be (401)', async () => {
    const authorization = `Basic ${Buffer.from(`${'x'.repeat(5_000)}:s`).toString('base64')}`
    expect((await documentOf(send, 'activities/state').call('GET', { headers: { authorization } })).status).toBe(401)
  })

  describe.each(DOCUMENT_RESOURCES)('%s', (name) => {
    const isState = name === 'activities/state'

    const free = version === '1.0.3' ? put(CREATED, CREATED) : put(kept(409), CREATED)
    const blind = isState || version === '2.0.0' ? free : put(kept(409), nothing(400))

    it.each([...CELLS, ['no precondition', {}, blind] as const])(
      'with %s (%j) answers %j (XAPI-00322)',
      async (_, headers, [method, over, fresh]) => {
        for (const [[status, content], setUp] of [
          [over, OLD],
          [fresh, undefined],
        ] as const) {
          const { call, put } = documentOf(send, name)
          if (setUp !== undefined) expect((await put(setUp)).status).toBe(204)
          const body = method === 'DELETE' ? '' : NEW
          const answer = await call(method, { body, headers: { ...JSON_TYPE, ...headers } })
          expect([answer.status, answer.status === 204 ? answer.body.toString() : '']).toEqual([status, ''])
          const after = await call('GET')
          expect([after.status, after.status === 200 ? after.body.toString() : undefined]).toEqual([
            content === undefined ? 404 : 200,
            content,
          ])
          if (status >= 400)
            expect(read(answer)).toMatchObject({ error: expect.any(String), message: expect.any(String) })
          if (status === 409) expect(read(answer).message).toMatch(/current state.*If-Match.*ETag/)
        }
      },
    )

    it('answers 304 with ETag and Last-Modified when If-None-Match has the tag (D-18)', async () => {
      const { call, put } = documentOf(send, name)
      await put(OLD)
      const { status, headers, body } = await call('GET', { headers: { 'if-none-match': tagOf(OLD) } })
      expect([status, headers.ETag, body.length]).toEqual([304, tagOf(OLD), 0])
      expect(headers).toHaveProperty('Last-Modified')
      expect((await call('GET', { headers: { 'if-none-match': '"x"' } })).status).toBe(200)
      expect((await call('GET', { headers: { 'if-none-match': 'a"b' } })).status).toBe(400)
    })

    // @control no-lost-change
    it('loses nothing of 10 POSTs at once, and has one winner of 10 PUTs with one tag', async () => {
      const { call, put, post } = documentOf(send, name)
      const merges = await Promise.all(Array.from({ length: 10 }, (_, n) => post(`{"k${n}":${n}}`)))
      expect(merges.map(({ status }) => status)).toEqual(merges.map(() => 204))
      const merged = await call('GET')
      expect(Object.keys(read(merged))).toHaveLength(10)
      const headers = { 'if-match': merged.headers.ETag ?? '' }
      const puts = await Promise.all(Array.from({ length: 10 }, (_, n) => put(`{"n":${n}}`, headers)))
      expect(puts.map(({ status }) => status).sort()).toEqual([204, ...Array(9).fill(412)])
    })
  })
})
