/**
 * What follows a commit where statements refer to others (Communication 2.1.3, Data 2.3.2): a statement whose object
 * is a StatementRef is found by all that finds its target, and so on along the chain; a voiding one voids its target.
 *
 * Both arrival orders meet in the target's claim. A referrer, once committed, marks the claim (`r`) and reads what is
 * there; a target that is claimed later finds the mark and looks through the list of its referrers, which each of them
 * was put in before. So at least one of the two sees the other, and every step may happen twice.
 */

import type { Clock } from '../../database/clock.ts'
import { forEachConcurrently } from '../../database/concurrency.ts'
import { fingerprint } from '../../database/fingerprint.ts'
import type { Item, Tables } from '../../database/tables.ts'
import type { TenantId } from '../../tenancy/tenant-id.ts'
import type { Features } from '../../xapi/statement.ts'
import { batchKey } from '../batch/batch-item.ts'
import type { Batches } from '../batch/batches.ts'
import { awaitDecision } from '../batch/decision.ts'
import { type BatchId, statementSequence } from '../batch/sequence.ts'
import { claimKey, type Holder, toRival } from '../index/claim-item.ts'
import { unpackEntries } from '../index/entries.ts'
import { toPostingItem } from '../index/posting-item.ts'
import { type Posting, toIndexContents } from '../index/postings.ts'
import type { ShardsOf } from '../index/shards.ts'
import { type Term, termsOfEntries } from '../index/terms.ts'

export type ReferenceParts = { tables: Tables; batches: Batches; clock: Clock; shardsOf: ShardsOf }

/** A committed statement that refers to another, or that others referred to before it came. */
export type Referrer = { id: string; target?: string; voiding: boolean }

type Referring = { id: string; features: Features }

export const referrerOf = ({ id, features: { target, voiding } }: Referring): Referrer =>
  target === undefined ? { id, voiding } : { id, target, voiding }

/**
 * `settled`: whether batches committed, as far as it is known for ever: a batch is read as a whole, and has many
 * statements. `lent`: what was lent already, so that a thorough walk around a cycle ends where nothing is new.
 */
type Walk = ReferenceParts & {
  tenant: TenantId
  sq: BatchId
  settled: Map<BatchId, Promise<boolean>>
  lent: Set<string>
  thorough: boolean
}

const REFERRERS_PER_READ = 200

/** The row in its target's list, of a statement that refers to one: written with the claims, before anything can be seen. */
export function referrerRows(tenant: TenantId, { batchId: batch, position }: Holder, statement: Referring): Item[] {
  const { id, target, voiding } = referrerOf(statement)
  if (target === undefined) return []
  return [{ ...referrers(tenant, target), sk: statementSequence(batch, position), id, v: voiding }]
}

const referrers = (tenant: TenantId, target: string) => ({ pk: `${tenant}|REF|${target}` })

/**
 * Does what follows the commit of `sq`. Safe to repeat.
 * @param thorough goes along the chain even where nothing is new: an earlier run may have died halfway
 */
export async function follow(
  parts: ReferenceParts,
  { tenant, sq, followers }: { tenant: TenantId; sq: BatchId; followers: Referrer[] },
  thorough = false,
): Promise<void> {
  const settled = new Map([[sq, Promise.resolve(true)]])
  await forEachConcurrently(followers, async (follower) => {
    const walk = { ...parts, tenant, sq, thorough, settled, lent: new Set<string>() }
    if (follower.target !== undefined) await joinTarget(walk, follower, follower.target)
    const claim = await parts.tables.get('index', claimKey(tenant, follower.id), true)
    if (claim?.r === true) await lend(walk, follower.id, claim)
  })
}

async function joinTarget(walk: Walk, { id, voiding }: Referrer, targetId: string) {
  const { tables, tenant } = walk
  const marked = await tables.updateIf('index', { key: claimKey(tenant, targetId), set: { r: true }, expected: {} })
  const target = marked.item
  if (target?.b === undefined) return
  if (!(await settle(walk, target))) return
  if (voiding) await voidStatement(walk, target)
  await inherit(walk, id, marksOf(target))
}

