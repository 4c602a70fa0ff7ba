/**
 * The batches of a tenant. A batch is committed when its item is there, dead when a tombstone took its key first, and in
 * flight while neither is.
 */
import type { Objects } from '../../database/objects.ts'
import type { Item, Tables } from '../../database/tables.ts'
import type { TenantId } from '../../tenancy/tenant-id.ts'
import {
  type BatchBody,
  type BatchContents,
  batchKey,
  batchObjectKey,
  fromBatchItem,
  isTombstone,
  type StoredBatch,
  toBatchItem,
  toTombstone,
} from './batch-item.ts'
import { type Blocks, encodeBlocks, UnreadableBatch } from './blocks.ts'
import { createDataTest } from './data-hashes.ts'
import { type BatchId, batchIdOf } from './sequence.ts'

/** Above this the blocks go to one object: an item would cost its whole size at each read of one statement. */
const INLINE_BYTES = 128 * 1024

export type Batch = Pick<StoredBatch, 'id' | 'starts' | 'voided' | 'mayDefine' | 'removed' | 'cases'> & {
  block(index: number): Promise<Uint8Array>
  mayHaveData(sha2: string): boolean
}

/** A batch before its commit. An empty text is a position that is not in the batch: its statement was stored before. */
export type BatchDraft = Pick<
  BatchContents,
  'referencePositions' | 'hasNewDefinitions' | 'mayDefine' | 'dataHashes'
> & {
  tenant: TenantId
  batchId: BatchId
  texts: string[]
}

export type Batches = {
  /** The commit item, still to be put. A body too big for it goes to the bucket now, as that may take its time. */
  prepare(draft: BatchDraft): Promise<Item>
  /** Puts the commit item. @returns false when a tombstone is there: the batch is dead, nothing of it is stored. */
  commit(item: Item): Promise<boolean>
  /** Takes the batch's key, so that it can never commit. @returns the batch if it had committed before */
  fence(tenant: TenantId, batchId: BatchId): Promise<Batch | undefined>
  state(tenant: TenantId, batchId: BatchId): Promise<Batch | 'dead' | 'in flight'>
  /** The batch of an item that was read already, and is no tombstone. */
  read(tenant: TenantId, item: Item): Batch
  /** Those of these that are committed or dead. */
  decided(tenant: TenantId, batchIds: BatchId[], consistent: boolean): Promise<Map<BatchId, Batch | 'dead'>>
  /** The committed ones of these. */
  load(tenant: TenantId, batchIds: BatchId[], consistent: boolean): Promise<Batch[]>
}

export function createBatches(tables: Tables, objects: Objects): Batches {
  const read = (tenant: TenantId, item: Item): Batch => {
    const { id, starts, voided, mayDefine, body, dataHashes, removed, cases } = fromBatchItem(item)
    const key = batchObjectKey(tenant, id, 'ends' in body ? body.rewritten : undefined)
    const block = (index: number) => readBlock(objects, key, body, index)
    return { id, starts, voided, mayDefine, removed, cases, block, mayHaveData: createDataTest(dataHashes) }
  }
  const decided: Batches['decided'] = async (tenant, batchIds, consistent) => {
    const keys = batchIds.map((batchId) => batchKey(tenant, batchId))
    const items = await tables.getAll('statements', keys, consistent)
    return new Map(items.map((item) => [batchIdOf(item.sk), isTombstone(item) ? 'dead' : read(tenant, item)]))
  }
  return {
    read,
    async prepare({ tenant, batchId, texts, ...followUp }) {
      const { starts, blocks } = encodeBlocks(texts)
      const body = await placeBlocks(blocks, (bytes) => objects.put(batchObjectKey(tenant, batchId), bytes))
      const count = texts.filter((text) => text !== '').length
      return toBatchItem(tenant, batchId, { count, starts, body, ...followUp })
    },
    async commit(item) {
      const existing = await tables.putNew('statements', item)
      return existing === undefined || !isTombstone(existing)
    },
    async fence(tenant, batchId) {
      // Unlike a commit it may land late, so it is tried again: whoever waits for it would wait for ever.
      const [existing] = await tables.insert('statements', [toTombstone(tenant, batchId)])
      return existing === undefined || isTombstone(existing) ? undefined : read(tenant, existing)
    },
    async state(tenant, batchId) {
      const item = await tables.get('statements', batchKey(tenant, batchId), true)
      if (item === undefined) return 'in flight'
      return isTombstone(item) ? 'dead' : read(tenant, item)
    },
    decided,
    async load(tenant, batchIds, consistent) {
      const states = await decided(tenant, batchIds, consistent)
      return [...states.values()].filter((state) => state !== 'dead')
    },
  }
}

async function placeBlocks(blocks: Blocks['blocks'], put: (bytes: Uint8Array) => Promise<void>): Promise<BatchBody> {
  const size = blocks.reduce((sum, { length }) => sum + length, 0)
  if (size <= INLINE_BYTES) return { blocks }
  await put(Buffer.concat(blocks))
  let end = 0
  return { ends: blocks.map(({ length }) => (end += length)) }
}

async function readBlock(objects: Objects, key: string, body: BatchBody, index: number): Promise<Uint8Array> {
  if ('blocks' in body) return body.blocks[index] ?? missing(key)
  const [start = 0, end = 0] = [body.ends[index - 1], body.ends[index]]
  return (await objects.get(key, { start, end })) ?? missing(key)
}

function missing(key: string): never {
  throw new UnreadableBatch(`The content of batch ${key.split('/').at(-1)} is missing.`)
}
