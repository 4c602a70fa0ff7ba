import type { Clock } from '../../database/clock.ts'
import type { Item, Key, Tables } from '../../database/tables.ts'
import { Unavailable } from '../../database/unavailable.ts'
import type { TenantId } from '../../tenancy/tenant-id.ts'
import { type BatchId, fromMs, msOf } from '../batch/sequence.ts'
import { type List, listPartition, shardOf } from './lists.ts'

const CACHE_MS = 30_000
/** More than `CACHE_MS`, how far ahead a stamp may be, the call that begins the epoch and the difference of clocks together. */
export const EPOCH_NOTICE_MS = 90_000
/** A page of a sharded list costs a read for each shard. */
export const MOST_SHARDS = 32

/** From this instant (ms) on, until the next epoch of the list begins. */
export type Epoch = { from: number; shards: number }
/** `name` tells people which list it is: a list's own name is a fingerprint. */
export type ShardedList = { name: string; epochs: Epoch[] }
/** Sharded lists; the epochs of each from the oldest on. */
export type Shards = ReadonlyMap<List, ShardedList>

/** @throws Unavailable where it can't be known */
export type ShardsOf = (tenant: TenantId) => Promise<Shards>

const shardsKey = (tenant: TenantId): Key => ({ pk: `${tenant}|lists`, sk: '0' })
const shardsIn = (item: Item | undefined): Shards =>
  new Map(
    item === undefined
      ? []
      : (Object.entries(JSON.parse(item.lists as string) as { [name in List]: ShardedList }) as [List, ShardedList][]),
  )

type Known = { readAt: number; shards: Promise<Shards> }

/** Read at most once in 30 s for each tenant, however many ask at once. */
export function createShards({ get }: Pick<Tables, 'get'>, clock: Pick<Clock, 'now'>): ShardsOf {
  const known = new Map<TenantId, Known>()
  const isFresh = ({ readAt }: Known) => readAt <= clock.now() && clock.now() - readAt <= CACHE_MS
  return async (tenant) => {
    let latest = known.get(tenant)
    if (latest === undefined || !isFresh(latest)) {
      latest = { readAt: clock.now(), shards: get('control', shardsKey(tenant), true).then(shardsIn) }
      known.set(tenant, latest)
    }
    try {
      const shards = await latest.shards
      // A read that took so long tells of a time too long ago.
      if (!isFresh(latest)) throw new Unavailable(new Error('the epochs of the lists are too old'))
      return shards
    } catch (error) {
      if (known.get(tenant) === latest) known.delete(tenant)
      throw error
    }
  }
}

const ONE = { from: 0, shards: 1 }

/** The partition of a posting: the shard is that of its batch, in the epoch that the batch was stamped in. */
export function partitionOf(tenant: TenantId, shards: Shards, list: List, sq: BatchId): string {
  const epoch = shards.get(list)?.epochs.findLast(({ from }) => from <= msOf(sq)) ?? ONE
  return listPartition(tenant, list, shardOf(sq, epoch.shards))
}

/** Partitions that hold a list between two keys, the second not included. */
export type EpochRange = { partitions: string[]; from: string; to: string }

/** The stretches of a list that meet `from` to `to`, the oldest first. */
export function epochRangesOf(
  tenant: TenantId,
  shards: Shards,
  list: List,
  range: { from: string; to: string },
): EpochRange[] {
  const epochs = [ONE, ...(shards.get(list)?.epochs ?? [])]
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

/** The epochs as they are now, for the operator; no writer or reader asks this often. */
export const readShards = async ({ get }: Pick<Tables, 'get'>, tenant: TenantId) =>
  shardsIn(await get('control', shardsKey(tenant), true))

export type Raise = { list: List; name: string; shards: number }

/**
 * Begins a new epoch of a list.
 * @returns when it begins (ms); undefined when the list has, or is about to get, that many shards already
 */
export async function raiseShards(
  { get, putIf }: Pick<Tables, 'get' | 'putIf'>,
  clock: Pick<Clock, 'now'>,
  tenant: TenantId,
  { list, name, shards }: Raise,
): Promise<number | undefined> {
  for (;;) {
    const item = await get('control', shardsKey(tenant), true)
    const lists = new Map(shardsIn(item))
    const epochs = lists.get(list)?.epochs ?? []
    const last = epochs.at(-1) ?? ONE
    if (last.shards === shards) return undefined
    const from = Math.max(clock.now() + EPOCH_NOTICE_MS, last.from + 1)
    lists.set(list, { name, epochs: [...epochs, { from, shards }] })
    const n = item === undefined ? 0 : (item.n as number)
    const changed = { ...shardsKey(tenant), lists: JSON.stringify(Object.fromEntries(lists)), n: n + 1 }
    const put = await putIf('control', changed, { attribute: 'n', ...(n === 0 ? { noneOf: '*' } : { oneOf: [n] }) })
    if (put.done) return from
  }
}
