/** The port to whole tables, for maintenance alone: a scan reads, and costs, every item. */
import type { Attribute, Item, Key, TableName } from './tables.ts'

/** A page of a table, and the key to go on after; none at the end. */
export type ScanPage = { items: Item[]; last?: Key }

/** `prefix` is what the items' `pk` begins with; `having` an attribute that they have, with that value if one is given. */
export type ScanFilter = { prefix?: string; having?: { attribute: string; value?: Attribute } }

export type Scanner = {
  /** Page by page, in no order that means anything but one that `after` can go on in. @throws Unavailable */
  scan(table: TableName, filter: ScanFilter, after?: Key): AsyncGenerator<ScanPage>
}
