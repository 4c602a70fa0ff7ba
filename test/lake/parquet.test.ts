/** What engines need to find in a Parquet file of the lake. */
import { describe, expect, it } from '@jest/globals'
import { parquetMetadata } from 'hyparquet'
import { COLUMNS } from '../../lambdas/lake/columns.ts'
import { rowsToParquet, schemaElements } from '../../lambdas/lake/parquet.ts'
import { statementToRow } from '../../lambdas/lake/row.ts'

const iri = (i: number) =>
  `http://example.org/a/long/prefix/that/every/activity/of/the/same/authoring/tool/begins/with/${i}`
const text = (i: number) =>
  JSON.stringify({
    id: `f0000000-0000-4000-8000-${String(i).padStart(12, '0')}`,
    actor: { mbox: `mailto:${i}@example.org` },
    verb: { id: 'http://example.org/did' },
    object: { id: iri(i) },
    timestamp: '2026-11-21T09:00:00.9996Z',
  })
const bytes = rowsToParquet(
  Array.from({ length: 25_000 }, (_, i) => statementToRow(text(i), '019ce1a2b3c40000aaaaaaaa0003')),
)
const metadata = parquetMetadata(bytes.buffer as ArrayBuffer)
const chunks = metadata.row_groups.flatMap(({ columns }) => columns)
const chunksOf = (name: string) => chunks.filter(({ meta_data }) => meta_data?.path_in_schema[0] === name)

describe('a lake file', () => {
  it('is compressed with zstd in every column', () => {
    expect(new Set(chunks.map(({ meta_data }) => meta_data?.codec))).toEqual(new Set(['ZSTD']))
  })

  it('has no column index, which Trino would fail on', () => {
    expect(chunks.filter(({ column_index_offset }) => column_index_offset !== undefined)).toEqual([])
  })

  it('has row groups of 20,000 rows, so that filters can skip some', () => {
    expect(metadata.row_groups.map(({ num_rows }) => num_rows)).toEqual([20_000n, 5_000n])
  })

  it('keeps statistics long enough to tell IRIs apart', () => {
    const [first] = chunksOf('object_id')
    expect(first?.meta_data?.statistics).toMatchObject({ min_value: iri(0), max_value: iri(9999) })
  })

  it('holds times as whole milliseconds, without a zone', () => {
    const element = metadata.schema.find(({ name }) => name === 'timestamp')
    expect(element).toMatchObject({
      type: 'INT64',
      logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'MICROS' },
    })
    expect(element?.converted_type).toBeUndefined()
    expect(chunksOf('timestamp')[0]?.meta_data?.statistics?.max_value).toEqual(new Date('2026-11-21T09:00:00.999Z'))
  })

  it('holds the statement as plain text, not annotated as JSON', () => {
    expect(metadata.schema.find(({ name }) => name === 'raw')).toMatchObject({
      type: 'BYTE_ARRAY',
      converted_type: 'UTF8',
    })
  })
})

describe('the columns', () => {
  it('have the same type in Glue as in Parquet', () => {
    const asHive = (parquet: string) => parquet.replace(/^list</, 'array<').replace('timestamp(micros)', 'timestamp')
    for (const { name, hive, parquet } of COLUMNS) expect([name, asHive(parquet)]).toEqual([name, hive])
  })

  it('have the type in the file that they declare', () => {
    expect(metadata.schema.slice(1).map(({ name }) => name)).toEqual(
      COLUMNS.flatMap(({ name, parquet }) => schemaElements(name, parquet)).map(({ name }) => name),
    )
    expect(() => schemaElements('x', 'decimal')).toThrow('No Parquet type for decimal')
  })

  it('have names that no engine reserves, each once', () => {
    const names = COLUMNS.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(names.filter((name) => !/^[a-z][a-z0-9_]*$/.test(name))).toEqual([])
  })
})
