/** The lists of a tenant that have shards, an item of `Control`: one JSON text, so that they change together. */
import type { Condition, Item, Key } from '../../database/tables.ts'
import type { TenantId } from '../../tenancy/tenant-id.ts'

/** From this instant (ms) on, until the next epoch of the list begins. */
export type Epoch = { from: number; shards: number }
/** `name` tells people which list it is: a list's own name is a fingerprint. */
export type ShardedList = { name: string; epochs: Epoch[] }
/** Sharded lists by their names; the epochs of each from the oldest on. */
export type Shards = ReadonlyMap<string, ShardedList>

/** `version` counts the changes; 0 where there is no item yet. */
export type ShardsItem = { lists: Shards; version: number }

export const shardsKey = (tenant: TenantId): Key => ({ pk: `${tenant}|lists`, sk: '0' })

export const toShardsItem = (tenant: TenantId, { lists, version }: ShardsItem): Item => ({
  ...shardsKey(tenant),
  lists: JSON.stringify(Object.fromEntries(lists)),
  n: version,
})

export function fromShardsItem(item: Item | undefined): ShardsItem {
  if (item === undefined) return { lists: new Map(), version: 0 }
  const { lists, n } = item as Key & { lists: string; n: number }
  const parsed: { [list: string]: ShardedList } = JSON.parse(lists)
  return { lists: new Map(Object.entries(parsed)), version: n }
}

export const hasShardsVersion = (version: number): Condition =>
  version === 0 ? { attribute: 'n', noneOf: '*' } : { attribute: 'n', oneOf: [version] }
