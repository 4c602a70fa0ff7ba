/**
 * What follows a commit where statements refer to others (Communication 2.1.3, Data 2.3.2): a statement whose object is a
 * StatementRef is found by everything that finds its target, and so on along the chain; a voiding one voids its target.
 *
 * Both arrival orders meet in the target's claim. A referrer, once committed, marks the claim as referred to and reads
 * what is there; a target that is claimed later finds the mark and looks through the list of its referrers, where each
 * of them was written before its commit. So at least one of the two sees the other, and every step may happen twice.
 */
import type { Clock } from '../../database/clock.ts'
import { forEachConcurrently, readAhead } from '../../database/concurrency.ts'
import { queryAll, type Tables } from '../../database/tables.ts'
import type { TenantId } from '../../tenancy/tenant-id.ts'
import type { Features } from '../../xapi/statement.ts'
import { batchKey, VOIDED_POSITIONS } from '../batch/batch-item.ts'
import type { Batches } from '../batch/batches.ts'
import { awaitDecision } from '../batch/rival-batch.ts'
import { type BatchId, statementSequence } from '../batch/sequence.ts'
import {
  type Claim,
  type ClaimHolder,
  fromClaimItem,
  type HeldClaim,
  readClaim,
  referredToChange,
  termsChange,
  toRival,
} from '../index/claim-item.ts'
import { unpackEntries } from '../index/entries.ts'
import { toInheritedPostingItem } from '../index/posting-item.ts'
import { type Posting, toIndexContents } from '../index/postings.ts'
import { fromReferrerItem, type Referrer, referrersPartition } from '../index/referrer-item.ts'
import type { ShardsOf } from '../index/shards.ts'
import { nameOfTerm, type Term, termsOfEntries } from '../index/terms.ts'

export type ReferenceDependencies = { tables: Tables; batches: Batches; clock: Clock; shardsOf: ShardsOf }

/** A committed statement that refers to another one (`target`), or that others referred to before it came. */
export type LinkedStatement = { id: string; target?: string; isVoiding: boolean }

export const linksOf = ({ id, features }: { id: string; features: Features }): LinkedStatement => {
  const { target, voiding: isVoiding } = features
  return target === undefined ? { id, isVoiding } : { id, target, isVoiding }
}

/** The committed batch whose statements are joined. */
export type JoinRequest = { tenant: TenantId; batchId: BatchId; links: LinkedStatement[] }

/**
 * `committed`: whether batches committed, as far as that is known for ever. `underWay`: reads of their state. `passedOn`: what a statement has passed on
 * already, so that a thorough walk around a cycle ends where nothing is new.
 */
type Walk = ReferenceDependencies & {
  tenant: TenantId
  batchId: BatchId
  committed: Map<BatchId, Promise<boolean>>
  underWay: Map<BatchId, ReturnType<Batches['state']>>
  passedOn: Set<string>
  isThorough: boolean
  until: number
}

/**
 * `isThorough` goes along the chain even where nothing is new: an earlier run may have died halfway. `until` (ms): nothing
 * further is begun later than this, where somebody else does all of it once more.
 */
export type JoinOptions = { isThorough?: boolean; until?: number }

/**
 * What a statement is found by, with all that it inherits: more would not fit in its claim, and each is a posting of its
 * own. The nearest of a chain come first.
 */
export const MOST_TERMS = 2_000

const REFERRERS_PER_READ = 200

/** Joins the statements of a committed batch with those they refer to and those that refer to them. Safe to repeat. */
export async function joinReferences(
  dependencies: ReferenceDependencies,
  { tenant, batchId, links }: JoinRequest,
  { isThorough = false, until = Number.POSITIVE_INFINITY }: JoinOptions = {},
): Promise<void> {
  const committed = new Map([[batchId, Promise.resolve(true)]])
  const underWay: Walk['underWay'] = new Map()
  await forEachConcurrently(links, async (link) => {
    const passedOn = new Set<string>()
    const walk = { ...dependencies, tenant, batchId, isThorough, until, committed, underWay, passedOn }
    if (isOver(walk)) return
    if (link.target !== undefined) await joinTarget(walk, link, link.target)
    const claim = await readClaim(dependencies.tables, tenant, link.id)
    if (claim?.holder && claim.isReferredTo) await passOn(walk, link.id, claim.holder)
  })
}

const isOver = ({ clock, until }: Walk) => clock.now() > until

async function joinTarget(walk: Walk, { id, isVoiding }: LinkedStatement, targetId: string): Promise<void> {
  const { item } = await walk.tables.updateIf('index', referredToChange(walk.tenant, targetId))
  const target = item && fromClaimItem(item).holder
  if (target === undefined || !(await awaitCommit(walk, { id: targetId, holder: target }))) return
  if (isVoiding) await voidStatement(walk, target)
  await inherit(walk, id, termsIn(target))
}

