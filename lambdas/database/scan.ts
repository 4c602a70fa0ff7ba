/** The port to whole tables, for maintenance alone: a scan reads, and costs, every item. */
import type { Attribute, Item, Key, TableName } from './tables.ts'

/** `last` is the key to go on after; there is none at the end. */
export type ScanPage = { items: Item[]; last?: Key }

/** Which items a scan brings: all of them without a filter. */
export type ScanFilter = {
  /** What their `pk` begins with. */
  prefix?: string
  /** An attribute that they have; with this value, if one is given. */
  having?: { attribute: string; value?: Attribute }
}

export type Scanner = {
  /** Page by page, in an order that means nothing, but in which `after` can go on. @throws Unavailable */
  scan(table: TableName, filter: ScanFilter, after?: Key): AsyncGenerator<ScanPage>
}
