/** The whole road of a few statements: HTTP in, stored, back by every filter, out by SQL, and all of it after a restart. */
import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { idsOf, type Lrs, lrsOf, type Query } from '../support/lrs.ts'
import { type Runner, START_TIMEOUT, tenantOf } from '../support/runner.ts'
import { VOIDED } from '../support/statements.ts'
import { useHome } from '../support/use-runner.ts'
import { within } from '../support/waiting.ts'

const home = useHome()
let runner: Runner
let lrs: Lrs
/** Another tenant. */
let stranger: Lrs

beforeAll(start, START_TIMEOUT)

async function start() {
  runner = await home.launch()
  lrs = lrsOf(runner, tenantOf(runner, '1.0.3'), '1.0.3')
  stranger = lrsOf(runner, tenantOf(runner, '2.0.0'), '2.0.0')
}

const SQL_WITHIN_MS = 10_000
const COMPLETED = 'http://adlnet.gov/expapi/verbs/completed'
const ANSWERED = 'http://adlnet.gov/expapi/verbs/answered'
const COURSE = 'https://example.com/courses/first-aid'
const QUESTION = 'https://example.com/courses/first-aid/question/1'
const REGISTRATION = randomUUID()
const ann = { objectType: 'Agent', account: { homePage: 'https://hr.example.com', name: '4711' } }
const bob = { objectType: 'Agent', mbox: 'mailto:bob@example.com' }
const tutor = { objectType: 'Agent', mbox: 'mailto:tutor@example.com' }

const question = {
  id: randomUUID(),
  actor: ann,
  verb: { id: ANSWERED },
  object: { objectType: 'Activity', id: QUESTION },
  result: { success: false, response: 'blau', score: { scaled: 0.25, raw: 1.1 } },
  context: { registration: REGISTRATION, contextActivities: { grouping: [{ id: COURSE }] } },
}
const course = {
  id: randomUUID(),
  actor: ann,
  verb: { id: COMPLETED },
  object: { objectType: 'Activity', id: COURSE },
  result: { success: true, duration: 'PT1H30M', score: { scaled: 0.75 } },
  context: { registration: REGISTRATION },
}
const other = {
  id: randomUUID(),
  actor: bob,
  verb: { id: COMPLETED },
  object: { objectType: 'Activity', id: COURSE },
  context: { instructor: tutor },
}
const ALL = [question, course, other]

const named = (ids: string[]) => ids.map((id) => NAMES.get(id) ?? id)
const NAMES = new Map<string, string>([
  [question.id, 'question'],
  [course.id, 'course'],
  [other.id, 'other'],
])

const FILTERS: [title: string, query: Query, found: string[]][] = [
  ['nothing, newest first', '', ['other', 'course', 'question']],
  ['ascending', { ascending: true }, ['question', 'course', 'other']],
  ['agent', { agent: ann }, ['course', 'question']],
  ['agent, who is an instructor only', { agent: tutor }, []],
  ['related agents', { agent: tutor, related_agents: true }, ['other']],
  ['verb', { verb: COMPLETED }, ['other', 'course']],
  ['activity', { activity: COURSE }, ['other', 'course']],
  ['related activities', { activity: COURSE, related_activities: true }, ['other', 'course', 'question']],
  ['registration', { registration: REGISTRATION }, ['course', 'question']],
  ['agent and verb', { agent: ann, verb: COMPLETED }, ['course']],
  ['since the future', { since: '2999-01-01T00:00:00Z' }, []],
  ['until the past', { until: '2020-01-01T00:00:00Z' }, []],
]

const get = (query: Query) => lrs.call('GET', 'statements', { query })

async function finds(query: Query) {
  const answer = await get(query)
  return { status: answer.status, found: named(idsOf(answer)) }
}

