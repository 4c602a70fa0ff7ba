/** Everything that a request may carry goes in over HTTP and comes out again, in pages that Lambda can answer with. */
import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Answer, type Client, clientOf } from '../support/runner.ts'
import { type Running, running, START_TIMEOUT, tenantOf } from '../support/running.ts'

/** Lambda answers with 6 MB at most. */
const MOST_ANSWER_BYTES = 6 * 1024 * 1024
/** On a busy machine with a slow disk the store may need to be asked again, as it says. */
const MOST_ATTEMPTS = 4
const REQUEST_MS = 180_000

type Json = { [key: string]: unknown }

/** Each test has a verb of its own, by which it finds what it sent. */
const statement = (verb: string, more: Json = {}): Json & { id: string } => ({
  id: randomUUID(),
  actor: { mbox: 'mailto:ada@example.org' },
  verb: { id: `http://example.org/verbs/${verb}` },
  object: { id: 'http://example.org/activities/one' },
  ...more,
})

/** No compression makes less of it than three quarters. */
const noise = (bytes: number) => ({ result: { response: randomBytes((bytes * 3) / 4).toString('base64') } })

describe('over HTTP', () => {
  let run: Running
  let send: Client

  beforeAll(async () => {
    run = await running()
    const tenant = tenantOf(run, '2.0.0')
    send = clientOf({ ...run, end: run.stop }, tenant)
  }, START_TIMEOUT)
  afterAll(() => run?.stop())

  async function post(statements: Json[]): Promise<Answer> {
    const body = JSON.stringify(statements)
    for (let attempt = 1; ; attempt++) {
      const answer = await send('POST', 'statements', body)
      if (answer.status !== 503 || attempt === MOST_ATTEMPTS) return answer
    }
  }

  async function pagesOf(verb: string): Promise<{ ids: string[]; bytes: number }[]> {
    const pages = []
    const query = new URLSearchParams({ verb: `http://example.org/verbs/${verb}`, limit: '0', ascending: 'true' })
    for (let path = `statements?${query}`; path !== ''; ) {
      const { status, text } = await send('GET', path)
      expect(status).toBe(200)
      const { statements, more } = JSON.parse(text) as { statements: { id: string }[]; more: string }
      pages.push({ ids: statements.map(({ id }) => id), bytes: Buffer.byteLength(text) })
      path = more
    }
    return pages
  }

  it(
    '5,000 statements in one request are stored, and come in pages of 500, each once and in their order',
    async () => {
      const statements = Array.from({ length: 5_000 }, () => statement('counted'))
      const { status, text } = await post(statements)
      expect(status).toBe(200)
      expect(JSON.parse(text)).toEqual(statements.map(({ id }) => id))
      const pages = await pagesOf('counted')
      expect(pages.map(({ ids }) => ids.length)).toEqual(Array.from({ length: 10 }, () => 500))
      expect(pages.flatMap(({ ids }) => ids)).toEqual(statements.map(({ id }) => id))
    },
    REQUEST_MS,
  )

  it(
    '5 MB of statements in one request come in pages that are cut by bytes, below 6 MB each',
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
    'a statement that no item of the table could hold comes back to the last character, by its id too',
    async () => {
      const large = statement('alone', noise(2_000_000))
      expect((await post([large])).status).toBe(200)
      const { status, text } = await send('GET', `statements?statementId=${large.id}`)
      expect(status).toBe(200)
      expect(JSON.parse(text)).toMatchObject(large)
      expect((await pagesOf('alone')).flatMap(({ ids }) => ids)).toEqual([large.id])
    },
    REQUEST_MS,
  )

  it(
    'more than Lambda takes is refused with 413, and nothing of it is stored',
    async () => {
      const statements = Array.from({ length: 70 }, () => statement('refused', noise(100_000)))
      expect((await post(statements)).status).toBe(413)
      expect((await pagesOf('refused')).flatMap(({ ids }) => ids)).toEqual([])
    },
    REQUEST_MS,
  )
})
