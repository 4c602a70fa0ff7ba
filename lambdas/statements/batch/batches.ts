import type { Objects } from '../../database/objects.ts'
import type { Item, Tables } from '../../database/tables.ts'
import type { TenantId } from '../../tenancy/tenant-id.ts'
import { batchKey, contentBatchKey } from './batch-item.ts'
import { decodeBlock, encodeBlocks, locate } from './blocks.ts'
import type { BatchId } from './sequence.ts'

/** Above this the blocks go to one object: an item would cost its whole size at each read of one statement. */
const INLINE_BYTES = 128 * 1024

export type Batch = {
  id: BatchId
  starts: number[]
  voided: ReadonlySet<number>
  block(index: number): Promise<Uint8Array>
}

/** After the commit: `follow`, the positions whose references are to be joined; `defines`, definitions are to be learnt. */
export type BatchDraft = {
  tenant: TenantId
  batchId: BatchId
  texts: string[]
  follow: number[]
  defines?: boolean | undefined
}

export type Batches = {
  /** The commit item, still to be put; a body too big for it goes to the bucket now, as that may take its time. */
  prepare(draft: BatchDraft): Promise<Item>
  /** Puts the commit item. @returns false when a tombstone stands there: the batch is dead, nothing of it is stored. */
  commit(item: Item): Promise<boolean>
  /** Takes the batch's key, so that it can never commit. @returns the batch if it had committed before. */
  fence(tenant: TenantId, sq: BatchId): Promise<Batch | undefined>
  state(tenant: TenantId, sq: BatchId): Promise<Batch | 'dead' | 'in flight'>
  /** The batch of an item that was read already, and is no tombstone. */
  read(tenant: TenantId, item: Item): Batch
  /** Those of which it is decided whether they are committed. */
  settled(tenant: TenantId, sqs: BatchId[], consistent: boolean): Promise<Map<BatchId, Batch | 'dead'>>
  /** The committed ones among these. */
  load(tenant: TenantId, sqs: BatchId[], consistent: boolean): Promise<Batch[]>
}

export function createBatches(tables: Tables, objects: Objects): Batches {
  const read = (tenant: TenantId, item: Item): Batch => ({
    id: item.sk as BatchId,
    starts: item.starts as number[],
    voided: (item.voided as Set<number> | undefined) ?? new Set(),
    async block(index) {
      if (item.blocks) return (item.blocks as Uint8Array[])[index] as Uint8Array
      const ends = item.ends as number[]
      const range = { start: index === 0 ? 0 : (ends[index - 1] as number), end: ends[index] as number }
      const bytes = await objects.get(contentBatchKey(tenant, item.sk as BatchId), range)
      if (!bytes) throw new Error(`The content of batch ${item.sk} is missing.`)
      return bytes
    },
  })
  async function settled(tenant: TenantId, sqs: BatchId[], consistent: boolean) {
    const keys = sqs.map((sq) => batchKey(tenant, sq))
    const items = await tables.getAll('statements', keys, consistent)
    return new Map(
      items.map((item) => [item.sk as BatchId, item.dead === true ? ('dead' as const) : read(tenant, item)]),
    )
  }
  return {
    read,
    async prepare({ tenant, batchId: sq, texts, follow, defines }) {
      const body = await place(texts, (bytes) => objects.put(contentBatchKey(tenant, sq), bytes))
      const n = texts.filter((text) => text !== '').length
      return { ...batchKey(tenant, sq), n, ...body, ...(follow.length > 0 && { follow }), ...(defines && { defines }) }
    },
    async commit(item) {
      const there = await tables.putNew('statements', item)
      return there === undefined || there.dead !== true
    },
    async fence(tenant, sq) {
      // Unlike a commit it may land late, so it is tried again: whoever waits for it would wait for ever.
      const [there] = await tables.insert('statements', [{ ...batchKey(tenant, sq), dead: true }])
      return there === undefined || there.dead === true ? undefined : read(tenant, there)
    },
    async state(tenant, sq) {
      const item = await tables.get('statements', batchKey(tenant, sq), true)
      if (item === undefined) return 'in flight'
      return item.dead === true ? 'dead' : read(tenant, item)
    },
    settled,
    async load(tenant, sqs, consistent) {
      const states = await settled(tenant, sqs, consistent)
      return [...states.values()].filter((state) => state !== 'dead')
    },
  }
}

/** A position whose text is empty is not in the batch: its statement was stored before. */
async function place(texts: string[], put: (bytes: Uint8Array) => Promise<void>) {
  const { starts, blocks } = encodeBlocks(texts)
  const size = blocks.reduce((sum, { length }) => sum + length, 0)
  if (size <= INLINE_BYTES) return { starts, blocks }
  await put(Buffer.concat(blocks))
  let end = 0
  return { starts, object: true, ends: blocks.map(({ length }) => (end += length)) }
}

/** Cuts statements out of batches, decoding each block once. */
export function createStatementReader() {
  const decoded = new Map<string, Promise<string[]>>()
  return async (batch: Batch, position: number): Promise<string | undefined> => {
    const { block, offset } = locate(batch.starts, position)
    const name = `${batch.id}|${block}`
    let texts = decoded.get(name)
    if (texts === undefined) {
      texts = batch.block(block).then(decodeBlock)
      decoded.set(name, texts)
    }
    return (await texts)[offset] || undefined
  }
}
