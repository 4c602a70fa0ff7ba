/**
 * A referrer, an item of `Index`: a statement whose object is a StatementRef, in the list of those that refer to its
 * target. It is written with the claims, before its statement can be seen.
 */
import type { Item, Key } from '../../database/tables.ts'
import type { TenantId } from '../../tenancy/tenant-id.ts'
import { type BatchId, statementSequence } from '../batch/sequence.ts'

/** `sequence`: where the referring statement is, if its batch was committed. */
export type Referrer = { id: string; isVoiding: boolean; sequence: string }

type ReferrerAttributes = Key & { id: string; v: boolean }

type ReferringStatement = { id: string; features: { target?: string; voiding: boolean } }

/** Of all that refer to one statement, in the order of their batches. */
export const referrersPartition = (tenant: TenantId, targetId: string) => `${tenant}|REF|${targetId}`

/** The item of a statement, where it refers to another one. */
export function toReferrerItems(
  tenant: TenantId,
  { batchId, position }: { batchId: BatchId; position: number },
  { id, features: { target, voiding } }: ReferringStatement,
): Item[] {
  if (target === undefined) return []
  return [{ pk: referrersPartition(tenant, target), sk: statementSequence(batchId, position), id, v: voiding }]
}

export function fromReferrerItem(item: Item): Referrer {
  const { id, v, sk } = item as ReferrerAttributes
  return { id, isVoiding: v, sequence: sk }
}