const sql = () =>
  within(
    SQL_WITHIN_MS,
    () =>
      home.query<{ statement_id: string; success: boolean | null; seconds: number | null }>(
        `SELECT statement_id, success, duration_seconds AS seconds FROM statements WHERE tenant = 'demo' ORDER BY sq`,
      ),
    (rows) => rows.length >= ALL.length,
  )
const ROWS = [
  { statement_id: question.id, success: false, seconds: null },
  { statement_id: course.id, success: true, seconds: 5400 },
  { statement_id: other.id, success: null, seconds: null },
]

describe('a statement', () => {
  it('is accepted by POST (200) and PUT (204)', async () => {
    const posted = await lrs.post([question, course])
    expect([posted.status, posted.body]).toEqual([200, [question.id, course.id]])
    const { id, ...withoutId } = other
    const put = await lrs.call('PUT', 'statements', { query: { statementId: id }, body: withoutId })
    expect([put.status, put.text]).toEqual([204, ''])
  })

  it('shows in SQL within 10 s', async () => {
    expect(await sql()).toEqual(ROWS)
  }, 30_000)

  // @control sent-as-stored
  it.each(ALL)('comes back equal by its id: $object.id, $actor', async (statement) => {
    const { status, body } = await get({ statementId: statement.id })
    expect([status, body]).toMatchObject([200, statement])
  })

  it.each(FILTERS)('is listed by %s', async (_, query, found) => {
    expect(await finds(query)).toEqual({ status: 200, found })
  })

  it('is listed until the moment it was stored, and not since then', async () => {
    const { stored } = (await lrs.statement(question.id)) as { stored: string }
    expect(await finds({ since: stored })).toMatchObject({ found: expect.not.arrayContaining(['question']) })
    expect(await finds({ until: stored })).toMatchObject({ found: expect.arrayContaining(['question']) })
  })

  it('is listed page by page, and the last page has an empty `more`', async () => {
    const first = await get({ limit: 2 })
    const second = await lrs.call('GET', (first.body as { more: string }).more)
    expect([named(idsOf(first)), named(idsOf(second))]).toEqual([['other', 'course'], ['question']])
    expect(second.body).toMatchObject({ more: '' })
  })

  // @control voided-not-deleted
  it('is in no list once it is voided (404 by its id), and comes back as a voided one (200)', async () => {
    const voided = { ...other, id: randomUUID() }
    const voiding = {
      actor: tutor,
      verb: VOIDED,
      object: { objectType: 'StatementRef', id: voided.id },
    }
    expect((await stranger.post([voided])).status).toBe(200)
    expect((await stranger.post(voiding)).status).toBe(200)
    expect(await stranger.statement(voided.id)).toBe(404)
    const answer = await stranger.call('GET', 'statements', { query: { voidedStatementId: voided.id } })
    expect(answer.status).toBe(200)
    expect(await stranger.find({})).toHaveLength(1)
  })

  it('is not there for another tenant, by its id (404) or in a list', async () => {
    expect(await stranger.statement(course.id)).toBe(404)
    expect(await stranger.find({ agent: ann })).toEqual([])
  })
})

describe('after a stop and a start on the same home', () => {
  it(
    'every statement is still there, by its id, in each list and in SQL',
    async () => {
      const before = runner.tenants
      await runner.end('SIGINT')
      await start()
      expect(runner.tenants).toEqual(before)
      for (const statement of ALL) {
        expect(await lrs.statement(statement.id)).toMatchObject(statement)
      }
      for (const [, query, found] of FILTERS) expect(await finds(query)).toEqual({ status: 200, found })
      expect(await sql()).toEqual(ROWS)
    },
    START_TIMEOUT,
  )

  // @control never-overwritten
  it('an equal statement is accepted again (200), and a changed one is refused (409)', async () => {
    expect((await lrs.post(course)).status).toBe(200)
    expect((await lrs.post({ ...course, result: { success: false } })).status).toBe(409)
    expect(await finds('')).toEqual({ status: 200, found: ['other', 'course', 'question'] })
  })
})
