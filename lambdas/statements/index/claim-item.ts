/**
 * The claim of a statement's id, an item of `Index`: it makes the id unique in its tenant, tells where the statement
 * is, and what those who refer to it inherit.
 */
import type { Item, Key } from '../../database/tables.ts'
import type { TenantId } from '../../tenancy/tenant-id.ts'
import type { PreparedStatement } from '../../xapi/statement.ts'
import type { Rival } from '../batch/decision.ts'
import type { BatchId } from '../batch/sequence.ts'

/** UUIDs are compared without regard to case. */
export const claimKey = (tenant: TenantId, id: string): Key => ({ pk: `${tenant}|S|${id.toLowerCase()}`, sk: '0' })

/** `seniority`: the stamp of the request's first attempt; nothing, if this is the first. */
export type Holder = { batchId: BatchId; position: number; firstAttempt?: BatchId | undefined }

type Claiming = Pick<PreparedStatement, 'id' | 'features'>

/**
 * Attributes: batch, position, marks (packed, what referrers inherit), whether it is a voiding statement, and the
 * seniority of its holder, where that is not the batch.
 */
export const claimRow = (tenant: TenantId, statement: Claiming, holder: Holder, marks: Uint8Array): Item => ({
  ...claimKey(tenant, statement.id),
  ...claimAttributes(statement, holder, marks),
})

export const claimAttributes = (
  { features }: Claiming,
  { batchId: batch, position, firstAttempt: seniority }: Holder,
  marks: Uint8Array,
) => ({
  b: batch,
  p: position,
  m: marks,
  v: features.voiding,
  ...(seniority && { s: seniority }),
})

/** Of the writer that holds a claim; nothing, if nobody does (it was only referred to). */
export const firstAttemptOf = (claim: Item) => (claim.s ?? claim.b) as BatchId | undefined

/** The batch that holds a claim, as another writer meets it. */
export function toRival(
  { tenant, sq, seniority = sq }: { tenant: TenantId; sq: BatchId; seniority?: BatchId | undefined },
  claim: Item,
): Rival {
  const batch = claim.b as BatchId
  return { tenant, batchId: batch, isSenior: (firstAttemptOf(claim) ?? batch) < seniority }
}
