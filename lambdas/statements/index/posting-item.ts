/**
 * A posting, an item of `Index`: the entries of one request for one list, in the partition of the list, or of the shard
 * that its batch belongs to. Sorted by sequence; what a statement inherits later is posted behind it.
 */
import { fingerprint } from '../../database/fingerprint.ts'
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

/**
 * A posting of what a statement inherited, behind those of its batch: one for each set of terms.
 * @param terms all terms of the statement now, packed
 */
export function toInheritedPostingItem(place: PostingPlace, posting: Posting, terms: Uint8Array): Item {
  const item = toPostingItem(place, posting)
  return { ...item, sk: `${item.sk}+${fingerprint(Buffer.from(terms).toString('latin1'))}` }
}

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
