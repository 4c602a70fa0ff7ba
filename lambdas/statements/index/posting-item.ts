/** The item of one request's entries in one list. */
import type { Item } from '../../database/tables.ts'
import type { TenantId } from '../../tenancy/tenant-id.ts'
import { type BatchId, batchIdOf } from '../batch/sequence.ts'
import type { List } from './lists.ts'
import { type Posting, postingRow } from './postings.ts'
import type { Shards } from './shards.ts'

export const toPostingItem = (
  { tenant, shards, batchId }: { tenant: TenantId; shards: Shards; batchId: BatchId },
  posting: Posting,
) => postingRow({ tenant, shards, sq: batchId }, posting)

export function fromPostingItem(item: Item) {
  const [, kind = '', value = ''] = item.pk.split('|')
  return { list: `${kind}|${value}` as List, batchId: batchIdOf(item.sk), entries: item.entries as Uint8Array }
}
