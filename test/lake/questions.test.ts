/** The named questions on DuckDB, against answers computed from the statements, and with Trino's parser. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { needsTenant, openLake } from '../../bin/query/duckdb-lake.ts'
import { toJson } from '../../bin/query/rendering.ts'
import type { Question } from '../../lambdas/lake/questions/question.ts'
import { QUESTIONS } from '../../lambdas/lake/questions/questions.ts'
import { TABLES } from '../../lambdas/lake/tables.ts'
import { tableWithoutTenant } from '../../local/athena/tenant-rule.ts'
import { temporaryFolder } from '../support/during-tests.ts'
import { arbitraryWorld, type World, writeWorlds } from '../support/lake-worlds.ts'
import { loadTrinoParser } from '../support/trino-parser.ts'
import { factsOf, ORACLES } from './question-oracles.ts'

/** `npm run test:deep` asks in more of them. */
const WORLDS = process.env.DEEP ? 30 : 15
const worlds: { [tenant: string]: World } = { empty: [] }
let lake: DuckDBConnection
const folder = temporaryFolder()
const parser = loadTrinoParser()

beforeAll(async () => {
  const sample = fc.sample(arbitraryWorld, { numRuns: WORLDS, seed: 13 })
  for (const [at, world] of sample.entries()) worlds[`world-${at}`] = world
  lake = await openLake(writeWorlds(folder, worlds).lake)
  // The files are read once: there are hundreds, for hundreds of queries.
  for (const { name } of TABLES) {
    await lake.run(`CREATE TABLE read_${name} AS SELECT * FROM ${name}`)
    await lake.run(`CREATE OR REPLACE VIEW ${name} AS SELECT * FROM read_${name}`)
  }
})

const valuesOf = ({ parameters }: Question, given: { [name: string]: string | number }) =>
  parameters.map(({ name, default: value }) => given[name] ?? value ?? fail(`${name} needs a value`))
const fail = (reason: string): never => {
  throw new Error(reason)
}
async function answer(question: Question, given: { [name: string]: string | number }) {
  const reader = await lake.runAndReadAll(question.sql, valuesOf(question, given))
  return { names: reader.columnNames(), rows: reader.getRows().map((row) => row.map(toJson)) }
}
/** As a set, in which numbers count to nine digits. */
const asSet = (rows: unknown[][]) =>
  rows.map((row) => JSON.stringify(row, (_, value) => (typeof value === 'number' ? rounded(value) : value))).toSorted()
const rounded = (value: number) => Number(value.toPrecision(9)) + 0

const BY_NAME = QUESTIONS.map((question) => [question.name, question] as const)
const named = (name: string) => QUESTIONS.find((one) => one.name === name) ?? fail(`no question ${name}`)

describe.each(BY_NAME)('the question %s', (name, question) => {
  it('parses as Athena reads it, with a value for each parameter', () => {
    expect(parser.validate(`${question.sql};`)).toEqual([])
    expect(question.sql.split('?')).toHaveLength(question.parameters.length + 1)
    expect(question.parameters.slice(0, 3).map((one) => one.name)).toEqual(['tenant', 'from', 'to'])
    expect(question.parameters.filter((one) => one.default === undefined).map((one) => one.name)).toEqual(['tenant'])
  })

  it('has its parameters in WHERE, the only place where Athena takes them', () => {
    const texts = question.sql.split('?').slice(0, -1)
    const clauses = texts.map(
      (_, at) =>
        texts
          .slice(0, at + 1)
          .join('?')
          .match(/.*\b(SELECT|FROM|ON|WHERE|BY|HAVING)\b/s)?.[1],
    )
    expect(new Set(clauses)).toEqual(new Set(['WHERE']))
  })

  it('names its tenant, as the partition projection demands', async () => {
    expect(await tableWithoutTenant(lake, question.sql, needsTenant)).toBeUndefined()
    expect(await tableWithoutTenant(lake, question.sql.replace('tenant = ? AND', ''), needsTenant)).toBeDefined()
  })

  it('answers what the statements say, in worlds with ties, NULLs, voids and nothing at all', async () => {
    for (const [tenant, world] of Object.entries(worlds)) {
      const { rows } = await answer(question, { tenant })
      const expected = ORACLES[name]?.(factsOf(world)) ?? fail(`no oracle for ${name}`)
      expect([tenant, asSet(rows)]).toEqual([tenant, asSet(expected)])
    }
    const answered = Object.values(worlds).map((world) => ORACLES[name]?.(factsOf(world)).length ?? 0)
    expect(answered.filter((rows) => rows > 0).length).toBeGreaterThan(WORLDS / 10)
  })

  it('answers in its own columns, among which is all that its chart draws', async () => {
    const columns = question.columns.map((one) => one.name)
    expect((await answer(question, { tenant: 'empty' })).names).toEqual(columns)
    const { x, y, series = x } = question.chart
    expect(columns).toEqual(expect.arrayContaining([x, ...y, series]))
    expect(question.columns.filter((one) => one.unit === '' || one.meaning === '')).toEqual([])
  })

  it('gives its rows in one order, every time', async () => {
    const tenant = 'world-1'
    const [first, second] = [await answer(question, { tenant }), await answer(question, { tenant })]
    expect(first.rows).toEqual(second.rows)
  })
})

