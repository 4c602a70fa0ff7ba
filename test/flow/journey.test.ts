import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Client, clientOf, createHome, type Home, type Runner, within } from '../support/runner.ts'
import { START_TIMEOUT } from '../support/running.ts'

/** The whole road of a few statements: HTTP in, stored, back by every filter, out by SQL, and all of it after a restart. */

let home: Home
let runner: Runner
let client: Client

beforeAll(async () => {
  home = await createHome()
  await start()
}, START_TIMEOUT)

afterAll(() => home?.remove(), START_TIMEOUT)

async function start() {
  runner = await home.launch()
  const [demo] = runner.tenants
  if (!demo) throw new Error('there is no demo tenant')
  client = clientOf(runner, demo)
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

const idsOf = (text: string): string[] => JSON.parse(text).statements.map(({ id }: { id: string }) => id)
const named = (ids: string[]) => ids.map((id) => NAMES.get(id) ?? id)
const NAMES = new Map<string, string>([
  [question.id, 'question'],
  [course.id, 'course'],
  [other.id, 'other'],
])

const json = (value: unknown) => encodeURIComponent(JSON.stringify(value))
const FILTERS: [title: string, query: string, found: string[]][] = [
  ['nothing, newest first', '', ['other', 'course', 'question']],
  ['ascending', 'ascending=true', ['question', 'course', 'other']],
  ['agent', `agent=${json(ann)}`, ['course', 'question']],
  ['agent, who is an instructor only', `agent=${json(tutor)}`, []],
  ['related agents', `agent=${json(tutor)}&related_agents=true`, ['other']],
  ['verb', `verb=${encodeURIComponent(COMPLETED)}`, ['other', 'course']],
  ['activity', `activity=${encodeURIComponent(COURSE)}`, ['other', 'course']],
  [
    'related activities',
    `activity=${encodeURIComponent(COURSE)}&related_activities=true`,
    ['other', 'course', 'question'],
  ],
  ['registration', `registration=${REGISTRATION}`, ['course', 'question']],
  ['agent and verb', `agent=${json(ann)}&verb=${encodeURIComponent(COMPLETED)}`, ['course']],
  ['since the future', 'since=2999-01-01T00:00:00Z', []],
  ['until the past', 'until=2020-01-01T00:00:00Z', []],
]

async function finds(query: string) {
  const { status, text } = await client('GET', `statements?${query}`)
  return { status, found: named(idsOf(text)) }
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
  it('comes in by POST (200) and PUT (204)', async () => {
    const posted = await client('POST', 'statements', JSON.stringify([question, course]))
    expect([posted.status, JSON.parse(posted.text)]).toEqual([200, [question.id, course.id]])
    const { id, ...withoutId } = other
    const put = await client('PUT', `statements?statementId=${id}`, JSON.stringify(withoutId))
    expect([put.status, put.text]).toEqual([204, ''])
  })

  it('shows in SQL within 10 s', async () => {
    expect(await sql()).toEqual(ROWS)
  }, 30_000)

  it.each(ALL)('comes back by its id: $object.id, $actor', async (statement) => {
    const { status, text } = await client('GET', `statements?statementId=${statement.id}`)
    expect([status, JSON.parse(text)]).toMatchObject([200, statement])
  })

  it.each(FILTERS)('is found by %s', async (_, query, found) => {
    expect(await finds(query)).toEqual({ status: 200, found })
  })

  it('is found since and until the moment it was stored', async () => {
    const { text } = await client('GET', `statements?statementId=${question.id}`)
    const { stored } = JSON.parse(text)
    expect(await finds(`since=${stored}`)).toMatchObject({ found: expect.not.arrayContaining(['question']) })
    expect(await finds(`until=${stored}`)).toMatchObject({ found: expect.arrayContaining(['question']) })
  })

  it('is found page by page', async () => {
    const first = await client('GET', 'statements?limit=2')
    const second = await client('GET', JSON.parse(first.text).more)
    expect([named(idsOf(first.text)), named(idsOf(second.text))]).toEqual([['other', 'course'], ['question']])
    expect(JSON.parse(second.text).more).toBe('')
  })

  it('is gone from lists when it is voided, and is found as voided', async () => {
    const voided = { ...other, id: randomUUID() }
    const voiding = {
      actor: tutor,
      verb: { id: 'http://adlnet.gov/expapi/verbs/voided' },
      object: { objectType: 'StatementRef', id: voided.id },
    }
    const [demo2] = runner.tenants.slice(1)
    if (!demo2) throw new Error('there is no second tenant')
    const second = clientOf(runner, demo2)
    expect((await second('POST', 'statements', JSON.stringify([voided]))).status).toBe(200)
    expect((await second('POST', 'statements', JSON.stringify(voiding))).status).toBe(200)
    expect((await second('GET', `statements?statementId=${voided.id}`)).status).toBe(404)
    expect((await second('GET', `statements?voidedStatementId=${voided.id}`)).status).toBe(200)
    expect(idsOf((await second('GET', 'statements')).text)).toHaveLength(1)
  })

  it('belongs to its tenant alone', async () => {
    const [demo2] = runner.tenants.slice(1)
    if (!demo2) throw new Error('there is no second tenant')
    const stranger = clientOf(runner, demo2)
    expect((await stranger('GET', `statements?statementId=${course.id}`)).status).toBe(404)
    expect(idsOf((await stranger('GET', `statements?agent=${json(ann)}`)).text)).toEqual([])
  })
})

describe('after a stop and a start on the same home', () => {
  it(
    'all is still there, by id, by list and in SQL',
    async () => {
      const before = runner.tenants
      await runner.end('SIGINT')
      await start()
      expect(runner.tenants).toEqual(before)
      for (const statement of ALL) {
        const { text } = await client('GET', `statements?statementId=${statement.id}`)
        expect(JSON.parse(text)).toMatchObject(statement)
      }
      for (const [, query, found] of FILTERS) expect(await finds(query)).toEqual({ status: 200, found })
      expect(await sql()).toEqual(ROWS)
    },
    START_TIMEOUT,
  )

  it('a statement that is sent again is the same one (200), a changed one is refused (409)', async () => {
    expect((await client('POST', 'statements', JSON.stringify(course))).status).toBe(200)
    const changed = { ...course, result: { success: false } }
    expect((await client('POST', 'statements', JSON.stringify(changed))).status).toBe(409)
    expect(await finds('')).toEqual({ status: 200, found: ['other', 'course', 'question'] })
  })
})
