/** The tables whose files are compacted, and how their rows are ordered. */

export type CompactedTable = {
  /** Where its files lie, in a folder for each partition. */
  prefix: string
  /**
   * The order of rows in a compacted file. It begins with what readers filter by, so that the statistics of row groups
   * tell which to skip, and goes on to `id`, so that copies of a row lie side by side; last comes what makes one of them
   * the first.
   */
  order: readonly string[]
  /** Rows that are equal in these are copies of one. */
  id: readonly string[]
}

export const STATEMENT_ROWS: CompactedTable = {
  prefix: 'lake/',
  order: ['actor_id', 'timestamp', 'statement_id', 'sq'],
  id: ['statement_id'],
}

export const VOID_ROWS: CompactedTable = {
  prefix: 'voids/',
  order: ['voided_statement_id', 'sq', 'voided_by'],
  id: ['voided_statement_id', 'voided_by'],
}

export const AUDIT_ROWS: CompactedTable = {
  prefix: 'audit/',
  order: ['happened', 'entry_id'],
  id: ['entry_id'],
}

export const COMPACTED_TABLES = [STATEMENT_ROWS, VOID_ROWS, AUDIT_ROWS]

/** The key of a file without its name. */
export const partitionOf = (key: string): string => key.slice(0, key.lastIndexOf('/') + 1)

/** A key-value pair in the footer of a file that is in a table's order. */
export const SORTED_BY = 'cairn.sorted'
export const orderName = ({ order }: CompactedTable): string => order.join(',')
