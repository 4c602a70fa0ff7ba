/**
 * A record of the stream as AWS writes it for a table's Kinesis destination: one change of one item of `Statements`,
 * in DynamoDB's JSON. Only an INSERT of a batch is of interest: voids change an item, tombstones hold no statements.
 */
import { decodeBlock } from '../store/batch.ts'
import { contentBatchKey } from '../store/keys.ts'
import { type BatchSq, statementSq } from '../store/sequence.ts'
import { type TenantId, tenantId } from '../store/tenant.ts'

/** A batch of statements; big ones keep their blocks in one object of the content bucket, `ends` are the byte ends. */
export type StreamedBatch = { tenant: TenantId; sq: BatchSq; count: number; body: Uint8Array[] | BatchObject }
export type BatchObject = { key: string; ends: number[] }
export type StreamedStatement = { text: string; sq: string }

/** A record that no retry can help. Its message names the fault and never quotes the record: it is logged. */
export class PoisonRecord extends Error {
  override readonly name = 'PoisonRecord'
}

type Attribute = { S?: string; N?: string; B?: string; BOOL?: boolean; L?: Attribute[] }
type Image = { [attribute: string]: Attribute | undefined }
type Change = { eventName?: string; dynamodb?: { NewImage?: Image } }

const BATCH_SQ = /^[0-9a-f]{24}$/

/**
 * @param data the record's data, base64
 * @returns the batch, or undefined when the change is none of the lake's business
 * @throws PoisonRecord
 */
export function readBatch(data: string): StreamedBatch | undefined {
  const change = parseChange(data)
  if (change.eventName !== 'INSERT') return undefined
  const image = change.dynamodb?.NewImage
  if (!image) throw new PoisonRecord('an INSERT without its new item')
  if (image.dead?.BOOL) return undefined
  const tenant = readTenant(image.pk?.S)
  const sq = image.sk?.S
  if (sq === undefined || !BATCH_SQ.test(sq)) throw new PoisonRecord('the item has no sequence')
  const batch = { tenant, sq: sq as BatchSq, count: readNumber(image.n) }
  if (image.object === undefined) return { ...batch, body: readList(image.blocks).map(readBinary) }
  return { ...batch, body: { key: contentBatchKey(tenant, batch.sq), ends: readList(image.ends).map(readNumber) } }
}

function parseChange(data: string): Change {
  try {
    const change: unknown = JSON.parse(Buffer.from(data, 'base64').toString('utf8'))
    if (typeof change === 'object' && change !== null) return change
  } catch {
    // The parser's own words quote what they found.
  }
  throw new PoisonRecord('the record is not a JSON object')
}

function readTenant(pk: string | undefined): TenantId {
  try {
    return tenantId(pk?.split('|')[0] ?? '')
  } catch {
    throw new PoisonRecord('the item belongs to no tenant')
  }
}

function readBinary({ B }: Attribute): Uint8Array {
  if (B === undefined) throw new PoisonRecord('a block is not binary')
  return Buffer.from(B, 'base64')
}

function readList(attribute: Attribute | undefined): Attribute[] {
  if (!Array.isArray(attribute?.L)) throw new PoisonRecord('the item has neither blocks nor an object')
  return attribute.L
}

function readNumber(attribute: Attribute | undefined): number {
  const number = Number(attribute?.N)
  if (!Number.isSafeInteger(number)) throw new PoisonRecord('a number of the item is missing')
  return number
}

/** The blocks of a big batch's object. */
export function cutBlocks(object: Uint8Array, ends: number[]): Uint8Array[] {
  if (ends.at(-1) !== object.length) throw new PoisonRecord('the object is not as long as the item says')
  return ends.map((end, i) => object.subarray(ends[i - 1] ?? 0, end))
}

/** @throws PoisonRecord */
export function readStatements({ sq, count }: StreamedBatch, blocks: Uint8Array[]): StreamedStatement[] {
  const texts = decodeBlocks(blocks).map((text, position) => ({ text, sq: statementSq(sq, position) }))
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
