/** The item of one Activity: its definition, merged from all statements so far. */
import { digest } from '../database/fingerprint.ts'
import type { Condition, Item, Key } from '../database/tables.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'

/** `definition` is JSON text; `changes` counts how often it was written. */
export type ActivityItem = { definition: string; changes: number }
type Attributes = Key & { definition: string; n: number }

export const activityKey = (tenant: TenantId, id: string): Key => ({ pk: `${tenant}|ACT|${digest(id)}`, sk: '0' })

export const toActivityItem = (key: Key, { definition, changes }: ActivityItem): Item => ({
  ...key,
  definition,
  n: changes,
})

export function fromActivityItem(item: Item): ActivityItem {
  const { definition, n } = item as Attributes
  return { definition, changes: n }
}

/** Nobody has written the Activity since it was read; nobody at all, if there was none. */
export const isUnchanged = (stored: ActivityItem | undefined): Condition => ({
  attribute: 'n',
  ...(stored === undefined ? { noneOf: '*' } : { oneOf: [stored.changes] }),
})
