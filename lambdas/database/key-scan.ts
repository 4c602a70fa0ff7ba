/** The port to the keys of a whole table, of which those of one tenant are brought: nothing else of any item is read. */
import type { Key, TableName } from './tables.ts'

export type KeyScanner = {
  /** `last`: where to go on; there is none at the end. */
  page(table: TableName, tenant: string, after?: Key): Promise<{ keys: Key[]; last?: Key }>
}