/** Whether the batch of a claim committed; one in flight is waited for, or fenced. */
function settle(walk: Walk, claim: Item): Promise<boolean> {
  const sq = claim.b as BatchId
  const outcome =
    walk.settled.get(sq) ?? awaitDecision(walk, toRival(walk, claim)).then(({ batch }) => batch !== undefined)
  walk.settled.set(sq, outcome)
  return outcome
}

/** A voiding statement can't be voided (Data 2.3.2). */
async function voidStatement({ tables, tenant }: Walk, target: Item) {
  if (target.v === true) return
  await tables.addNumber('statements', batchKey(tenant, target.b as BatchId), 'voided', target.p as number)
}

const marksOf = (claim: Item) => unpackEntries(claim.m as Uint8Array).flatMap(({ terms: marks }) => marks)

/**
 * Gives a referrer its target's marks, and the lists that go with them; then those who refer to the referrer. The
 * lists come first: the claim then never says that something is posted which is not.
 */
async function inherit(walk: Walk, id: string, lent: Term[]): Promise<void> {
  const { tables, tenant } = walk
  const name = (mark: Term) => `${mark.feature}${mark.value}`
  for (let tried = false; ; tried = true) {
    const claim = await tables.get('index', claimKey(tenant, id), true)
    if (claim?.b === undefined) return
    const own = marksOf(claim)
    const known = new Set(own.map(name))
    const fresh = lent.filter((mark) => !known.has(name(mark)))
    // Tried before: it may be our own attempt, its answer lost, and what comes after it is still to be done.
    if (fresh.length === 0 && !walk.thorough && !tried) return
    const position = claim.p as number
    const { terms: marks, postings } = toIndexContents(termsOfEntries([{ position, terms: [...own, ...fresh] }]))
    const [packed] = marks as [Uint8Array]
    await post(walk, { batch: claim.b as BatchId, packed, postings })
    const updated = await tables.updateIf('index', {
      key: claimKey(tenant, id),
      set: { m: packed },
      expected: { m: claim.m },
    })
    if (!updated.done) continue
    if (updated.item.r === true) await lend(walk, id, updated.item)
    return
  }
}

type Inherited = { batch: BatchId; packed: Uint8Array; postings: Posting[] }

/** Posted again under all its lists: in its own ones too, since filters are combined on one entry. */
async function post({ tables, tenant, shardsOf }: Walk, { batch, packed, postings }: Inherited) {
  const what = fingerprint(Buffer.from(packed).toString('latin1'))
  const place = { tenant, shards: await shardsOf(tenant), batchId: batch }
  const rows = postings.map((posting) => toPostingItem(place, posting))
  await tables.insert(
    'index',
    rows.map((row) => ({ ...row, sk: `${row.sk}+${what}` })),
  )
}

/** Lends the marks of a statement to all that refer to it, and voids it if one of them does that. */
async function lend(walk: Walk, id: string, claim: Item): Promise<void> {
  const { tables, tenant } = walk
  const what = `${id}${Buffer.from(claim.m as Uint8Array).toString('latin1')}`
  if (walk.lent.has(what)) return
  walk.lent.add(what)
  const range = { ...referrers(tenant, id), from: '0', to: 'g', ascending: true, limit: REFERRERS_PER_READ }
  for (let last: string | undefined, more = true; more; more = last !== undefined) {
    const slice = await tables.query('index', last === undefined ? range : { ...range, after: last })
    for (const referrer of slice.items) {
      if (!(await isCommitted(walk, referrer))) continue
      if (referrer.v === true) await voidStatement(walk, claim)
      await inherit(walk, referrer.id as string, marksOf(claim))
    }
    last = slice.last
  }
}

/** A row may be of an attempt that died. One still in flight will see its target's claim itself, after its commit. */
async function isCommitted({ tables, batches, tenant, settled }: Walk, referrer: Item): Promise<boolean> {
  const claim = await tables.get('index', claimKey(tenant, referrer.id as string), true)
  if (claim?.b === undefined || statementSequence(claim.b as BatchId, claim.p as number) !== referrer.sk) return false
  const sq = claim.b as BatchId
  const known = settled.get(sq)
  if (known !== undefined) return known
  const state = await batches.state(tenant, sq)
  if (state !== 'in flight') settled.set(sq, Promise.resolve(state !== 'dead'))
  return typeof state !== 'string'
}
