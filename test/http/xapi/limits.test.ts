/** The limits that README.md names: what is at a limit is taken and comes out again, and one more is refused. */
import { randomUUID } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from '@jest/globals'
import { clientOf, documentOf, JSON_TYPE, useService } from '../../support/in-process-endpoint.ts'
import { attachmentOf, newVerb, sha2Of, statementClient, statementOf } from '../../support/statement-client.ts'
import type { JsonObject } from '../../support/statements.ts'

const service = useService()
const send = clientOf(service, '2.0.0')
const { post, postJson, get, walk } = statementClient(service)

const postText = (body: string | Buffer, headers: { [name: string]: string } = {}) =>
  send('POST', 'statements', {}, { headers: { ...JSON_TYPE, ...headers }, body })

/** Of the parts of the longest request: each is written once and read once. */
const TEXTS = process.env.DEEP ? 4_999 : 500

/** Statements of one request whose JSON has so many bytes; all but the last have 500 kB. */
function statementsOf(verb: JsonObject, bytes: number): JsonObject[] {
  const filled = (response: string) => statementOf(verb, { result: { response } })
  const statements = Array.from({ length: Math.floor(bytes / 500_000) }, () => filled('x'.repeat(499_000)))
  const short = bytes - Buffer.byteLength(JSON.stringify([...statements, filled('')]))
  return [...statements, filled('x'.repeat(short))]
}

describe('a request', () => {
  it('may have 5,500,000 bytes, compressed or not (200), and one more is 413', async () => {
    const verb = newVerb()
    const ids: unknown[] = []
    const encodings: [(text: string) => string | Buffer, { [name: string]: string }][] = [
      [(text) => text, {}],
      [(text) => Buffer.from(text), {}],
      [(text) => gzipSync(text), { 'content-encoding': 'gzip' }],
    ]
    for (const [encode, headers] of encodings) {
      const statements = statementsOf(verb, 5_500_000)
      const text = JSON.stringify(statements)
      expect((await postText(encode(`${text} `), headers)).status).toBe(413)
      expect((await postText(encode(text), headers)).status).toBe(200)
      ids.push(...statements.map(({ id }) => id))
    }
    expect((await walk({ verb: verb.id })).ids).toEqual(ids.toReversed())
  })

  it('may nest 512 levels deep (200), and one more is 400', async () => {
    const verb = newVerb()
    // The statement, its result, the extensions: three levels around the arrays.
    const nested = (levels: number) => {
      const value = `${'['.repeat(levels - 3)}${']'.repeat(levels - 3)}`
      return JSON.stringify(statementOf(verb, { result: { extensions: { 'http://e': '@' } } })).replace('"@"', value)
    }
    expect((await postText(nested(513))).status).toBe(400)
    expect((await postText(nested(512))).status).toBe(200)
    for (const format of ['exact', 'ids', 'canonical'])
      expect((await walk({ verb: verb.id, format })).ids).toHaveLength(1)
  })

  it('may have 5,000 parts (200), all of which come out again, and one more is 413', async () => {
    const verb = newVerb()
    const texts = Array.from({ length: TEXTS }, () => Buffer.from(randomUUID()))
    const data = Array.from({ length: 4_999 }, (_, n) => texts[n % TEXTS] as Buffer)
    const attempt = (octets: Buffer[]) =>
      post(JSON.stringify(statementOf(verb, { attachments: octets.map((one) => attachmentOf(one)) })), octets)
    expect((await attempt([...data, Buffer.from('one more')])).status).toBe(413)
    expect((await attempt(data)).status).toBe(200)
    expect((await walk({ verb: verb.id, attachments: 'true' })).data).toEqual(texts.map(sha2Of))
  }, 120_000)
})

describe('a statement', () => {
  it('may name 1,000 different agents and activities, and is found by each of them (200); one more is 413', async () => {
    const verb = newVerb()
    const naming = (people: number) => {
      const member = Array.from({ length: people }, (_, n) => ({ mbox: `mailto:${n}@example.org` }))
      return statementOf(verb, { actor: { objectType: 'Group', member } })
    }
    // Its object is one of them.
    expect((await postText(JSON.stringify(naming(1_000)))).status).toBe(413)
    const statement = naming(999)
    expect((await postText(JSON.stringify(statement))).status).toBe(200)
    for (const n of [0, 998]) {
      const agent = JSON.stringify({ mbox: `mailto:${n}@example.org` })
      expect((await walk({ verb: verb.id, agent })).ids).toEqual([statement.id])
    }
  })
})

describe('a page', () => {
  it('has 500 statements at most, whatever limit is asked for', async () => {
    const verb = newVerb()
    await postJson(Array.from({ length: 501 }, () => statementOf(verb)))
    for (const limit of [undefined, '0', '500', '501', '10000']) {
      const page = JSON.parse((await get({ verb: verb.id, limit })).body.toString())
      expect([page.statements.length, page.more === '']).toEqual([500, false])
      expect((await walk({ verb: verb.id, limit })).pages).toBe(2)
    }
  })

  it('has 4,000,000 bytes of statements at most, and one that is longer alone', async () => {
    const verb = newVerb()
    const sizes = [4_200_000, 2_000_000, 1_900_000, 200_000]
    for (const size of sizes) await postJson(statementOf(verb, { result: { response: 'x'.repeat(size) } }))
    const lengths: number[] = []
    for (let query: { [name: string]: string } = { verb: verb.id }; ; ) {
      const { statements, more } = JSON.parse((await get(query)).body.toString())
      lengths.push(statements.length)
      if (more === '') break
      query = { more: new URL(more, 'http://x').searchParams.get('more') ?? '' }
    }
    expect(lengths).toEqual([2, 1, 1])
  })
})

describe('a refusal', () => {
  it('lists 20 places at most', async () => {
    const { body } = await postText(JSON.stringify(Array.from({ length: 21 }, () => ({ ...statementOf({}), id: 'x' }))))
    expect(JSON.parse(body.toString()).violations).toHaveLength(20)
  })
})

describe('a precondition', () => {
  it.each(['if-match', 'if-none-match'])('of 8,000 characters in %s is taken, and one more is 400', async (header) => {
    const { put } = documentOf(send, 'activities/state')
    await put('"old"')
    const tag = (characters: number) => ({ [header]: `"${'x'.repeat(characters - 2)}"` })
    expect((await put('"new"', tag(8_001))).status).toBe(400)
    expect((await put('"new"', tag(8_000))).status).toBe(header === 'if-match' ? 412 : 204)
  })
})
