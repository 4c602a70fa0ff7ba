import { batchObjectKey, contentsOf, fromStream } from '../statements/batch/batch-item.ts'
import { decodeBlock } from '../statements/batch/blocks.ts'
import { type BatchId, statementSequence } from '../statements/batch/sequence.ts'
import { PoisonRecord } from '../statements/batch/stream-record.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'

/** A batch of statements; big ones keep their blocks in one object of the content bucket, `ends` are the byte ends. */
export type StreamedBatch = { tenant: TenantId; sq: BatchId; count: number; body: Uint8Array[] | BatchObject }
export type BatchObject = { key: string; ends: number[] }
export type StreamedStatement = { text: string; sq: string }

/**
 * @param data the record's data, base64
 * @returns the batch, or undefined when the change is none of the lake's business
 * @throws PoisonRecord
 */
export function readBatch(data: string): StreamedBatch | undefined {
  const committed = fromStream(data)
  if (committed === undefined) return undefined
  const { tenant, id } = committed
  const { count, body } = contentsOf(committed)
  return 'blocks' in body
    ? { tenant, sq: id, count, body: body.blocks }
    : { tenant, sq: id, count, body: { key: batchObjectKey(tenant, id), ends: body.ends } }
}

/** The blocks of a big batch's object. */
export function cutBlocks(object: Uint8Array, ends: number[]): Uint8Array[] {
  if (ends.at(-1) !== object.length) throw new PoisonRecord('the object is not as long as the item says')
  return ends.map((end, i) => object.subarray(ends[i - 1] ?? 0, end))
}

/** @throws PoisonRecord */
export function readStatements({ sq, count }: StreamedBatch, blocks: Uint8Array[]): StreamedStatement[] {
  const texts = decodeBlocks(blocks).map((text, position) => ({ text, sq: statementSequence(sq, position) }))
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
