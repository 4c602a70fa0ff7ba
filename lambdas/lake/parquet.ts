/** Writes rows as a Parquet file that Athena and DuckDB read alike. */
import { constants, zstdCompressSync } from 'node:zlib'
import type { SchemaElement } from 'hyparquet'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { COLUMNS, type Column, type Row } from './columns.ts'

type Element = Omit<SchemaElement, 'name'>

const STRING: Element = { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } }
const PRIMITIVES: { [type: string]: Element } = {
  // Never the annotation JSON for `raw`: DuckDB would read it as another type than Athena.
  string: STRING,
  boolean: { type: 'BOOLEAN' },
  double: { type: 'DOUBLE' },
  bigint: { type: 'INT64' },
  // Adjusted to UTC, DuckDB would make it a time with a zone; the legacy annotation alone shifts with Trino's zone.
  'timestamp(micros)': { type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'MICROS' } },
}

/** The schema elements of a column in Parquet's preorder, every value optional. */
export function schemaElements(name: string, type: string): SchemaElement[] {
  const [, kind, inner] = type.match(/^(list|map|struct)<(.*)>$/) ?? []
  if (kind === undefined || inner === undefined) return [{ name, repetition_type: 'OPTIONAL', ...primitive(type) }]
  if (kind === 'struct') return structElements(name, inner.split(','))
  const annotation = kind === 'list' ? 'LIST' : 'MAP'
  const group: SchemaElement = {
    name,
    repetition_type: 'OPTIONAL',
    converted_type: annotation,
    logical_type: { type: annotation },
    num_children: 1,
  }
  if (kind === 'list')
    return [group, { name: 'list', repetition_type: 'REPEATED', num_children: 1 }, ...schemaElements('element', inner)]
  const [key, value] = inner.split(',') as [string, string]
  return [
    group,
    { name: 'key_value', repetition_type: 'REPEATED', num_children: 2 },
    { name: 'key', repetition_type: 'REQUIRED', ...primitive(key) },
    ...schemaElements('value', value),
  ]
}

function structElements(name: string, fields: string[]): SchemaElement[] {
  const children = fields.flatMap((field) => schemaElements(...(field.split(':') as [string, string])))
  return [{ name, repetition_type: 'OPTIONAL', num_children: fields.length }, ...children]
}

function primitive(type: string): Element {
  const element = PRIMITIVES[type]
  if (!element) throw new Error(`No Parquet type for ${type}`)
  return element
}

const schemaOf = (columns: Column[]): SchemaElement[] => [
  { name: 'root', num_children: columns.length },
  ...columns.flatMap(({ name, parquet }) => schemaElements(name, parquet)),
]

/**
 * Column indexes stay off: where a column has one page only, the writer leaves out its offset index, and Trino then
 * refuses the file. Statistics are long because IRIs differ late: cut at 16 bytes, no row group is ever skipped.
 */
export const WRITER_OPTIONS = {
  codec: 'ZSTD',
  compressors: {
    ZSTD: (bytes: Uint8Array) => zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: 3 } }),
  },
  statisticsTruncateLength: 256,
  createdBy: 'cairn',
} as const

export const rowsToParquet = (rows: Row[], columns: Column[] = COLUMNS): Uint8Array =>
  new Uint8Array(
    parquetWriteBuffer({
      ...WRITER_OPTIONS,
      rowGroupSize: 20_000,
      schema: schemaOf(columns),
      columnData: columns.map(({ name }) => ({ name, data: rows.map((row) => row[name]) })),
    }),
  )
