import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Client, clientOf, createHome, type Home, pages, type Runner, within } from './runner.ts'
import { START_TIMEOUT, tenantOf } from './running.ts'

/**
 * The promise of a 200 or 204: the statement is stored, will be found, and reaches the lake, whatever happens next.
 * Writers send at once while the runner is killed at moments that nothing can foresee, and is started again.
 */

const ROUNDS = 3
const WRITERS = 6
const SQL_WITHIN_MS = 10_000
const agent = { objectType: 'Agent', mbox: 'mailto:ann@example.com' }

let home: Home

beforeAll(async () => {
  home = await createHome()
})

afterAll(() => home?.remove(), START_TIMEOUT)

type Request = { ids: string[]; method: string; path: string; body: string }
/** `answered`: requests with a 200 or 204. `unanswered`: those that the kill cut off, which may or may not have been stored. */
type Log = { answered: Request[]; unanswered: Request[] }

const statementOf = (id: string) => ({
  id,
  actor: agent,
  verb: { id: 'http://adlnet.gov/expapi/verbs/experienced' },
  object: { id: 'https://example.com/activities/kill' },
  result: { response: id },
})

/** By turns one statement by PUT, one by POST, and a batch whose size is on both sides of a block. */
function requestOf(turn: number): Request {
  const size = turn % 3 === 2 ? 1 + ((turn * 37) % 90) : 1
  const ids = Array.from({ length: size }, () => randomUUID())
  const statements = ids.map(statementOf)
  return turn % 3 === 0
    ? { ids, method: 'PUT', path: `statements?statementId=${ids[0]}`, body: JSON.stringify(statements[0]) }
    : { ids, method: 'POST', path: 'statements', body: JSON.stringify(statements) }
}

/** Sends one request after the other until the connection breaks. */
async function write(client: Client, record: Log, first: number): Promise<void> {
  for (let turn = first; ; turn++) {
    const request = requestOf(turn)
    try {
      const { status, text } = await client(request.method, request.path, request.body)
      if (status !== 200 && status !== 204) throw new RangeError(`${request.method} answered ${status}: ${text}`)
      record.answered.push(request)
    } catch (error) {
      if (error instanceof RangeError) throw error
      record.unanswered.push(request)
      return
    }
  }
}

const demoClient = (runner: Runner) => clientOf(runner, tenantOf(runner, '1.0.3'))

/** @returns the milliseconds after which the runner was killed */
async function round(record: Log): Promise<number> {
  const runner = await home.launch()
  const client = demoClient(runner)
  const writing = Promise.all(Array.from({ length: WRITERS }, (_, at) => write(client, record, at)))
  const moment = 200 + Math.random() * 1_800
  await new Promise((resolve) => setTimeout(resolve, moment))
  await runner.end('SIGKILL')
  await writing
  return Math.round(moment)
}

const idsOf = (requests: Request[]) => requests.flatMap(({ ids }) => ids)

async function listed(client: Client): Promise<string[]> {
  const ids: string[] = []
  for await (const page of pages(client, `agent=${encodeURIComponent(JSON.stringify(agent))}&limit=500`)) {
    for (const { id } of JSON.parse(page).statements) ids.push(id)
  }
  return ids
}

/** Ids with how often each shows, in the order of the ids. */
const shown = () =>
  home.query<{ statement_id: string; times: number }>(
    `SELECT statement_id, count(*) AS times FROM statements WHERE tenant = 'demo' GROUP BY 1 ORDER BY 1`,
  )

describe('a runner that is killed with -9 while it is written to', () => {
  const record: Log = { answered: [], unanswered: [] }
  let client: Client
  let stored: string[]

  beforeAll(async () => {
    const moments: number[] = []
    for (let at = 0; at < ROUNDS; at++) moments.push(await round(record))
    client = demoClient(await home.launch())
    // A failure here is told with what led to it.
    if (record.answered.length < ROUNDS * WRITERS) throw new Error(`too few answers, killed after ${moments} ms`)
    stored = await listed(client)
  }, START_TIMEOUT)

  it('finds every statement that was answered with 200 or 204 in the list of its agent, once', () => {
    const found = new Set(stored)
    expect(idsOf(record.answered).filter((id) => !found.has(id))).toEqual([])
    expect(found.size).toBe(stored.length)
  })

  it('finds each of them by its id', async () => {
    const missing: string[] = []
    await Promise.all(
      chunks(idsOf(record.answered), WRITERS).map(async (ids) => {
        for (const id of ids) {
          const { text } = await client('GET', `statements?statementId=${id}`)
          if (JSON.parse(text).result?.response !== id) missing.push(id)
        }
      }),
    )
    expect(missing).toEqual([])
  }, 20_000)

  it('stores a batch that got no answer whole or not at all', () => {
    const found = new Set(stored)
    const kept = record.unanswered.map(({ ids }) => ids.filter((id) => found.has(id)).length / ids.length)
    expect(kept.filter((share) => share !== 0 && share !== 1)).toEqual([])
  })

  it('takes what got no answer when it is sent again (200, 204)', async () => {
    for (const { method, path, body } of record.unanswered) {
      const { status, text } = await client(method, path, body)
      expect([status, text]).toEqual([method === 'PUT' ? 204 : 200, expect.any(String)])
    }
  })

  it('shows all of it in SQL within 10 s, each statement exactly once', async () => {
    const all = [...new Set([...stored, ...idsOf(record.unanswered)])].sort()
    const rows = await within(SQL_WITHIN_MS, shown, (answer) => answer.length >= all.length)
    expect(rows).toEqual(all.map((statement_id) => ({ statement_id, times: 1 })))
    expect((await listed(client)).sort()).toEqual(all)
  }, 20_000)
})

const chunks = <Value>(values: Value[], count: number) =>
  Array.from({ length: count }, (_, at) => values.filter((_, index) => index % count === at))
