/** A cursor over a posting list, epoch by epoch and over all shards of each, and the merge of several cursors. */
import type { Tables } from '../../database/tables.ts'
import type { TenantId } from '../../tenancy/tenant-id.ts'
import type { BatchId } from '../batch/sequence.ts'
import type { Condition } from '../index/entries.ts'
import type { ListScan } from '../index/query-plan.ts'
import { type EpochRange, epochRangesOf } from '../index/shards.ts'
import type { Shards } from '../index/shards-item.ts'
import { type BatchMatches, type Cursor, openPartition } from './partition-cursor.ts'

const LEAST_PER_SHARD = 10

/** Postings from one sequence to before another. `postingsPerRead`: of the first read. */
export type ListRange = { from: string; to: string; ascending: boolean; postingsPerRead: number }

export type Lists = { tables: Pick<Tables, 'query'>; tenant: TenantId; shards: Shards }

export function openList({ tables, tenant, shards }: Lists, { list, conditions }: ListScan, range: ListRange): Cursor {
  const epochs = epochRangesOf(tenant, shards, list, range)
  if (!range.ascending) epochs.reverse()
  return chain(epochs.map((epoch) => openEpoch(tables, conditions, { ...range, ...epoch })))
}

/** Each shard holds its part of what a page wants, so all of them are read in small bites, and count as one read. */
function openEpoch(tables: Pick<Tables, 'query'>, conditions: Condition[], range: ListRange & EpochRange): Cursor {
  const { partitions, from, to, ascending, postingsPerRead } = range
  const limit = Math.max(Math.ceil(postingsPerRead / partitions.length), LEAST_PER_SHARD)
  const cursors = partitions.map((pk) => openPartition(tables, { pk, from, to, ascending, limit }, conditions))
  const [only] = cursors
  return only !== undefined && cursors.length === 1 ? only : merge(cursors, ascending, cursors.length)
}

/** One cursor after the other: where one ends, the next is read at once. */
function chain(cursors: Cursor[]): Cursor {
  const chained: Cursor = { head: 'unread', advance }
  const left = cursors.values()
  let current = left.next()
  async function advance() {
    for (; !current.done; current = left.next()) {
      await current.value.advance()
      chained.head = current.value.head
      if (chained.head !== 'end') return
    }
    chained.head = 'end'
  }
  return chained
}

/**
 * Several cursors as one: it stands on the first of their batches, with the matches that any of them has of it. After
 * each read it is `unread`, so that whoever has enough can stop.
 * @param perRead so many reads of the cursors count as one
 */
export function merge(cursors: Cursor[], ascending: boolean, perRead = 1): Cursor {
  const merged: Cursor = { head: 'unread', advance }
  let isBegun = false
  let reads = 0

  async function advance() {
    if (!isBegun) await Promise.all(cursors.map((cursor) => cursor.advance()))
    isBegun = true
    for (let unread = nextUnread(); unread !== undefined; unread = nextUnread()) {
      await unread.advance()
      if (++reads % perRead > 0) continue
      merged.head = 'unread'
      return
    }
    merged.head = await takeFirst()
  }

  const nextUnread = () => cursors.find(({ head }) => head === 'unread')

  async function takeFirst(): Promise<BatchMatches | 'end'> {
    const batchId = firstBatch()
    if (batchId === undefined) return 'end'
    const positions: number[] = []
    for (const cursor of cursors) {
      const { head } = cursor
      if (typeof head === 'string' || head.batchId !== batchId) continue
      positions.push(...head.positions)
      await cursor.advance()
    }
    return { batchId, positions }
  }

  function firstBatch(): BatchId | undefined {
    let first: BatchId | undefined
    for (const { head } of cursors) {
      if (typeof head === 'string') continue
      if (first === undefined || (ascending ? head.batchId < first : head.batchId > first)) first = head.batchId
    }
    return first
  }

  return merged
}
