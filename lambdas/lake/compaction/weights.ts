/** What rewriting a file will hold in memory, as its footer tells: compressed sizes tell nothing of it. */
import type { FileMetaData, RowGroup } from 'hyparquet'
import { type CompactedTable, orderName, SORTED_BY } from './compacted-table.ts'

/** Uncompressed bytes and rows; of a sorted file only one row group is held at a time. */
export type Weight = { rows: number; heldRows: number; heldBytes: number }

export const isSorted = ({ key_value_metadata: pairs }: FileMetaData, table: CompactedTable): boolean =>
  pairs?.some(({ key, value }) => key === SORTED_BY && value === orderName(table)) ?? false

export function weightOf(metadata: FileMetaData, table: CompactedTable): Weight {
  const rows = metadata.row_groups.map(({ num_rows }) => Number(num_rows))
  const bytes = metadata.row_groups.map(heldBytes)
  const held = isSorted(metadata, table) ? largest : sum
  return { rows: sum(rows), heldRows: held(rows), heldBytes: held(bytes) }
}

/** The encoded bytes, and those that are fetched. */
const heldBytes = ({ total_byte_size, columns }: RowGroup) =>
  Number(total_byte_size) + sum(columns.map(({ meta_data }) => Number(meta_data?.total_compressed_size ?? 0)))

const sum = (values: number[]) => values.reduce((all, one) => all + one, 0)
const largest = (values: number[]) => values.reduce((most, one) => Math.max(most, one), 0)
