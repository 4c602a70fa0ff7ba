/** The views `attempts` and `results`, against what the statements say; and files that are older than a column. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { openLake } from '../../bin/query/duckdb-lake.ts'
import { toJson } from '../../bin/query/rendering.ts'
import { COLUMNS } from '../../lambdas/lake/columns.ts'
import { rowsToParquet } from '../../lambdas/lake/parquet.ts'
import { statementToRow } from '../../lambdas/lake/row.ts'
import { VIEWS } from '../../lambdas/lake/views.ts'
import { temporaryFolder } from '../support/during-tests.ts'
import { arbitraryWorld, sequenceOf, type World, writeWorlds } from '../support/lake-worlds.ts'
import { factsOf } from './question-oracles.ts'

const worlds: { [tenant: string]: World } = { empty: [] }
const folder = temporaryFolder()
let lake: DuckDBConnection

beforeAll(async () => {
  const sample = fc.sample(arbitraryWorld, { numRuns: 12, seed: 7 })
  for (const [at, world] of sample.entries()) worlds[`world-${at}`] = world
  lake = await openLake(writeWorlds(folder, worlds).lake)
})

const rowsOf = async (sql: string) => (await lake.runAndReadAll(sql)).getRows().map((row) => row.map(toJson))
const asSet = (rows: unknown[][]) => rows.map((row) => JSON.stringify(row)).toSorted()
const latest = <Each extends { order: string }>(some: Each[]) =>
  some.toSorted((a, b) => (a.order < b.order ? -1 : 1)).at(-1)
const times = (some: { time: string }[]) => some.map(({ time }) => time).toSorted()

function attemptsOf(world: World) {
  const ends = (fact: ReturnType<typeof factsOf>[number]) =>
    fact.verb.endsWith('terminated') || fact.completed || fact.passed !== null
  const facts = factsOf(world).filter(
    (fact) =>
      fact.isCourse && (fact.started || ends(fact) || fact.score !== null || /exited|abandoned/.test(fact.verb)),
  )
  const groups = Map.groupBy(facts, ({ actor, object, registration }) => JSON.stringify([actor, object, registration]))
  return [...groups].map(([key, some]) => {
    const verdict = latest(some.filter(({ passed }) => passed !== null))?.passed
    const ended = some.filter(ends)
    const without = some.some(({ completed }) => completed) ? 'completed' : ended.length > 0 ? 'ended' : 'started'
    const outcome = verdict === undefined ? without : verdict ? 'passed' : 'failed'
    const sessions = some.filter(({ isSession, seconds }) => isSession && seconds !== null)
    const all = some.flatMap(({ seconds }) => seconds ?? [])
    const spent = sessions.reduce((total, { seconds }) => total + (seconds ?? 0), 0)
    return [
      ...JSON.parse(key),
      some.length,
      times(some)[0],
      times(ended).at(-1) ?? null,
      times(some).at(-1),
      outcome,
      latest(some.filter(({ score }) => score !== null))?.score ?? null,
      sessions.length > 0 ? spent : all.length > 0 ? Math.max(...all) : null,
    ]
  })
}

describe('the view attempts', () => {
  it('has one row for each actor, activity and registration, as the statements say', async () => {
    const names = 'actor_id, activity, registration, statements, started, ended, last_seen, outcome, score, seconds'
    const outcomes = new Set<unknown>()
    for (const [tenant, world] of Object.entries(worlds)) {
      const rows = await rowsOf(`SELECT ${names} FROM attempts WHERE tenant = '${tenant}'`)
      expect([tenant, asSet(rows)]).toEqual([tenant, asSet(attemptsOf(world))])
      for (const row of rows) outcomes.add(row[7])
    }
    expect(outcomes).toEqual(new Set(['passed', 'failed', 'completed', 'ended', 'started']))
  })
})

describe('the view results', () => {
  it('has one row for each answered question, as the statements say', async () => {
    const names = 'statement_id, actor_id, question, wording, response, success, score, seconds, registration'
    let answered = 0
    for (const [tenant, world] of Object.entries(worlds)) {
      const answers = factsOf(world).filter(
        (fact) => fact.isAnswer && (fact.response !== null || fact.success !== null || fact.score !== null),
      )
      const expected = answers.map((fact) => [
        ...[fact.id, fact.actor, fact.object, fact.wording, fact.response, fact.success, fact.score],
        ...[fact.seconds, fact.registration],
      ])
      answered += expected.length
      const rows = await rowsOf(`SELECT ${names} FROM results WHERE tenant = '${tenant}'`)
      expect([tenant, asSet(rows)]).toEqual([tenant, asSet(expected)])
    }
    expect(answered).toBeGreaterThan(30)
  })
})

describe('every view', () => {
  it.each(VIEWS.map(({ name, columns }) => [name, columns] as const))(
    '%s has the columns that it declares',
    async (name, columns) => {
      const described = await rowsOf(`DESCRIBE ${name}`)
      expect(described.map(([column]) => column)).toEqual(columns.map((column) => column.name))
    },
  )
})

describe('a file that is older than a column', () => {
  it('has NULL there, beside files that have the column', async () => {
    const statement = {
      id: 'a',
      timestamp: '2026-11-21T10:00:00Z',
      verb: { id: 'http://x.org/did' },
      actor: { mbox: 'mailto:a@x.org' },
    }
    const row = statementToRow(
      JSON.stringify({ ...statement, object: { id: 'http://x.org/it' }, context: { platform: 'web' } }),
      sequenceOf('2026-11-21T12:00:00Z'),
    )
    const later = ['platform', 'context_group_ids', 'attachments']
    const older = COLUMNS.filter(({ name }) => !later.includes(name))
    const old = join(folder, 'old')
    const { lake: files } = writeWorlds(old, { demo: worlds['world-1'] ?? [] })
    const [dt] = Object.values(worlds['world-1'] ?? []).map((one) => one.dt)
    writeFileSync(join(files, 'tenant=demo', `dt=${dt}`, 'older.parquet'), rowsToParquet([row], older))
    const both = await openLake(files)
    const read = async (sql: string) => (await both.runAndReadAll(sql)).getRowsJson()
    const one = "FROM statements WHERE tenant = 'demo' AND statement_id = 'a'"
    expect(await read(`SELECT platform, context_group_ids, attachments, actor_id ${one}`)).toEqual([
      [null, null, null, 'mailto:a@x.org'],
    ])
    expect(await read("SELECT count(platform) > 0 FROM statements WHERE tenant = 'demo'")).toEqual([[true]])
  })
})

describe('a list of the context', () => {
  it('joins, as the guide shows', async () => {
    const sql = `SELECT part, count(*) FROM statements CROSS JOIN UNNEST(parent_ids) AS parents(part)
      WHERE tenant = 'world-1' GROUP BY part ORDER BY part`
    const parents = factsOf(worlds['world-1'] ?? []).length
    const rows = await rowsOf(sql)
    expect(rows.map(([part]) => part)).toEqual(['http://x.org/course', 'http://x.org/quiz'])
    expect(rows.reduce((sum, [, count]) => sum + Number(count), 0)).toBeLessThanOrEqual(parents)
  })
})
