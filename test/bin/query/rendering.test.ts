/** What each format makes of each kind of value. */
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { type Format, render } from '../../../bin/query/rendering.ts'

let duckdb: DuckDBConnection
beforeAll(async () => {
  duckdb = await (await DuckDBInstance.create(':memory:')).connect()
  await duckdb.run("SET timezone = 'UTC'")
})
const rendered = async (sql: string, format: Format) => render(await duckdb.runAndReadAll(sql), format)
const json = async (expression: string) => JSON.parse(await rendered(`SELECT ${expression} AS v`, 'json'))[0].v

describe('JSON', () => {
  it.each([
    ['count(*)', 1],
    ['9007199254740991', 9007199254740991],
    ['9007199254740993', '9007199254740993'],
    ['12345678901234567890::hugeint', '12345678901234567890'],
    ['1.50::decimal(10,2)', 1.5],
    ['1234567890123456789.5::decimal(38,1)', '1234567890123456789.5'],
    ["'nan'::double", null],
    ['0.1::double', 0.1],
    ["timestamp '2026-11-21 09:00:00.5'", '2026-11-21T09:00:00.500Z'],
    ["timestamptz '2026-11-21 09:00:00+01'", '2026-11-21T08:00:00.000Z'],
    ["date '2026-11-21'", '2026-11-21'],
    ["['a', null]", ['a', null]],
    ["map {'http://x.org/a': '1'}", { 'http://x.org/a': '1' }],
    ["[{'sha2': 'f', 'length': 5}]", [{ sha2: 'f', length: 5 }]],
    ['true', true],
    ['null', null],
    ["interval '1' day", '1 day'],
  ])('gives %s as %j', async (expression, value) => {
    expect(await json(expression)).toEqual(value)
  })

  it('is an array of row objects, even with no row or with two columns of one name', async () => {
    expect(JSON.parse(await rendered('SELECT 1 AS a WHERE false', 'json'))).toEqual([])
    expect(JSON.parse(await rendered('SELECT 1 AS a, 2 AS a', 'json'))).toEqual([{ a: 1, 'a:1': 2 }])
  })
})

describe('CSV', () => {
  it('quotes values with commas, quotes or line ends, and leaves NULL empty (RFC 4180)', async () => {
    const sql = `SELECT 'a,"b"' AS x, null AS y, E'1\\n2' AS z, ['q'] AS list`
    expect(await rendered(sql, 'csv')).toBe('x,y,z,list\r\n"a,""b""",,"1\n2","[""q""]"\r\n')
  })
})

describe('a table', () => {
  it('aligns its columns, with numbers to the right', async () => {
    expect(await rendered("SELECT * FROM (VALUES ('Ann', 5), ('Bo', 12)) AS t(name, points)", 'table')).toBe(
      ['name  points', '----  ------', 'Ann        5', 'Bo        12', '(2 rows)', ''].join('\n'),
    )
  })

  it('is told value by value where it is wider than the terminal, or so asked for', async () => {
    const reader = await duckdb.runAndReadAll(
      "SELECT * FROM (VALUES ('Ann', repeat('x', 70)), ('Bo', null)) AS t(name, text)",
    )
    const rows = [
      '-- row 1',
      `name  Ann`,
      `text  ${'x'.repeat(70)}`,
      '-- row 2',
      'name  Bo',
      'text',
      '(2 rows)',
      '',
    ].join('\n')
    expect(render(reader, undefined, 40)).toBe(rows)
    expect(render(reader, 'vertical')).toBe(rows)
    for (const table of [render(reader, 'table', 40), render(reader, undefined, 80), render(reader, undefined)]) {
      expect(table).toMatch(/^name {2}text/)
    }
  })

  it('shortens long cells, and sends no control characters to the terminal', async () => {
    expect(await rendered("SELECT repeat('x', 100) AS v", 'table')).toContain(`${'x'.repeat(59)}…\n`)
    expect(await rendered("SELECT chr(27) || '[2J' AS v", 'table')).not.toContain('\u001b')
  })
})
