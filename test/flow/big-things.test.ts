/** Everything that a request may carry goes in over HTTP and comes out again, in pages that Lambda can answer with. */
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from '@jest/globals'
import { type Answer, idsOf, lrsOf } from '../support/lrs.ts'
import { tenantOf } from '../support/runner.ts'
import { type NewStatement, newStatement, type Part } from '../support/sent-statements.ts'
import { useRunner } from '../support/use-runner.ts'

/** Lambda answers with 6 MB at most. */
const MOST_ANSWER_BYTES = 6 * 1024 * 1024
/** On a busy machine with a slow disk the store may need to be asked again, as it says. */
const MOST_ATTEMPTS = 4
const REQUEST_MS = 180_000

/** Each test has a verb of its own, by which it finds what it sent. */
const verbOf = (name: string) => `http://example.org/verbs/${name}`
const statement = (verb: string, part: Part = {}) => newStatement({ verb: { id: verbOf(verb) }, ...part })

/** No compression makes less of it than three quarters. */
const noise = (bytes: number) => ({ result: { response: randomBytes((bytes * 3) / 4).toString('base64') } })

const sha2Of = (data: Buffer) => createHash('sha256').update(data).digest('hex')

describe('the LRS over HTTP', () => {
  const run = useRunner()
  const lrs = () => lrsOf(run, tenantOf(run, '2.0.0'), '2.0.0')

  async function post(statements: NewStatement[]): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
      const answer = await lrs().post(statements)
      if (answer.status !== 503 || attempt === MOST_ATTEMPTS) return answer
    }
  }

  async function pagesOf(verb: string): Promise<{ ids: string[]; bytes: number }[]> {
    const pages = []
    for await (const page of lrs().pages({ verb: verbOf(verb), limit: 0, ascending: true })) {
      pages.push({ ids: idsOf(page), bytes: page.bytes.length })
    }
    return pages
  }

  it(
    'stores 5,000 statements of one request (200), and lists each once and in order, in pages of 500',
    async () => {
      const statements = Array.from({ length: 5_000 }, () => statement('counted'))
      const { status, body } = await post(statements)
      expect(status).toBe(200)
      expect(body).toEqual(statements.map(({ id }) => id))
      const pages = await pagesOf('counted')
      expect(pages.map(({ ids }) => ids.length)).toEqual(Array.from({ length: 10 }, () => 500))
      expect(pages.flatMap(({ ids }) => ids)).toEqual(statements.map(({ id }) => id))
    },
    REQUEST_MS,
  )

  it(
    'stores 5 MB of statements of one request (200), and lists them in pages below 6 MB',
    async () => {
      const statements = Array.from({ length: 50 }, () => statement('weighed', noise(100_000)))
      expect((await post(statements)).status).toBe(200)
      const pages = await pagesOf('weighed')
      expect(pages.length).toBeGreaterThan(1)
      expect(Math.max(...pages.map(({ bytes }) => bytes))).toBeLessThan(MOST_ANSWER_BYTES)
      expect(pages.flatMap(({ ids }) => ids)).toEqual(statements.map(({ id }) => id))
    },
    REQUEST_MS,
  )

  it(
    'stores a statement that is too large for an item (200), and returns it whole by its id and in a list',
    async () => {
      const large = statement('alone', noise(2_000_000))
      expect((await post([large])).status).toBe(200)
      expect(await lrs().statement(large.id)).toMatchObject(large)
      expect((await pagesOf('alone')).flatMap(({ ids }) => ids)).toEqual([large.id])
    },
    REQUEST_MS,
  )

  it(
    'refuses a request of 7 MB (413), and stores nothing of it',
    async () => {
      const statements = Array.from({ length: 70 }, () => statement('refused', noise(100_000)))
      expect((await post(statements)).status).toBe(413)
      expect((await pagesOf('refused')).flatMap(({ ids }) => ids)).toEqual([])
    },
    REQUEST_MS,
  )

  const queryOf = (verb: string, more: object) => ({ verb: verbOf(verb), limit: 0, ...more })

  /** In one part of a compressed multipart body, so that the gateway takes what it would refuse as text. */
  const postParts = (json: string, data: Buffer[] = []) =>
    lrs().call('POST', 'statements', {
      headers: { 'Content-Type': 'multipart/mixed; boundary=b', 'Content-Encoding': 'gzip' },
      body: gzipSync(
        Buffer.concat([
          Buffer.from(`--b\r\nContent-Type: application/json\r\n\r\n${json}`),
          ...data.flatMap((octets) => [
            Buffer.from(`\r\n--b\r\nX-Experience-API-Hash: ${sha2Of(octets)}\r\n\r\n`),
            octets,
          ]),
          Buffer.from('\r\n--b--'),
        ]),
      ),
    })

  it(
    'returns 4.3 MB of line ends, which become 6.4 MB in an answer of Lambda, in every format, alone and among others',
    async () => {
      const verb = `escaped-${randomUUID()}`
      const [before, escaped, after] = [statement(verb), statement(verb), statement(verb)]
      const response = '\n'.repeat(2_150_000)
      expect((await post([before])).status).toBe(200)
      expect((await postParts(JSON.stringify({ ...escaped, result: { response } }))).status).toBe(200)
      expect((await post([after])).status).toBe(200)
      for (const more of [{}, { format: 'ids' }, { format: 'canonical' }]) {
        const alone = await lrs().call('GET', 'statements', { query: { statementId: escaped.id, ...more } })
        expect([alone.status, alone.body]).toMatchObject([200, { result: { response } }])
        expect(await lrs().find(queryOf(verb, more))).toEqual([after.id, escaped.id, before.id])
      }
      const query = { statementId: escaped.id, attachments: true }
      const parts = await lrs().call('GET', 'statements', { query })
      expect([parts.status, parts.text.includes(JSON.stringify(response))]).toEqual([200, true])
    },
    REQUEST_MS,
  )

  it(
    'refuses what no answer could hold (413): a statement of 5.3 MB, and one with 5.3 MB of data',
    async () => {
      const large = statement('unanswerable', noise(5_300_000))
      const data = Buffer.alloc(5_300_000, randomUUID())
      const usageType = 'http://example.org/usage'
      const attachment = { usageType, display: {}, contentType: 'a/b', length: data.length, sha2: sha2Of(data) }
      const attached = statement('unanswerable', { attachments: [attachment] })
      const answers = [await post([large]), await postParts(JSON.stringify(attached), [data])]
      for (const { status, body } of answers) {
        expect(status).toBe(413)
        expect(body).toMatchObject({ violations: [{ statement: 0, found: expect.stringMatching(/^53\d{5} bytes$/) }] })
      }
      expect(await lrs().find(queryOf('unanswerable', {}))).toEqual([])
    },
    REQUEST_MS,
  )

  it(
    'lists 500 statements whose canonical definition has 12 kB, each once, in pages that Lambda answers with',
    async () => {
      const verb = `defined-${randomUUID()}`
      const object = { id: `https://example.com/activities/${randomUUID()}` }
      const definition = { description: { en: 'd'.repeat(12_000) } }
      expect((await post([statement('defining', { object: { ...object, definition } })])).status).toBe(200)
      const statements = Array.from({ length: 500 }, () => statement(verb, { object }))
      expect((await post(statements)).status).toBe(200)
      const found = await lrs().find(queryOf(verb, { format: 'canonical', ascending: true }))
      expect(found).toEqual(statements.map(({ id }) => id))
    },
    REQUEST_MS,
  )
})
