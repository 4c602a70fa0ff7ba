/** The same files read by two readers that share nothing, DuckDB and hyparquet: equal counts, sums and texts. */
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { COLUMNS, type Column, type Row } from '../../lambdas/lake/columns.ts'
import { statementToRow } from '../../lambdas/lake/row.ts'
import { duckdbType } from '../../local/athena/hive-types.ts'
import { arbitraryStatement } from '../support/arbitrary-statements.ts'
import { useCompactedLake } from '../support/compacted-lake.ts'
import { temporaryFolder } from '../support/during-tests.ts'

const compacted = useCompactedLake()
const folder = temporaryFolder()

const FILES = 6
const EACH = 40
const statements = fc.sample(arbitraryStatement, { numRuns: FILES * EACH, seed: 5 })
const rows = statements.map(
  (statement, at): Row =>
    statementToRow(JSON.stringify(statement), `019ce1a2b3c40000aaaaaaaa${String(at).padStart(4, '0')}`),
)

const ofKind = (hive: string) => COLUMNS.filter((column) => column.hive === hive).map(({ name }) => name)
const TEXTS = ofKind('string')
const NUMBERS = [...ofKind('double'), ...ofKind('bigint')]
const TIMES = ofKind('timestamp')
const LISTS = ofKind('array<string>')
const MAPS = ofKind('map<string,string>')

type Cells = { [column: string]: unknown }
const total = (values: number[]) =>
  Number(
    values
      .toSorted((a, b) => a - b)
      .reduce((sum, one) => sum + one, 0)
      .toPrecision(12),
  )
/** Order-free, and different where any text is. */
const digest = (texts: string[]) => createHash('sha256').update(texts.toSorted().join('\0')).digest('hex')

/** Each reader has a form of its own for a map. */
const entriesOf = (map: unknown): unknown[] =>
  Array.isArray(map) ? map.map(({ key, value }) => [key, value]) : Object.entries(map as object)

function summary(rows: Cells[]) {
  const present = (name: string) => rows.map((row) => row[name]).filter((cell) => cell !== null && cell !== undefined)
  const each = <Value>(names: string[], of: (cells: unknown[]) => Value) =>
    Object.fromEntries(names.map((name) => [name, of(present(name))]))
  return {
    count: rows.length,
    present: each(
      COLUMNS.map(({ name }: Column) => name),
      (cells) => cells.length,
    ),
    texts: each(TEXTS, (cells) => digest(cells.map(String))),
    sums: each(NUMBERS, (cells) => total(cells.map(Number))),
    times: each(TIMES, (cells) => total(cells.map(Number))),
    lists: each(LISTS, (cells) => digest(cells.map((cell) => JSON.stringify(cell)))),
    maps: each(MAPS, (cells) => digest(cells.map((cell) => JSON.stringify(entriesOf(cell).map(String).toSorted())))),
  }
}

async function asDuckdbReads(bytes: Uint8Array): Promise<Cells[]> {
  const file = join(folder, 'file.parquet')
  writeFileSync(file, bytes)
  const duckdb = await (await DuckDBInstance.create(':memory:')).connect()
  const cells = COLUMNS.map(({ name, hive }) =>
    hive === 'timestamp' ? `epoch_ms("${name}") AS "${name}"` : `"${name}"::${duckdbType(hive)} AS "${name}"`,
  )
  return (await duckdb.runAndReadAll(`SELECT ${cells.join(', ')} FROM '${file}'`)).getRowObjectsJS()
}

describe('a file of the lake', () => {
  it('holds the same for both readers, as it was written and after compaction', async () => {
    compacted.begin()
    for (let file = 0; file < FILES; file++) await compacted.put(rows.slice(file * EACH, (file + 1) * EACH))
    const written = await compacted.keys()
    await compacted.run()
    compacted.wait()
    await compacted.run()
    const [whole = '', ...others] = await compacted.keys()
    expect([written.length, others]).toEqual([FILES, []])
    const byDuckdb = summary(await asDuckdbReads(await compacted.lake.bytes(whole)))
    expect(byDuckdb).toEqual(summary(await compacted.lake.rows(whole)))
    // And what was put into the small files: a third account of the same.
    expect(byDuckdb).toMatchObject({ count: FILES * EACH, texts: { raw: digest(rows.map(({ raw }) => String(raw))) } })
    const empty = Object.entries(byDuckdb.present).filter(([, cells]) => cells === 0)
    // No arbitrary statement is of a cmi5 launch.
    expect(empty.map(([name]) => name)).toEqual(['session_id'])
  })
})
