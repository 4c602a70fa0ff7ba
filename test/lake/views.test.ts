/** The view and the queries that we ship, on DuckDB and with Trino's parser. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { openLake } from '../../bin/query/duckdb-lake.ts'
import { COLUMNS, type Column, PARTITIONS, VOID_COLUMNS } from '../../lambdas/lake/columns.ts'
import { rowsToParquet } from '../../lambdas/lake/parquet.ts'
import { QUESTIONS } from '../../lambdas/lake/questions/questions.ts'
import { rowToVoid, statementToRow } from '../../lambdas/lake/row.ts'
import { EXAMPLES, VIEWS } from '../../lambdas/lake/views.ts'
import { temporaryFolder } from '../support/during-tests.ts'
import { loadTrinoParser } from '../support/trino-parser.ts'

const DAYS = ['2026-11-19', '2026-11-20', '2026-11-21']
const course = { contextActivities: { grouping: [{ id: 'http://x.org/course' }] } }
const statement = (id: string, parts: object) =>
  JSON.stringify({
    id,
    actor: { name: 'Ann', mbox: 'mailto:ann@x.org' },
    verb: { id: 'http://x.org/did' },
    object: { id: 'http://x.org/quiz', definition: { name: { en: 'Quiz' } } },
    ...parts,
  })
const texts = [
  statement('a', { result: { success: false, score: { scaled: 0.25 } }, context: course }),
  statement('b', {
    result: { success: true, score: { scaled: 0.75 }, duration: 'PT90S', extensions: { 'http://x.org/tries': 3 } },
  }),
  statement('c', {
    verb: { id: 'http://adlnet.gov/expapi/verbs/voided' },
    object: { objectType: 'StatementRef', id: 'd' },
  }),
  statement('d', { result: { success: false, score: { scaled: 1 } }, context: course }),
]

const folder = temporaryFolder()
let lake: DuckDBConnection
const rowsOf = async (sql: string) => (await lake.runAndReadAll(sql)).getRowsJson()
const explain = async (sql: string) => String((await rowsOf(`EXPLAIN ANALYZE ${sql}`))[0]?.[1])

beforeAll(async () => {
  const rows = texts.map((text, i) => statementToRow(text, `019ce1a2b3c40000aaaaaaaa000${i}`))
  const file = rowsToParquet(rows)
  for (const tenant of ['demo', 'other']) {
    const voids = join(folder, 'voids', `tenant=${tenant}`)
    mkdirSync(voids, { recursive: true })
    writeFileSync(join(voids, 'a.parquet'), rowsToParquet(rows.flatMap(rowToVoid), VOID_COLUMNS))
    for (const dt of DAYS) {
      const day = join(folder, `tenant=${tenant}`, `dt=${dt}`)
      mkdirSync(day, { recursive: true })
      writeFileSync(join(day, 'a.parquet'), file)
      writeFileSync(join(day, 'b.parquet'), file)
    }
  }
  lake = await openLake(folder)
})

const tableOf = (...rows: string[][]) => {
  const [head = [], ...rest] = rows
  return [head, head.map(() => '---'), ...rest].map((row) => `| ${row.join(' | ')} |`).join('\n')
}
const typeOf = ({ hive }: Column) =>
  ({ string: 'varchar', timestamp: 'timestamp(3)', 'array<string>': 'array(varchar)' })[hive] ??
  hive
    .replace(/^map<string,(\w+)>$/, (_, value: string) => `map(varchar, ${value === 'string' ? 'varchar' : value})`)
    .replace(
      /^array<struct<(.*)>>$/,
      (_, fields: string) => `array(row(${fields.replaceAll(/:\w+/g, '').replaceAll(',', ', ')}))`,
    )
const columnRow = (one: Column) => [`\`${one.name}\``, typeOf(one), one.description]
const code = (text = '') => (/^(actor: |which|day of|the whole)/.test(text) || text === '' ? text : `\`${text}\``)

const viewsTable = () =>
  tableOf(['view', 'what it holds'], ...VIEWS.map((view) => [`\`${view.name}\``, view.description]))
const columnsTable = () =>
  tableOf(
    ['column', 'type', 'in the statement', 'what it holds'],
    ...[...PARTITIONS, ...COLUMNS].map((one) => {
      const [name = '', type = '', description = ''] = columnRow(one)
      return [name, type, code(one.path), description]
    }),
  )
const moreColumnsTable = () =>
  tableOf(
    ['view', 'column', 'type', 'what it holds'],
    ...VIEWS.filter(({ name }) => name !== 'statements').flatMap(({ name, columns }) =>
      columns
        .filter((one) => ![...PARTITIONS, ...COLUMNS].includes(one))
        .map((one) => [`\`${name}\``, ...columnRow(one)]),
    ),
  )
const questionsTable = () =>
  tableOf(
    ['question', 'what it tells', 'parameters', 'columns, with their units', 'picture'],
    ...QUESTIONS.map(({ name, meaning, parameters, columns, chart }) => [
      `\`${name}\``,
      meaning,
      parameters
        .slice(3)
        .map((one) => `\`${one.name}\`: ${one.meaning}`)
        .join('; '),
      columns.map((one) => `\`${one.name}\` (${one.unit})`).join(', '),
      `${chart.kind}: ${chart.y.join(', ')} by ${chart.x}${chart.series ? `, for each ${chart.series}` : ''}`,
    ]),
  )

const GUIDE = readFileSync('docs/lake.md', 'utf8')
const GUIDE_SQL = [...GUIDE.matchAll(/```sql\n(.*?)\n```/gs)].map(([, sql = '']) => sql)

describe('the SQL that is shipped', () => {
  const parser = loadTrinoParser()

  it.each([...VIEWS.map(({ name, sql }) => [name, sql]), ...EXAMPLES.map(({ title, sql }) => [title, sql])])(
    'parses as Athena reads it: %s',
    (_, sql) => {
      expect(parser.validate(`${sql};`)).toEqual([])
    },
  )

  it('is checked by a parser that refuses what Trino cannot read', () => {
    expect(parser.validate('SELECT * EXCLUDE (raw) FROM statements;')).not.toEqual([])
  })

  it('names a tenant in every example, as the partition projection demands', () => {
    for (const { sql } of EXAMPLES) expect(sql).toContain("tenant = 'demo'")
  })

  it('answers on DuckDB', async () => {
    const answers = await Promise.all(EXAMPLES.map(({ sql }) => rowsOf(sql)))
    expect(answers).toEqual([
      [['Ann', 'Quiz', '3', 0.25]],
      [['http://x.org/quiz', '6', 0.5]],
      DAYS.map((dt) => [dt, 'http://x.org/course', '1', '1']),
    ])
  })
})

describe('the guide for analysts', () => {
  const parser = loadTrinoParser()

  it.each(GUIDE_SQL.map((sql) => [sql]))('shows SQL that both engines read: %s', async (sql) => {
    expect(parser.validate(`${sql};`)).toEqual([])
    await expect(rowsOf(sql)).resolves.toBeDefined()
  })

  it('shows the shipped examples', () => {
    expect(GUIDE_SQL).toEqual(expect.arrayContaining(EXAMPLES.slice(0, 2).map(({ sql }) => sql)))
  })

  // The tables are made from the definitions: UPDATE_DOCS=1 writes them.
  it.each([
    ['views', viewsTable()],
    ['columns', columnsTable()],
    ['more-columns', moreColumnsTable()],
    ['questions', questionsTable()],
  ])('describes the %s as the code does', (name, table) => {
    const place = new RegExp(`(?<=<!-- ${name} -->\\n)[\\s\\S]*?(?=<!-- /${name} -->)`)
    const page = readFileSync('docs/lake.md', 'utf8')
    if (process.env.UPDATE_DOCS) {
      const written = page.replace(place, () => `${table}\n`)
      writeFileSync('docs/lake.md', written)
    }
    expect(place.exec(readFileSync('docs/lake.md', 'utf8'))?.[0]).toBe(`${table}\n`)
  })
})

describe('the view statements', () => {
  it('has the columns of the lake in their order', async () => {
    const described = await rowsOf('DESCRIBE statements')
    expect(described.map(([name]) => name)).toEqual([...PARTITIONS, ...COLUMNS].map(({ name }) => name))
  })

  it('shows a statement once per tenant and day', async () => {
    expect(await rowsOf('SELECT count(*) FROM statements_all')).toEqual([['24']])
    expect(await rowsOf('SELECT count(*) FROM statements')).toEqual([['18']])
    expect(await rowsOf('SELECT count(*) FROM statement_files')).toEqual([['48']])
  })

  it.each([
    ["tenant = 'demo' AND dt = '2026-11-21'", '2/12'],
    ["tenant = 'demo' AND dt >= '2026-11-20'", '4/12'],
    ["tenant IN ('demo', 'other') AND dt BETWEEN '2026-11-19' AND '2026-11-20'", '8/12'],
  ])('reads only the files of %s', async (filter, files) => {
    expect(await explain(`SELECT count(*), max(length(raw)) FROM statements WHERE ${filter}`)).toContain(
      `Scanning Files: ${files}`,
    )
  })

  it('is empty, with its columns, where there is no lake yet', async () => {
    const empty = await openLake(join(folder, 'none'))
    expect((await empty.runAndReadAll('SELECT * FROM statements')).columnNames()).toHaveLength(
      PARTITIONS.length + COLUMNS.length,
    )
    const types = async (connection: DuckDBConnection) =>
      (await connection.runAndReadAll('DESCRIBE statements')).getRowsJson()
    expect(await types(empty)).toEqual(await types(lake))
  })
})

describe("Athena's functions on DuckDB", () => {
  it.each([
    ["element_at(result_extensions, 'http://x.org/tries')", '3'],
    ["element_at(result_extensions, 'http://x.org/none')", null],
    ['json_extract_scalar(raw, \'$.result.extensions["http://x.org/tries"]\')', '3'],
    ["json_extract_scalar(raw, '$.actor')", null],
    ["json_extract_scalar('not json', '$.a')", null],
    ["json_extract_scalar('{\"a\":[1e3]}', '$.a[0]')", '1e3'],
    ["json_extract_scalar('1E-7', '$')", '1E-7'],
    ["json_extract_scalar('-0', '$')", '-0'],
    [`json_extract_scalar('{"1e3":"5e\\"1","a":1.50}', '$.a')`, '1.50'],
    [`json_extract_scalar('{"1e3":"5e\\"1","a":1.50}', '$["1e3"]')`, '5e"1'],
    [`json_extract_scalar('{"a":"x\\ud800y","b":5}', '$.b')`, '5'],
    [`json_extract_scalar('{"a":"x\\uD800y"}', '$.a')`, 'x?y'],
    [`json_extract_scalar('{"a":"\\udc00\\ud83d\\ude00","b":"\\\\ud800"}', '$.a')`, '?😀'],
    [`json_extract_scalar('{"a":"\\udc00\\ud83d\\ude00","b":"\\\\ud800"}', '$.b')`, '\\ud800'],
    [`json_format(json_extract('{"a":"\\ud800","b":[1]}', '$.b'))`, '[1]'],
    ['7 / 2', 3],
    ["date_diff('hour', timestamp '2026-11-21 09:59:00', timestamp '2026-11-21 10:01:00')", '0'],
    ["date_add('day', 2, timestamp '2026-11-21 09:59:00')", '2026-11-23 09:59:00'],
    ["date_format(timestamp '2026-11-21 09:59:07', '%Y-%m-%d %H:%i:%s')", '2026-11-21 09:59:07'],
    ["from_iso8601_timestamp('2026-11-21T10:00:00+01:00') = timestamp '2026-11-21 09:00:00 UTC'", true],
    ["regexp_replace('a1b2', '([a-z])([0-9])', '$2$1')", '1a2b'],
    ["regexp_like('abc', '^a')", true],
    ["concat('a', cast(null as varchar))", null],
    ['greatest(1, null)', null],
    ['cardinality(sequence(1, 3))', '3'],
    ["array_join(array['a', null, 'b'], ',')", 'a,b'],
    ["day_of_week(date '2026-11-22')", '7'],
    ['duration_seconds', 90],
  ])('give %s the value %s', async (expression, value) => {
    expect(await rowsOf(`SELECT ${expression} FROM statements WHERE statement_id = 'b' LIMIT 1`)).toEqual([[value]])
  })
})

describe("Athena's aggregates on DuckDB", () => {
  const rows = "(VALUES (1, 'a', true), (2, NULL, NULL), (2, 'c', NULL)) AS rows(place, item, fact)"
  it.each([
    ['max_by(item, place)', 'place = 1 OR item IS NULL', null],
    ['min_by(item, place)', 'place = 2 AND item IS NULL', null],
    ['count_if(fact)', 'place = 2', '0'],
    ['count_if(fact)', 'false', '0'],
    ['count_if(fact)', 'true', '1'],
    ["max_by(item, (place, coalesce(item, '')))", 'true', 'c'],
    ['max_by(item, place, 2)', "item = 'a'", ['a']],
  ])('give %s where %s the value %s', async (expression, where, value) => {
    expect(await rowsOf(`SELECT ${expression} FROM ${rows} WHERE ${where}`)).toEqual([[value]])
  })
})
