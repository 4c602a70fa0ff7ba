/** Rows as they lie in columns, and their order. */
import type { DecodedArray } from 'hyparquet'
import type { CompactedTable } from './compacted-table.ts'

/** The rows of one row group. `cells` has the columns in the order of the output; undefined where the file has none. */
export type Block = {
  cells: (DecodedArray | undefined)[]
  /** The columns of the table's order, and of its id. */
  order: (DecodedArray | undefined)[]
  id: (DecodedArray | undefined)[]
  count: number
  /** Uncompressed, on average. */
  rowBytes: number
  written: Date
}
/** A row: its block and its place there; `changes` are cells that it has instead. */
export type RowRef = { block: Block; at: number; changes?: RowChanges }
export type RowChanges = { [column: string]: unknown }

type BlockSource = { columns: Map<string, DecodedArray>; bytes: number; count: number; written: Date }

export function toBlock(
  { columns, bytes, count, written }: BlockSource,
  names: string[],
  table: CompactedTable,
): Block {
  const of = (wanted: readonly string[]) => wanted.map((name) => columns.get(name))
  const rowBytes = bytes / Math.max(count, 1)
  return { cells: of(names), order: of(table.order), id: of(table.id), count, rowBytes, written }
}

export const refsOf = (block: Block): RowRef[] => Array.from({ length: block.count }, (_, at) => ({ block, at }))

/** Of equal copies the newer file's comes first: it may have columns that the older one lacks. */
export function compareRows(a: RowRef, b: RowRef): number {
  for (let i = 0; i < a.block.order.length; i++) {
    const order = compareCells(a.block.order[i]?.[a.at], b.block.order[i]?.[b.at])
    if (order !== 0) return order
  }
  return b.block.written.getTime() - a.block.written.getTime()
}

/** NULL comes first. */
function compareCells(a: unknown, b: unknown): number {
  if (a === b) return 0
  if (a === null || a === undefined) return b === null || b === undefined ? 0 : -1
  if (b === null || b === undefined) return 1
  return (a as string) < (b as string) ? -1 : 1
}

/** Rows without an id are copies of none. */
export const isCopy = (a: RowRef, b: RowRef): boolean =>
  a.block.id.every((column, i) => {
    const value = column?.[a.at] ?? null
    return value !== null && value === b.block.id[i]?.[b.at]
  })
