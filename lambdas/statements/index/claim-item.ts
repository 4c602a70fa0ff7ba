/**
 * The claim of a statement's id, an item of `Index`: it makes the id unique in its tenant, says where the statement is,
 * and keeps what those who refer to the statement inherit.
 */
import type { Change, Clearance, Item, Key, Removal, Tables } from '../../database/tables.ts'
import type { TenantId } from '../../tenancy/tenant-id.ts'
import type { Rival } from '../batch/rival-batch.ts'
import type { BatchId } from '../batch/sequence.ts'

/** The statement that a claim stands for: committed, in flight, or of a writer that died. */
export type ClaimHolder = {
  batchId: BatchId
  position: number
  /** Everything the statement is found by, packed. */
  terms: Uint8Array
  isVoiding: boolean
  /** The id that the request's first attempt had, where this is a later one: the older first attempt wins (wound-wait). */
  firstAttempt?: BatchId | undefined
}

/** `holder`: none while other statements only refer to the id. `isReferredTo`: its holder joins the referrers. */
export type Claim = { holder?: ClaimHolder; isReferredTo: boolean }

type ClaimAttributes = Key & { b?: BatchId; p: number; m: Uint8Array; v: boolean; s?: BatchId; r?: boolean }

/** UUIDs are compared without regard to case. */
export const claimKey = (tenant: TenantId, id: string): Key => ({ pk: `${tenant}|S|${id.toLowerCase()}`, sk: '0' })

export function toClaimItem(tenant: TenantId, id: string, holder: ClaimHolder): Item {
  const { pk, sk } = claimKey(tenant, id)
  return { pk, sk, ...attributesOf(holder) }
}

const attributesOf = ({ batchId, position, terms, isVoiding, firstAttempt }: ClaimHolder) => ({
  b: batchId,
  p: position,
  m: terms,
  v: isVoiding,
  ...(firstAttempt && { s: firstAttempt }),
})

export function fromClaimItem(item: Item): Claim {
  const { b, p, m, v, s, r = false } = item as ClaimAttributes
  if (b === undefined) return { isReferredTo: r }
  return { holder: { batchId: b, position: p, terms: m, isVoiding: v, firstAttempt: s }, isReferredTo: r }
}

/** What a change expects to find; a claim that nobody refers to has no such attribute. */
const referredTo = ({ isReferredTo }: Claim) => (isReferredTo ? true : undefined)

/**
 * Gives the claim of a dead writer to another one. Not if somebody began to refer to the statement meanwhile: that
 * referrer saw that the holder was dead, and relies on the new one to join it.
 */
export const takeOverChange = (tenant: TenantId, id: string, from: Claim, holder: ClaimHolder): Change => ({
  key: claimKey(tenant, id),
  set: attributesOf(holder),
  expected: { b: from.holder?.batchId, r: referredTo(from) },
})

/** Takes back the claim of a writer that gave up before it could commit, if nobody took it over, or refers to it. */
export const takeBackRemoval = (tenant: TenantId, id: string, batchId: BatchId): Removal => ({
  key: claimKey(tenant, id),
  expected: { b: batchId, r: undefined },
})

/** The same where others refer to the statement: it leaves what a claim is before the statement has come. */
export const takeBackClearance = (tenant: TenantId, id: string, batchId: BatchId): Clearance => ({
  key: claimKey(tenant, id),
  clear: ['b', 'p', 'm', 'v', 's'],
  expected: { b: batchId },
})

/** Says that a statement is referred to. Makes the claim where the statement has not come yet. */
export const referredToChange = (tenant: TenantId, id: string): Change => ({
  key: claimKey(tenant, id),
  set: { r: true },
  expected: {},
})

/** Adds to what a statement is found by, unless somebody else did so meanwhile. */
export const termsChange = (tenant: TenantId, id: string, from: ClaimHolder, terms: Uint8Array): Change => ({
  key: claimKey(tenant, id),
  set: { m: terms },
  expected: { m: from.terms },
})

/** Makes a claim say what its batch says; terms that were added meanwhile, or another holder, stand against it. */
export const correctionChange = (
  tenant: TenantId,
  id: string,
  from: ClaimHolder | undefined,
  holder: ClaimHolder,
): Change => ({
  key: claimKey(tenant, id),
  set: attributesOf(holder),
  expected: from?.batchId === holder.batchId ? { b: from.batchId, m: from.terms } : { b: from?.batchId },
})

export async function readClaim(tables: Tables, tenant: TenantId, id: string): Promise<Claim | undefined> {
  const item = await tables.get('index', claimKey(tenant, id), true)
  return item && fromClaimItem(item)
}

/** The claims of these ids, in their order. */
export async function readClaims(tables: Tables, tenant: TenantId, ids: string[]): Promise<(Claim | undefined)[]> {
  const keys = ids.map((id) => claimKey(tenant, id))
  const items = new Map((await tables.getAll('index', keys, true)).map((item) => [item.pk, item]))
  return keys.map(({ pk }) => {
    const item = items.get(pk)
    return item && fromClaimItem(item)
  })
}

/**
 * Whether a claim still names the batch. A writer takes its claims back only if it will not commit, and others take
 * over only what is dead: so a batch that a claim of it names no more never commits.
 */
export async function isHolder(tables: Tables, tenant: TenantId, id: string, batchId: BatchId): Promise<boolean> {
  return (await readClaim(tables, tenant, id))?.holder?.batchId === batchId
}

/** The first attempt of the writer that holds a claim. */
export const firstAttemptOf = ({ batchId, firstAttempt = batchId }: Pick<ClaimHolder, 'batchId' | 'firstAttempt'>) =>
  firstAttempt

/** Who holds the claim of this id. */
export type HeldClaim = { id: string; holder: Pick<ClaimHolder, 'batchId' | 'firstAttempt'> }

/** The batch that holds a claim, as another writer meets it. */
export const toRival = (tables: Tables, tenant: TenantId, { id, holder }: HeldClaim, firstAttempt: BatchId): Rival => ({
  tenant,
  batchId: holder.batchId,
  isSenior: firstAttemptOf(holder) < firstAttempt,
  hasGivenUp: async () => !(await isHolder(tables, tenant, id, holder.batchId)),
})
