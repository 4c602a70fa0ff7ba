/**
 * A record of the stream as AWS writes it for a table's Kinesis destination: one change of one item of `Statements`,
 * in DynamoDB's JSON. Only an INSERT of a batch is of interest: voids change an item, tombstones hold no statements.
 */

import { type TenantId, tenantId } from '../../tenancy/tenant-id.ts'
import type { BatchId } from './sequence.ts'

export type Attribute = { S?: string; N?: string; B?: string; BOOL?: boolean; L?: Attribute[] }
export type Image = { [attribute: string]: Attribute | undefined }
/** A batch that was committed, and its item. */
export type Commit = { tenant: TenantId; batchId: BatchId; image: Image }

/** A record that no retry can help. Its message names the fault and never quotes the record: it is logged. */
export class PoisonRecord extends Error {
  override readonly name = 'PoisonRecord'
}

type Change = { eventName?: string; dynamodb?: { NewImage?: Image } }

const BATCH_SQ = /^[0-9a-f]{24}$/

/**
 * @param data the record's data, base64
 * @returns undefined when the change is no commit
 * @throws PoisonRecord
 */
export function readCommit(data: string): Commit | undefined {
  const change = parseChange(data)
  if (change.eventName !== 'INSERT') return undefined
  const image = change.dynamodb?.NewImage
  if (!image) throw new PoisonRecord('an INSERT without its new item')
  if (image.dead?.BOOL) return undefined
  const tenant = readTenant(image.pk?.S)
  const sq = image.sk?.S
  if (sq === undefined || !BATCH_SQ.test(sq)) throw new PoisonRecord('the item has no sequence')
  return { tenant, batchId: sq as BatchId, image }
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
