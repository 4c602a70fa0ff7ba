/**
 * Objects beside the records that nothing leads to any more: bodies of batches that stand with other texts or were never
 * committed, data of attachments that no statement has. All their versions go, those that were replaced before, too.
 */
import type { ObjectVersion, ObjectVersions } from '../database/object-versions.ts'
import { type Item, queryAll, type Tables } from '../database/tables.ts'
import {
  BATCHES_OF_PARTITION,
  batchIdOfObject,
  batchKey,
  batchObjectKey,
  batchObjects,
  fromBatchItem,
  isTombstone,
  partitionsOfHour,
} from '../statements/batch/batch-item.ts'
import type { Batch, Batches } from '../statements/batch/batches.ts'
import { decodeBlock, UnreadableBatch } from '../statements/batch/blocks.ts'
import { isBatchId } from '../statements/batch/sequence.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'
import { attachmentsOf } from '../xapi/attachments.ts'
import { parseStored } from '../xapi/statement.ts'
import { removeVersions } from './object-versions.ts'

export type SweepParts = { tables: Tables; versions: ObjectVersions; batches: Pick<Batches, 'read'>; now(): number }

/** Longer than anybody who has read an item takes until the object that it names. */
const UNDER_WAY_MS = 3_600_000

/** @returns how many versions went, and where to go on; nothing at the end */
export async function sweepBodies({ tables, versions, now }: SweepParts, tenant: TenantId, after?: string) {
  const { found, next } = await versions.page(batchObjects(tenant), after)
  const old = found.filter(({ at, key }) => at < now() - UNDER_WAY_MS && isBatchId(batchIdOfObject(key)))
  const ids = [...new Set(old.map(({ key }) => batchIdOfObject(key)))].filter(isBatchId)
  const items = await tables.getAll(
    'statements',
    ids.map((id) => batchKey(tenant, id)),
    true,
  )
  const current = new Set(items.flatMap((item) => currentObject(tenant, item)))
  const gone = old.filter(({ key, isLatest }: ObjectVersion) => !isLatest || !current.has(key))
  await versions.remove(gone)
  return { count: gone.length, ...(next !== undefined && { next }) }
}

function currentObject(tenant: TenantId, item: Item): string[] {
  if (isTombstone(item)) return []
  const { id, body } = fromBatchItem(item)
  return 'ends' in body ? [batchObjectKey(tenant, id, body.rewritten)] : []
}

/** Of these hashes, those that a statement of the hour has. */
export async function usedInHour(
  { tables, batches }: Pick<SweepParts, 'tables' | 'batches'>,
  tenant: TenantId,
  hour: string,
  hashes: ReadonlySet<string>,
): Promise<string[]> {
  const used = new Set<string>()
  for (const pk of partitionsOfHour(tenant, hour)) {
    const range = { pk, ...BATCHES_OF_PARTITION, limit: 100 }
    for await (const item of queryAll(tables, 'statements', range)) {
      if (isTombstone(item)) continue
      for await (const text of textsOf(batches.read(tenant, item)))
        for (const sha2 of hashesIn(text)) if (hashes.has(sha2)) used.add(sha2)
    }
  }
  return [...used]
}

/** What is lost or damaged has no data that anybody could ask for. */
async function* textsOf(batch: Batch): AsyncGenerator<string> {
  try {
    for (const index of batch.starts.keys()) yield* decodeBlock(await batch.block(index))
  } catch (error) {
    if (!(error instanceof UnreadableBatch)) throw error
  }
}

const hashesIn = (text: string) =>
  text.includes('"attachments"')
    ? attachmentsOf(parseStored(text)).map(({ attachment }) => attachment.sha2.toLowerCase())
    : []

/** What was put since the case began is of a statement that came since. */
export const removeData = (
  { versions }: Pick<SweepParts, 'versions'>,
  tenant: TenantId,
  { sha2, began }: { sha2: string; began: string },
) => {
  const key = `${tenant}/attachments/${sha2}`
  return removeVersions(versions, key, (one) => one.key !== key || one.at > Date.parse(began))
}
