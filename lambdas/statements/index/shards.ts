/**
 * Lists in shards: a list that is written too often for one partition is spread over several, from an instant on. What
 * was stored before stays where it is, so a list has epochs, and a query reads the shards of each that it meets.
 */
import { CLOCK_SKEW_MS, type Clock } from '../../database/clock.ts'
import type { Tables } from '../../database/tables.ts'
import { CALL_TIMEOUT_MS, Unavailable } from '../../database/unavailable.ts'
import type { TenantId } from '../../tenancy/tenant-id.ts'
import { MOST_AHEAD_MS } from '../batch/consistent-through.ts'
import { type BatchId, fromMs, msOf } from '../batch/sequence.ts'
import { type List, listPartition, shardOf } from './lists.ts'
import { fromShardsItem, hasShardsVersion, type Shards, shardsKey, toShardsItem } from './shards-item.ts'

const CACHE_MS = 30_000
/** How old the epochs may be that a container still writes by, the call that begins a new one included. */
const OLDEST_EPOCHS_MS = CACHE_MS + MOST_AHEAD_MS + CALL_TIMEOUT_MS + CLOCK_SKEW_MS
/** A new epoch begins this much later than it is decided: 90 s, as operators are told, and twice what is needed. */
export const EPOCH_NOTICE_MS = Math.max(90_000, 2 * OLDEST_EPOCHS_MS)
/** A page of a sharded list costs a read for each shard. */
export const MOST_SHARDS = 32

/** @throws Unavailable where it can't be known */
export type ShardsOf = (tenant: TenantId) => Promise<Shards>

type CachedShards = { readAt: number; shards: Promise<Shards> }

/** Read at most once in 30 s for each tenant, however many ask at once. */
export function createShards(tables: Pick<Tables, 'get'>, clock: Pick<Clock, 'now'>): ShardsOf {
  const cache = new Map<TenantId, CachedShards>()
  const isFresh = ({ readAt }: CachedShards) => readAt <= clock.now() && clock.now() - readAt <= CACHE_MS
  return async (tenant) => {
    let latest = cache.get(tenant)
    if (latest === undefined || !isFresh(latest)) {
      latest = { readAt: clock.now(), shards: readShards(tables, tenant) }
      cache.set(tenant, latest)
    }
    try {
      const shards = await latest.shards
      // A read that took so long tells of a time too long ago.
      if (!isFresh(latest)) throw new Unavailable(new Error('the epochs of the lists are too old'))
      return shards
    } catch (error) {
      if (cache.get(tenant) === latest) cache.delete(tenant)
      throw error
    }
  }
}

/** The epochs as they are now. */
export async function readShards({ get }: Pick<Tables, 'get'>, tenant: TenantId): Promise<Shards> {
  const item = await get('control', shardsKey(tenant), true)
  return fromShardsItem(item).lists
}

const ONE_SHARD = { from: 0, shards: 1 }

/** The partition of a posting: the shard is that of its batch, in the epoch that the batch was stamped in. */
export function partitionOf(tenant: TenantId, shards: Shards, list: List, batchId: BatchId): string {
  const epoch = shards.get(list)?.epochs.findLast(({ from }) => from <= msOf(batchId)) ?? ONE_SHARD
  return listPartition(tenant, list, shardOf(batchId, epoch.shards))
}

/** Partitions that hold a list between two keys, the second not included. */
export type EpochRange = { partitions: string[]; from: string; to: string }

/** The epochs of a list that meet `from` to `to`, the oldest first. */
export function epochRangesOf(
  tenant: TenantId,
  shards: Shards,
  list: List,
  range: { from: string; to: string },
): EpochRange[] {
  const epochs = [ONE_SHARD, ...(shards.get(list)?.epochs ?? [])]
  const later = (a: string, b: string) => (a > b ? a : b)
  const earlier = (a: string, b: string) => (a < b ? a : b)
  return epochs.flatMap((epoch, at) => {
    const next = epochs[at + 1]
    const from = at === 0 ? range.from : later(range.from, fromMs(epoch.from))
    const to = next === undefined ? range.to : earlier(range.to, fromMs(next.from))
    if (from >= to) return []
    const partitions = Array.from({ length: epoch.shards }, (_, shard) => listPartition(tenant, list, shard))
    return [{ partitions, from, to }]
  })
}

export type NewShards = { list: List; name: string; shards: number }

/**
 * Begins a new epoch of a list.
 * @returns when it begins (ms); undefined when the list has, or is about to get, that many shards already
 */
export async function raiseShards(
  { get, putIf }: Pick<Tables, 'get' | 'putIf'>,
  clock: Pick<Clock, 'now'>,
  tenant: TenantId,
  { list, name, shards }: NewShards,
): Promise<number | undefined> {
  for (;;) {
    const { lists, version } = fromShardsItem(await get('control', shardsKey(tenant), true))
    const epochs = lists.get(list)?.epochs ?? []
    const last = epochs.at(-1) ?? ONE_SHARD
    if (last.shards === shards) return undefined
    const from = Math.max(clock.now() + EPOCH_NOTICE_MS, last.from + 1)
    const changed = new Map(lists).set(list, { name, epochs: [...epochs, { from, shards }] })
    const item = toShardsItem(tenant, { lists: changed, version: version + 1 })
    const put = await putIf('control', item, hasShardsVersion(version))
    if (put.done) return from
  }
}
