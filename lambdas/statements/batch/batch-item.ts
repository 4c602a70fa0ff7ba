/**
 * The batch item of `Statements`: the statements of one request. Putting it commits the request. A tombstone under the
 * same key means that the request never commits.
 */
import type { Change, Item, Key } from '../../database/tables.ts'
import { type TenantId, tenantOfKey } from '../../tenancy/tenant-id.ts'
import { packRemoved, type RemovedStatement, unpackRemoved } from './removed-statements.ts'
import { type BatchId, hourOf, isBatchId, SPREADS, spreadOf } from './sequence.ts'
import { type Image, type ImageAttribute, PoisonRecord, readInsert } from './stream-record.ts'

/**
 * The compressed blocks themselves, or where each ends (in bytes) in the object that holds them one after the other.
 * `rewritten`: names the object that was put in place of the first one.
 */
export type BatchBody = { blocks: Uint8Array[] } | { ends: number[]; rewritten?: string }

export type BatchContents = {
  /** How many statements the batch holds. */
  count: number
  /** `starts[i]` is the position of the first statement of block i. */
  starts: number[]
  body: BatchBody
  /** What the commit follower does once more: positions whose references are to be joined, definitions to be merged. */
  referencePositions: number[]
  hasNewDefinitions: boolean
  /** False where the sender may not change what is known of activities: nothing of it is ever merged. */
  mayDefine: boolean
  /** Hashes of the data that came with the statements, packed; only where these have attachments. */
  dataHashes?: Uint8Array | undefined
}

/** `voided`: the positions of the statements that were voided since. `cases`: what rewrote the batch, the oldest first. */
export type StoredBatch = BatchContents & {
  id: BatchId
  voided: ReadonlySet<number>
  cases: string[]
  removed: RemovedStatement[]
}

type BatchAttributes = Key & {
  sk: BatchId
  n: number
  starts: number[]
  blocks?: Uint8Array[]
  /** The name of an object that was put later, or `true`. */
  object?: true | string
  ends: number[]
  follow?: number[]
  defines?: true
  silent?: true
  data?: Uint8Array
  voided?: Set<number>
  cases?: string[]
  removed?: Uint8Array
}

/** Derived from the batch's id alone, so that a posting needs to carry nothing else. */
export const batchKey = (tenant: TenantId, batchId: BatchId): Key => ({
  pk: `${tenant}|${hourOf(batchId)}|${spreadOf(batchId)}`,
  sk: batchId,
})

/** The partitions that hold all batches of a tenant's day (`2026-11-21`, UTC), hour by hour. */
export const partitionsOfDay = (tenant: TenantId, day: string): string[] =>
  Array.from({ length: 24 * SPREADS }, (_, at) => {
    const hour = String(Math.floor(at / SPREADS)).padStart(2, '0')
    return `${tenant}|${day}T${hour}|${at % SPREADS}`
  })

/** The partitions of one hour (`2026-11-21T09`). */
export const partitionsOfHour = (tenant: TenantId, hour: string): string[] =>
  Array.from({ length: SPREADS }, (_, spread) => `${tenant}|${hour}|${spread}`)

/** Every batch of a partition: ids are hex digits. */
export const BATCHES_OF_PARTITION = { from: '0', to: 'g', ascending: true } as const

export const batchObjects = (tenant: TenantId) => `${tenant}/batches/`

/** The object of a batch whose blocks are too big for an item. Another body is another object: readers may be at the old one. */
export const batchObjectKey = (tenant: TenantId, batchId: BatchId, rewritten?: string) =>
  `${batchObjects(tenant)}${batchId}${rewritten === undefined ? '' : `.${rewritten}`}`

export const batchIdOfObject = (key: string): string => key.slice(key.lastIndexOf('/') + 1).split('.')[0] ?? ''

export function toBatchItem(tenant: TenantId, batchId: BatchId, contents: BatchContents): Item {
  const { count, starts, body, referencePositions, hasNewDefinitions, mayDefine, dataHashes } = contents
  return {
    ...batchKey(tenant, batchId),
    n: count,
    starts,
    ...toBodyAttributes(body),
    ...(referencePositions.length > 0 && { follow: referencePositions }),
    ...(hasNewDefinitions && { defines: true }),
    ...(!mayDefine && { silent: true }),
    ...(dataHashes !== undefined && { data: dataHashes }),
  }
}

const toBodyAttributes = (body: BatchBody) =>
  'blocks' in body ? { blocks: body.blocks } : { object: body.rewritten ?? true, ends: body.ends }

