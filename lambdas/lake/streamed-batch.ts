/** Reads the statements of a commit from its record of the stream. */
import { batchObjectKey, contentsOf, fromStream } from '../statements/batch/batch-item.ts'
import { decodeBlock } from '../statements/batch/blocks.ts'
import { type BatchId, statementSequence } from '../statements/batch/sequence.ts'
import { PoisonRecord } from '../statements/batch/stream-record.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'

/** A committed batch. A big one has its blocks in one object of the content bucket; `ends` are their ends in bytes. */
export type StreamedBatch = { tenant: TenantId; batchId: BatchId; count: number; body: Uint8Array[] | BatchObject }
export type BatchObject = { key: string; ends: number[] }
/** A statement of a batch and its sequence, which becomes the column `sq`. */
export type StreamedStatement = { text: string; sequence: string }

/**
 * @param data the record's data, base64
 * @returns undefined when the change is not the commit of a batch
 * @throws PoisonRecord
 */
export function readBatch(data: string): StreamedBatch | undefined {
  const committed = fromStream(data)
  if (committed === undefined) return undefined
  const { tenant, id: batchId } = committed
  const { count, body } = contentsOf(committed)
  return 'blocks' in body
    ? { tenant, batchId, count, body: body.blocks }
    : { tenant, batchId, count, body: { key: batchObjectKey(tenant, batchId, body.rewritten), ends: body.ends } }
}

/** The blocks of a big batch's object. */
export function cutBlocks(object: Uint8Array, ends: number[]): Uint8Array[] {
  if (ends.at(-1) !== object.length) throw new PoisonRecord('the object is not as long as the item says')
  return ends.map((end, i) => object.subarray(ends[i - 1] ?? 0, end))
}

/** @throws PoisonRecord */
export function readStatements({ batchId, count }: StreamedBatch, blocks: Uint8Array[]): StreamedStatement[] {
  const texts = decodeBlocks(blocks).map((text, position) => ({ text, sequence: statementSequence(batchId, position) }))
  // An empty text is the place of a statement that an earlier batch holds.
  const statements = texts.filter(({ text }) => text !== '')
  if (statements.length !== count) throw new PoisonRecord('the item holds another number of statements than it says')
  return statements
}

function decodeBlocks(blocks: Uint8Array[]): string[] {
  try {
    return blocks.flatMap(decodeBlock)
  } catch {
    throw new PoisonRecord('a block cannot be decompressed')
  }
}