/** Whether the batch of a claim committed; one in flight is waited for, or fenced. */
function awaitCommit(walk: Walk, claim: HeldClaim): Promise<boolean> {
  const { tables, tenant, batchId, committed } = walk
  const { holder } = claim
  const known =
    committed.get(holder.batchId) ??
    awaitDecision(walk, toRival(tables, tenant, claim, batchId)).then(({ batch }) => batch !== undefined)
  committed.set(holder.batchId, known)
  return known
}

/** A voiding statement can't be voided (Data 2.3.2). */
async function voidStatement({ tables, tenant }: Walk, { batchId, position, isVoiding }: ClaimHolder): Promise<void> {
  if (!isVoiding) await tables.addNumber('statements', batchKey(tenant, batchId), VOIDED_POSITIONS, position)
}

const termsIn = ({ terms }: ClaimHolder): Term[] => unpackEntries(terms).flatMap((entry) => entry.terms)

/**
 * Gives a referrer its target's terms, and the lists that go with them; then those who refer to the referrer. The lists
 * come first: so the claim never says that something is posted which is not.
 */
async function inherit(walk: Walk, id: string, inherited: Term[]): Promise<void> {
  const { tables, tenant } = walk
  for (let isRetry = false; !isOver(walk); isRetry = true) {
    const holder = (await readClaim(tables, tenant, id))?.holder
    if (holder === undefined) return
    const own = termsIn(holder)
    const known = new Set(own.map(nameOfTerm))
    const room = Math.max(MOST_TERMS - own.length, 0)
    const added = inherited.filter((term) => !known.has(nameOfTerm(term))).slice(0, room)
    // A retry: it may be our own update, its answer lost, and what comes after it is still to be done.
    if (added.length === 0 && !walk.isThorough && !isRetry) return
    const { position, batchId } = holder
    const { terms, postings } = toIndexContents(termsOfEntries([{ position, terms: [...own, ...added] }]))
    const [packed] = terms as [Uint8Array]
    await post(walk, { batchId, packed, postings })
    const updated = await tables.updateIf('index', termsChange(tenant, id, holder, packed))
    if (!updated.done) continue
    const claim = fromClaimItem(updated.item)
    if (claim.holder && claim.isReferredTo) await passOn(walk, id, claim.holder)
    return
  }
}

type InheritedPostings = { batchId: BatchId; packed: Uint8Array; postings: Posting[] }

/** Posted again under all its lists: in its own ones too, since filters are combined on one entry. */
async function post({ tables, tenant, shardsOf }: Walk, { batchId, packed, postings }: InheritedPostings) {
  const place = { tenant, shards: await shardsOf(tenant), batchId }
  await tables.insert(
    'index',
    postings.map((posting) => toInheritedPostingItem(place, posting, packed)),
  )
}

/** Passes the terms of a statement on to all that refer to it, and voids it if one of them does that. */
async function passOn(walk: Walk, id: string, holder: ClaimHolder): Promise<void> {
  const { tables, tenant } = walk
  const what = `${id}${Buffer.from(holder.terms).toString('latin1')}`
  if (walk.passedOn.has(what)) return
  walk.passedOn.add(what)
  const pk = referrersPartition(tenant, id)
  const range = { pk, from: '0', to: 'g', ascending: true, limit: REFERRERS_PER_READ }
  const items = queryAll(tables, 'index', range)
  for await (const [item, isReady] of readAhead(items, (one) => isCommitted(walk, fromReferrerItem(one)))) {
    if (isOver(walk)) return
    if (!isReady) continue
    const referrer = fromReferrerItem(item)
    if (referrer.isVoiding) await voidStatement(walk, holder)
    await inherit(walk, referrer.id, termsIn(holder))
  }
}

/** An item may be of an attempt that died. One still in flight will see its target's claim itself, after its commit. */
async function isCommitted(
  { tables, batches, tenant, committed, underWay }: Walk,
  referrer: Referrer,
): Promise<boolean> {
  const claim: Claim | undefined = await readClaim(tables, tenant, referrer.id)
  if (claim?.holder === undefined) return false
  const { batchId, position } = claim.holder
  if (statementSequence(batchId, position) !== referrer.sequence) return false
  const known = committed.get(batchId)
  if (known !== undefined) return known
  const reading = underWay.get(batchId) ?? batches.state(tenant, batchId).finally(() => underWay.delete(batchId))
  underWay.set(batchId, reading)
  const state = await reading
  if (state !== 'in flight') committed.set(batchId, Promise.resolve(state !== 'dead'))
  return typeof state !== 'string'
}