/** `removed`: all of them, those of other cases too. */
type Rewriting = Pick<StoredBatch, 'count' | 'starts' | 'body' | 'removed'> & { caseId: string }

/**
 * Puts other texts in the place of those of a batch, unless another case did so meanwhile. What voids it is left alone.
 * @param from as it was read
 */
export function rewritingChange(
  tenant: TenantId,
  from: StoredBatch,
  { count, starts, body, caseId, removed }: Rewriting,
): Change {
  const cases = from.cases.includes(caseId) ? from.cases : [...from.cases, caseId]
  return {
    key: batchKey(tenant, from.id),
    // An update can't take blocks away that outgrew the item: none of them stay.
    set: {
      n: count,
      starts,
      ...('ends' in body && 'blocks' in from.body && { blocks: [] }),
      ...toBodyAttributes(body),
      cases,
      ...(removed.length > 0 && { removed: packRemoved(removed) }),
    },
    expected: { n: from.count, cases: from.cases.length === 0 ? undefined : from.cases },
  }
}

export function fromBatchItem(item: Item): StoredBatch {
  const { sk, n, starts, blocks, object, ends, follow, defines, silent, data, voided, ...rewritten } =
    item as BatchAttributes
  return {
    id: sk,
    count: n,
    starts,
    body:
      object === undefined
        ? { blocks: blocks ?? [] }
        : { ends, ...(typeof object === 'string' && { rewritten: object }) },
    referencePositions: follow ?? [],
    hasNewDefinitions: defines === true,
    mayDefine: silent !== true,
    dataHashes: data,
    voided: voided ?? new Set(),
    cases: rewritten.cases ?? [],
    removed: rewritten.removed === undefined ? [] : unpackRemoved(rewritten.removed),
  }
}

export const toTombstone = (tenant: TenantId, batchId: BatchId): Item => ({ ...batchKey(tenant, batchId), dead: true })
export const isTombstone = (item: Item): boolean => item.dead === true

/** The attribute that voided positions are added to: a set of numbers. */
export const VOIDED_POSITIONS = 'voided'
/** Batches with references that the commit follower joins once more. */
export const HAS_REFERENCES = { attribute: 'follow' } as const

/** A batch that was committed, as the stream brings it. */
export type CommittedBatch = { tenant: TenantId; id: BatchId; image: Image }

/**
 * @param data of a stream's record, base64
 * @returns undefined when the change is no commit: voids change an item, and a tombstone holds no statements
 * @throws PoisonRecord
 */
export function fromStream(data: string): CommittedBatch | undefined {
  const image = readInsert(data)
  if (image === undefined || image.dead?.BOOL) return undefined
  const tenant = readTenant(image.pk?.S)
  const id = image.sk?.S
  if (id === undefined || !isBatchId(id)) throw new PoisonRecord('the item has no sequence')
  return { tenant, id, image }
}

function readTenant(pk: string | undefined): TenantId {
  try {
    return tenantOfKey(pk ?? '')
  } catch {
    throw new PoisonRecord('the item belongs to no tenant')
  }
}

/** What the commit follower needs of it: most batches have neither, and nothing else of them is read. */
export const followUpOf = ({ image }: CommittedBatch) => ({
  referencePositions: (image.follow?.L ?? []).map(({ N }) => Number(N)),
  hasNewDefinitions: image.defines !== undefined,
})

/**
 * What the lake needs of it.
 * @throws PoisonRecord
 */
export function contentsOf({ image }: CommittedBatch): Pick<BatchContents, 'count' | 'body'> {
  const count = readNumber(image.n)
  if (image.object === undefined) return { count, body: { blocks: readList(image.blocks).map(readBinary) } }
  const rewritten = image.object.S
  return { count, body: { ends: readList(image.ends).map(readNumber), ...(rewritten !== undefined && { rewritten }) } }
}

function readBinary({ B }: ImageAttribute): Uint8Array {
  if (B === undefined) throw new PoisonRecord('a block is not binary')
  return Buffer.from(B, 'base64')
}

function readList(attribute: ImageAttribute | undefined): ImageAttribute[] {
  if (!Array.isArray(attribute?.L)) throw new PoisonRecord('the item has neither blocks nor an object')
  return attribute.L
}

function readNumber(attribute: ImageAttribute | undefined): number {
  const number = Number(attribute?.N)
  if (!Number.isSafeInteger(number)) throw new PoisonRecord('a number of the item is missing')
  return number
}
