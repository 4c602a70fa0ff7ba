/**
 * What `Index` says of statements that a case has changed, and of all that refer to them and inherited what they were
 * found by. The claim knows every term by which a statement was ever posted, so its postings go before its claim is
 * changed: a run that dies in between finds the old terms once more.
 */
import { forEachConcurrently } from '../database/concurrency.ts'
import { queryAll, type Tables } from '../database/tables.ts'
import { Unavailable } from '../database/unavailable.ts'
import type { Batches } from '../statements/batch/batches.ts'
import { type BatchId, statementSequence } from '../statements/batch/sequence.ts'
import { readText } from '../statements/batch/statement-reader.ts'
import { MOST_TERMS } from '../statements/follow/references-and-voids.ts'
import { type ClaimHolder, readClaim, termsChange } from '../statements/index/claim-item.ts'
import { unpackEntries } from '../statements/index/entries.ts'
import { fromReferrerItem, referrersPartition } from '../statements/index/referrer-item.ts'
import type { ShardsOf } from '../statements/index/shards.ts'
import { nameOfTerm, type Term } from '../statements/index/terms.ts'
import { createTermFinder, toIndexed } from '../statements/maintenance/indexed-statements.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'
import type { Change } from './notes.ts'
import { type PlacedTerms, packTerms, repost } from './repost.ts'

export type ReindexParts = { tables: Tables; batches: Batches; shardsOf: ShardsOf }

const REFERRERS_PER_READ = 200
const TRIES = 8

export async function reindex(
  parts: ReindexParts,
  tenant: TenantId,
  batchId: BatchId,
  changes: Change[],
): Promise<void> {
  await removeReferrers(parts, tenant, batchId, changes)
  await reindexTogether(
    parts,
    tenant,
    batchId,
    changes.map(({ id, position }) => ({ id, position })),
  )
  const passed = new Set(changes.map(({ id }) => id))
  await forEachConcurrently(changes, ({ id }) => reindexReferrers(parts, tenant, id, passed))
}

/** Of removed statements: they refer to nothing any more. */
async function removeReferrers({ tables }: ReindexParts, tenant: TenantId, batchId: BatchId, changes: Change[]) {
  const keys = changes.flatMap(({ position, target, text }) =>
    target === undefined || text !== undefined
      ? []
      : [{ pk: referrersPartition(tenant, target), sk: statementSequence(batchId, position) }],
  )
  if (keys.length > 0) await tables.remove('index', keys)
}

async function reindexReferrers(parts: ReindexParts, tenant: TenantId, id: string, passed: Set<string>): Promise<void> {
  const pk = referrersPartition(tenant, id)
  const range = { pk, from: '0', to: 'g', ascending: true, limit: REFERRERS_PER_READ }
  for await (const item of queryAll(parts.tables, 'index', range)) {
    const referrer = fromReferrerItem(item)
    if (passed.has(referrer.id)) continue
    passed.add(referrer.id)
    const holder = (await readClaim(parts.tables, tenant, referrer.id))?.holder
    if (holder === undefined) continue
    await reindexTogether(parts, tenant, holder.batchId, [{ id: referrer.id, position: holder.position }])
    await reindexReferrers(parts, tenant, referrer.id, passed)
  }
}

type Placed = { id: string; position: number }

/** Statements of one batch. */
async function reindexTogether(parts: ReindexParts, tenant: TenantId, batchId: BatchId, all: Placed[]): Promise<void> {
  const { tables, batches, shardsOf } = parts
  for (let tries = 0; tries < TRIES; tries++) {
    const batch = await batches.state(tenant, batchId)
    if (typeof batch === 'string') return
    // Anew at each try: what it remembers may have changed.
    const finder = createTermFinder({ tables, batches })
    const placed: (PlacedTerms & { id: string; holder: ClaimHolder })[] = []
    await forEachConcurrently(all, async ({ id, position }) => {
      const holder = (await readClaim(tables, tenant, id))?.holder
      if (holder?.batchId !== batchId || holder.position !== position) return
      const before = unpackEntries(holder.terms).flatMap(({ terms }) => terms)
      const text = await readText(batch, position)
      const statement = text === undefined ? undefined : toIndexed(text, position)
      const found = statement && (await finder.allTermsOf(tenant, statement))
      const after = found?.slice(0, Math.max(MOST_TERMS, statement?.terms.length ?? 0))
      placed.push({ id, holder, position, before: [...before, ...(after ?? [])], after })
    })
    if (placed.length === 0) return
    await repost(tables, { tenant, shards: await shardsOf(tenant), batchId }, placed)
    const done = await Promise.all(placed.map((one) => replaceTerms(tables, tenant, one)))
    if (done.every(Boolean)) return
  }
  throw new Unavailable(new Error('a claim stays contended'))
}

/** @returns whether nobody added to its terms meanwhile */
async function replaceTerms(
  tables: Tables,
  tenant: TenantId,
  { id, holder, position, after = [] }: PlacedTerms & { id: string; holder: ClaimHolder },
): Promise<boolean> {
  const known = unpackEntries(holder.terms).flatMap(({ terms }) => terms)
  if (areSame(known, after)) return true
  return (await tables.updateIf('index', termsChange(tenant, id, holder, packTerms([{ position, terms: after }])))).done
}

function areSame(some: Term[], others: Term[]): boolean {
  const [one, other] = [new Set(some.map(nameOfTerm)), new Set(others.map(nameOfTerm))]
  return one.size === other.size && [...one].every((name) => other.has(name))
}
