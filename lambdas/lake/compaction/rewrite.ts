/**
 * Writes the rows of some files as one: sorted, each once, with every column that any of them has. Memory holds one row
 * group of each sorted input, the inputs that are not sorted, and one row group of the output. It knows nothing of when
 * and why: compaction calls it, and so can whatever has to change or leave out rows that are written already.
 */
import { ByteWriter, ParquetWriter, type ParquetWriter as Writer } from 'hyparquet-writer'
import { readAhead } from '../../database/concurrency.ts'
import { type LakeFile, type LakeFiles, UnreadableFile, type Upload } from '../lake-files.ts'
import { WRITER_OPTIONS } from '../parquet.ts'
import { type CompactedTable, orderName, SORTED_BY } from './compacted-table.ts'
import { openParquet, type ParquetFile } from './parquet-file.ts'
import type { RowChanges, RowRef } from './rows.ts'
import { type GroupSize, mergeRuns, openRuns } from './runs.ts'
import { type ColumnSchema, columnSchemas, toSchema, unite } from './schemas.ts'

/** What becomes of a row: true keeps it, false leaves it out, and cells by their column's name replace its own. */
export type RowRule = (cell: (column: string) => unknown) => boolean | RowChanges

export type Rewrite = {
  table: CompactedTable
  inputs: LakeFile[]
  /** The key of the new file. Where no row is left there is none. */
  output: string
  rule?: RowRule
  size?: GroupSize
}
/** `rows` + `copies` + `left out` are the rows of the inputs. */
export type Rewritten = { rows: number; copies: number; leftOut: number; changed: number; bytes: number }

/** Small enough that a filter by actor skips most of a file, large enough to compress well. */
const GROUP_SIZE: GroupSize = { rows: 20_000, bytes: 32 * 1024 * 1024 }

/** @throws UnreadableFile, ChangedFile */
export async function rewriteFiles(lake: LakeFiles, rewrite: Rewrite): Promise<Rewritten> {
  const { table, inputs, output, rule = () => true, size = GROUP_SIZE } = rewrite
  const files: ParquetFile[] = []
  for await (const [, file] of readAhead(inputs, (one) => openParquet(lake, one, true))) files.push(file)
  const columns = unitedColumns(files)
  const names = columns.map(({ name }) => name)
  const counts: Rewritten = { rows: 0, copies: 0, leftOut: 0, changed: 0, bytes: 0 }
  const upload = lake.create(output)
  try {
    const file = openOutput(columns, table, upload)
    for await (const { refs, copies } of mergeRuns(await openRuns({ table, names, files }), size)) {
      const kept = refs.flatMap((ref) => ruled(ref, names, rule))
      counts.copies += copies
      counts.leftOut += refs.length - kept.length
      counts.changed += kept.filter(({ changes }) => changes !== undefined).length
      counts.rows += kept.length
      await file.write(kept)
    }
    requireAll(files, counts)
    if (counts.rows === 0) await upload.abort()
    else await file.finish()
    return { ...counts, bytes: file.bytes() }
  } catch (error) {
    await upload.abort()
    throw error
  }
}

function unitedColumns(files: ParquetFile[]): ColumnSchema[] {
  let columns: ColumnSchema[] = []
  for (const { file, metadata } of files) {
    const united = unite(columns, columnSchemas(metadata))
    if (united === undefined) throw new UnreadableFile(file, 'a column has another type than in the other files')
    columns = united
  }
  return columns
}

function ruled(ref: RowRef, names: string[], rule: RowRule): RowRef[] {
  const verdict = rule((column) => ref.block.cells[names.indexOf(column)]?.[ref.at] ?? null)
  if (typeof verdict === 'boolean') return verdict ? [ref] : []
  return [{ ...ref, changes: verdict }]
}

/** The last look before the new file can be seen. */
function requireAll(files: ParquetFile[], { rows, copies, leftOut }: Rewritten) {
  const all = files.reduce((sum, { metadata }) => sum + Number(metadata.num_rows), 0)
  if (rows + copies + leftOut !== all)
    throw new Error(`${all} rows became ${rows}, ${copies} copies and ${leftOut} left out`)
}

function openOutput(columns: ColumnSchema[], table: CompactedTable, upload: Upload) {
  const bytes = new ByteWriter()
  const writer: Writer = new ParquetWriter({
    ...WRITER_OPTIONS,
    writer: bytes,
    schema: toSchema(columns),
    kvMetadata: [{ key: SORTED_BY, value: orderName(table) }],
  })
  const flush = async () => {
    const written = bytes.getBytes().slice()
    bytes.index = 0
    await upload.append(written)
  }
  return {
    bytes: () => bytes.offset,
    async write(refs: RowRef[]) {
      if (refs.length === 0) return
      const columnData = columns.map(({ name }, c) => ({ name, data: refs.map((ref) => cellOf(ref, name, c)) }))
      await writer.write({ columnData, rowGroupSize: refs.length })
      await flush()
    },
    async finish() {
      await writer.finish()
      await flush()
      await upload.finish()
    },
  }
}

const cellOf = ({ block, at, changes }: RowRef, name: string, column: number): unknown =>
  changes !== undefined && Object.hasOwn(changes, name) ? changes[name] : (block.cells[column]?.[at] ?? null)
