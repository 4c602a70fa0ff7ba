/**
 * The promise of a 200 or 204: the statement is stored, will be found, and reaches the lake, whatever happens next.
 * Writers send at once while the runner is killed at moments that nothing can foresee, and is started again.
 */
import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { type Lrs, lrsOf } from '../support/lrs.ts'
import { type Runner, START_TIMEOUT, tenantOf } from '../support/runner.ts'
import { newStatement } from '../support/sent-statements.ts'
import { useHome } from '../support/use-runner.ts'
import { within } from '../support/waiting.ts'

/** Each call takes its time there. */
const ROUNDS = process.env.CAIRN_AWS ? 1 : 3
const WRITERS = 6
/** After its first answer a runner lives so long at most. */
const MOST_MS = 900
const SQL_WITHIN_MS = 10_000
const agent = { objectType: 'Agent', mbox: 'mailto:ann@example.com' }

const home = useHome()

type Request = { ids: string[]; method: 'PUT' | 'POST'; body: unknown }
/** `answered`: requests with a 200 or 204. `unanswered`: those that the kill cut off, which may or may not have been stored. */
type Log = { answered: Request[]; unanswered: Request[] }

const statementOf = (id: string) => newStatement({ id, actor: agent, result: { response: id } })

const sendRequest = (lrs: Lrs, { ids, method, body }: Request) =>
  lrs.call(method, 'statements', { body, ...(method === 'PUT' && { query: { statementId: ids[0] } }) })

/** By turns one statement by PUT, one by POST, and a batch whose size is on both sides of a block. */
function requestOf(turn: number): Request {
  const size = turn % 3 === 2 ? 1 + ((turn * 37) % 90) : 1
  const ids = Array.from({ length: size }, () => randomUUID())
  const statements = ids.map(statementOf)
  return turn % 3 === 0 ? { ids, method: 'PUT', body: statements[0] } : { ids, method: 'POST', body: statements }
}

/** One life of the runner: `answer` is called at each answer, `isKilled` tells whether a broken connection is due. */
type Life = { lrs: Lrs; log: Log; isKilled: () => boolean; answer: () => void }

/** Sends one request after the other until the runner is killed. */
async function write({ lrs, log, isKilled, answer }: Life, first: number): Promise<void> {
  for (let turn = first; ; turn++) {
    const request = requestOf(turn)
    const answered = await sendRequest(lrs, request).catch((error) => {
      if (!isKilled()) throw error
    })
    if (answered === undefined) {
      log.unanswered.push(request)
      return
    }
    if (answered.status !== 200 && answered.status !== 204) throw new Error(`${answered.status}: ${answered.text}`)
    log.answered.push(request)
    answer()
  }
}

const lrsAt = (runner: Runner) => lrsOf(runner, tenantOf(runner, '1.0.3'), '1.0.3')

async function round(log: Log): Promise<void> {
  const runner = await home.launch()
  let killed = false
  const writing: Promise<void>[] = []
  const firstAnswer = new Promise<void>((answer) => {
    const life = { lrs: lrsAt(runner), log, isKilled: () => killed, answer }
    for (let at = 0; at < WRITERS; at++) writing.push(write(life, at))
  })
  const all = Promise.all(writing)
  // A machine that is busy needs a while for its first answer: the moment is counted from there.
  await Promise.race([firstAnswer, all])
  await Promise.race([new Promise((resolve) => setTimeout(resolve, Math.random() * MOST_MS)), all])
  killed = true
  await runner.end('SIGKILL')
  await all
}

const idsOf = (requests: Request[]) => requests.flatMap(({ ids }) => ids)

const listed = (lrs: Lrs) => lrs.find({ agent, limit: 500 })

/** Ids with how often each shows, in the order of the ids. */
const shown = () =>
  home.query<{ statement_id: string; times: number }>(
    `SELECT statement_id, count(*) AS times FROM statements WHERE tenant = 'demo' GROUP BY 1 ORDER BY 1`,
  )

describe('a runner that is killed with -9 while it is written to', () => {
  const log: Log = { answered: [], unanswered: [] }
  let lrs: Lrs
  let stored: string[]

  beforeAll(async () => {
    for (let at = 0; at < ROUNDS; at++) await round(log)
    lrs = lrsAt(await home.launch())
    stored = await listed(lrs)
  }, START_TIMEOUT)

  // @control whole-or-not
  it('lists every statement that was answered with 200 or 204 by its agent, once', () => {
    const found = new Set(stored)
    expect(idsOf(log.answered).filter((id) => !found.has(id))).toEqual([])
    expect(found.size).toBe(stored.length)
  })

  it('returns them by their ids: each that was sent alone, and of a batch the ends and the middle', async () => {
    const missing: string[] = []
    const asked = log.answered.flatMap(({ ids }) => [...new Set([ids[0], ids[ids.length >> 1], ids.at(-1)])])
    await Promise.all(
      chunks(
        asked.filter((id) => id !== undefined),
        WRITERS,
      ).map(async (ids) => {
        for (const id of ids) {
          const found = (await lrs.statement(id)) as { result?: { response: string } }
          if (found.result?.response !== id) missing.push(id)
        }
      }),
    )
    expect(missing).toEqual([])
  }, 60_000)

  // @control whole-or-not
  it('has stored a batch that got no answer whole or not at all', () => {
    const found = new Set(stored)
    const kept = log.unanswered.map(({ ids }) => ids.filter((id) => found.has(id)).length / ids.length)
    expect(kept.filter((share) => share !== 0 && share !== 1)).toEqual([])
  })

  it('accepts what got no answer when it is sent again (200 or 204)', async () => {
    for (const request of log.unanswered) {
      const { status, text } = await sendRequest(lrs, request)
      expect([status, text]).toEqual([request.method === 'PUT' ? 204 : 200, expect.any(String)])
    }
  })

  it('shows every statement in SQL within 10 s, exactly once', async () => {
    const all = [...new Set([...stored, ...idsOf(log.unanswered)])].sort()
    const rows = await within(SQL_WITHIN_MS, shown, (answer) => answer.length >= all.length)
    expect(rows).toEqual(all.map((statement_id) => ({ statement_id, times: 1 })))
    expect((await listed(lrs)).sort()).toEqual(all)
  }, 20_000)
})

const chunks = <Value>(values: Value[], count: number) =>
  Array.from({ length: count }, (_, at) => values.filter((_, index) => index % count === at))