describe('a parameter', () => {
  const rowsOf = async (name: string, given: { [name: string]: string | number }) => {
    const all = await Promise.all(
      Object.keys(worlds).map(async (tenant) => (await answer(named(name), { tenant, ...given })).rows),
    )
    return all.flat()
  }

  it.each([
    ['completions', 'course', 'http://x.org/part-1', 0],
    ['attempts-until-pass', 'course', 'http://x.org/part-1', 0],
    ['time-spent', 'course', 'http://x.org/course', 0],
    ['failed-questions', 'question', 'http://x.org/q-1', 0],
    ['never-finished', 'course', 'http://x.org/part-1', 0],
    ['funnel', 'course', 'http://x.org/other', 0],
    ['verbs', 'verb', 'http://adlnet.gov/expapi/verbs/passed', 0],
    ['evidence', 'learner', 'mailto:ann@x.org', 0],
    ['evidence', 'course', 'http://x.org/course', 2],
    ['items', 'test', 'http://x.org/quiz', 0],
  ])('of %s keeps the rows of one %s: %s', async (name, parameter, value, at) => {
    const all = await rowsOf(name, {})
    const some = await rowsOf(name, { [parameter]: value })
    expect(some.length).toBeGreaterThan(0)
    expect(some).toEqual(all.filter((row) => row[at] === value))
    expect(await rowsOf(name, { [parameter]: 'http://x.org/nothing' })).toEqual([])
  })

  it.each(['attempts-until-pass', 'never-finished'])('course of %s takes its parts, too', async (name) => {
    const course = 'http://x.org/other'
    const parts = Object.values(worlds).flatMap((world) => {
      const facts = factsOf(world).filter(({ above }) => above.includes(course))
      return ORACLES[name]?.(facts) ?? []
    })
    expect(parts.length).toBeGreaterThan(0)
    expect(asSet(await rowsOf(name, { course }))).toEqual(asSet(parts))
  })

  it.each([
    ['people', 'mailto:ann@x.org', ['mailto:ann@', 'ANN@X'], ['Ann mailto:', 'ÁNN m']],
    ['activities', 'http://x.org/part-1', ['org/part-1', 'ORG/PÄRT-1'], ['part 1', 'pârt 1']],
  ])('text finds %s by a part of the identifier %s or of a name, with any capitals and marks', async (...given) => {
    const [name, id, parts, names] = given
    const rows = async (asked: { text?: string; text2?: string; text3?: string }) =>
      (await answer(named(name), { tenant: 'world-3', ...asked })).rows
    const all = (await rows({})).filter((row) => row[0] === id)
    for (const text of parts) expect([text, await rows({ text })]).toEqual([text, all])
    const withName = all.filter((row) => row[1] !== null)
    expect(withName.length).toBeGreaterThan(0)
    for (const text of names) expect([text, await rows({ text })]).toEqual([text, withName])
    const [first = '', second = ''] = names[0]?.split(' ') ?? []
    expect(await rows({ text: second, text2: first })).toEqual(all)
    expect(await rows({ text: second, text2: first, text3: 'nobody' })).toEqual([])
    for (const text of ['nobody', '%', '_', "'", '?']) expect(await rows({ text })).toEqual([])
  })

  it('from and to keep the days of storing', async () => {
    const days = async (from: string, to: string) =>
      (await rowsOf('sources', { from, to })).map((row) => String(row[5]).slice(0, 10))
    expect(new Set(await days('2026-10-01', '2026-10-31'))).toEqual(new Set(['2026-10-01']))
    expect(await days('2026-12-01', '2026-12-31')).toEqual([])
  })

  it('top keeps the questions that were failed most', async () => {
    const { rows } = await answer(named('failed-questions'), { tenant: 'world-1', top: 1 })
    const all = (await answer(named('failed-questions'), { tenant: 'world-1' })).rows
    expect(rows).toEqual(all.filter((row) => row[0] === all[0]?.[0]))
  })

  it.each([
    ['day', /^2026-(09-28|09-30|10-01|10-12|11-21)$/],
    ['week', /^2026-(09-28|10-12|11-16)$/],
    ['month', /^2026-(09|10|11)-01$/],
  ])('period makes each %s a row', async (period, first) => {
    const rows = await rowsOf('active-learners', { period })
    expect(rows.length).toBeGreaterThan(2)
    for (const [day] of rows) expect(day).toMatch(first)
  })

  it('verbs, least and most keep the scores of several verbs in a range', async () => {
    const verbs = ['passed', 'failed'].map((verb) => `http://adlnet.gov/expapi/verbs/${verb}`)
    const rows = await rowsOf('score-by-outcome', { verbs: verbs.join(' '), least: 0.5, most: 0.8 })
    expect(new Set(rows.map(([verb]) => verb))).toEqual(new Set(verbs))
    expect(new Set(rows.map((row) => row[3]))).toEqual(new Set([0.5, 0.7]))
  })
})
