/**
 * A posting, an item of `Index`: the entries of one request for one list, in the partition of the list, or of the shard
 * that its batch belongs to. Sorted by sequence; what a statement inherits later is posted behind it.
 */
import type { Item, Key } from '../../database/tables.ts'
import type { TenantId } from '../../tenancy/tenant-id.ts'
import { type BatchId, batchIdOf, statementSequence } from '../batch/sequence.ts'
import type { List } from './lists.ts'
import type { Posting } from './postings.ts'
import { partitionOf } from './shards.ts'
import type { Shards } from './shards-item.ts'

export type PostingPlace = { tenant: TenantId; shards: Shards; batchId: BatchId }

export const toPostingItem = ({ tenant, shards, batchId }: PostingPlace, { list, first, entries }: Posting): Item => ({
  pk: partitionOf(tenant, shards, list, batchId),
  sk: statementSequence(batchId, first),
  entries,
})

type PostingAttributes = Key & { entries: Uint8Array }
export type PostedEntries = { batchId: BatchId; entries: Uint8Array }

export function fromPostingItem(item: Item): PostedEntries {
  const { entries } = item as PostingAttributes
  return { batchId: batchIdOf(item.sk), entries }
}

/** The list that a posting is in, by its key. */
export function listOfPosting({ pk }: Item): List {
  const [, key = '', value = ''] = pk.split('|')
  return `${key}|${value}` as List
}
