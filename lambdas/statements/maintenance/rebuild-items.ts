/** Puts back what a batch has in `Index`, and corrects what is there and says something else. */

import type { Clock } from '../../database/clock.ts'
import type { Item, Tables } from '../../database/tables.ts'
import type { TenantId } from '../../tenancy/tenant-id.ts'
import { parseStored } from '../../xapi/statement.ts'
import type { Batches } from '../batch/batches.ts'
import { awaitDecision } from '../batch/rival-batch.ts'
import { readText } from '../batch/statement-reader.ts'
import { type ClaimHolder, correctionChange, fromClaimItem, toClaimItem, toRival } from '../index/claim-item.ts'
import { fromPostingItem, toPostingItem } from '../index/posting-item.ts'
import { toIndexContents } from '../index/postings.ts'
import { toReferrerItems } from '../index/referrer-item.ts'
import type { ShardsOf } from '../index/shards.ts'
import { termsOfStatements } from '../index/terms.ts'
import { isSameReferrer } from './check-batches.ts'
import { includesEntries } from './entry-comparison.ts'
import { statementsIn } from './indexed-statements.ts'
import type { ScannedBatch } from './rebuild-batches.ts'

type Dependencies = { tables: Tables; batches: Batches; clock: Clock; shardsOf: ShardsOf }

export async function rebuildItems(dependencies: Dependencies, { tenant, item }: ScannedBatch) {
  const { tables, batches, shardsOf } = dependencies
  const batch = batches.read(tenant, item)
  const batchId = batch.id
  const statements = await statementsIn(batch)
  const shards = await shardsOf(tenant)
  const { terms, postings } = toIndexContents(termsOfStatements(statements))
  const claims = statements.map(({ id, position, features }, at) => ({
    tenant,
    id,
    holder: { batchId, position, terms: terms[at] as Uint8Array, isVoiding: features.voiding },
  }))
  for (const { id, position } of batch.removed)
    claims.push({ tenant, id, holder: { batchId, position, terms: NO_TERMS, isVoiding: false } })
  const claimItems = claims.map(({ id, holder }) => toClaimItem(tenant, id, holder))
  const postingItems = postings.map((posting) => toPostingItem({ tenant, shards, batchId }, posting))
  const referrerItems = statements.flatMap((one) => toReferrerItems(tenant, { batchId, position: one.position }, one))
  const wanted = [...claimItems, ...postingItems, ...referrerItems]
  const existing = await tables.insert('index', wanted)
  let duplicates = 0
  for (const [at, item] of wanted.entries()) {
    const there = existing[at]
    const claim = claims[at]
    if (there === undefined) continue
    if (claim === undefined) {
      const isPosting = at < claimItems.length + postingItems.length
      await correct(tables, { isPosting, there, wanted: item })
    } else if (!(await holdClaim(dependencies, claim, there))) duplicates++
  }
  return { statements: statements.length, duplicates }
}

/** Nobody inherits anything from a statement that was removed. */
const NO_TERMS = new Uint8Array([0])

type Correction = { isPosting: boolean; there: Item; wanted: Item }

/** A posting may say more than it should: what it inherited. */
async function correct(tables: Tables, { isPosting, there, wanted }: Correction): Promise<void> {
  const isRight = isPosting
    ? includesEntries(fromPostingItem(there).entries, fromPostingItem(wanted).entries)
    : isSameReferrer(there, wanted)
  if (!isRight) await tables.putIf('index', wanted)
}

type OwnClaim = { tenant: TenantId; id: string; holder: ClaimHolder }

/** @returns false when another batch has committed a statement of this id: its claim stays as it is */
async function holdClaim(dependencies: Dependencies, own: OwnClaim, item: Item): Promise<boolean> {
  const { tenant, id, holder } = own
  for (let there = fromClaimItem(item).holder; ; ) {
    if (there?.batchId === holder.batchId) {
      if (isSameHolder(there, holder)) return true
    } else if (there !== undefined && (await isCommittedHolder(dependencies, own, there))) return false
    const updated = await dependencies.tables.updateIf('index', correctionChange(tenant, id, there, holder))
    if (updated.done) return true
    // There may be none any more: a writer that gave up has taken it back.
    there = updated.item && fromClaimItem(updated.item).holder
  }
}

/** The terms may be more than the statement's own: those it inherited. */
const isSameHolder = (there: ClaimHolder, holder: ClaimHolder) =>
  there.position === holder.position &&
  there.isVoiding === holder.isVoiding &&
  includesEntries(there.terms, holder.terms)

/** Whether the batch that the claim names has committed, and holds the statement. */
async function isCommittedHolder(dependencies: Dependencies, own: OwnClaim, there: ClaimHolder): Promise<boolean> {
  const { batch } = await awaitDecision(
    dependencies,
    toRival(dependencies.tables, own.tenant, { id: own.id, holder: there }, own.holder.batchId),
  )
  if (batch?.removed.some(({ id, position }) => id === own.id && position === there.position)) return true
  const text = batch && (await readText(batch, there.position))
  if (text === undefined) return false
  return parseStored(text).id?.toLowerCase() === own.id
}
