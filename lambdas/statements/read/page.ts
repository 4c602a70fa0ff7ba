/** Reading: one statement by its id, and pages of a list. What has not committed is not there. */

import type { Clock } from '../../database/clock.ts'
import { forEachConcurrently } from '../../database/concurrency.ts'
import type { Tables } from '../../database/tables.ts'
import type { TenantId } from '../../tenancy/tenant-id.ts'
import type { Batch, Batches } from '../batch/batches.ts'
import { type BatchId, msOf, statementSequence } from '../batch/sequence.ts'
import { createStatementReader } from '../batch/statement-reader.ts'
import { CONSISTENCY_LAG_MS, SETTLED_MS } from '../batch/timing.ts'
import { claimKey } from '../index/claim-item.ts'
import { planQuery, type QueryPlan } from '../index/query-plan.ts'
import type { ShardsOf } from '../index/shards.ts'
import type { Page, PageRequest, StoredStatement } from '../store.ts'
import { type Match, type Seen, type WalkOptions, walk } from './list-scan.ts'
import type { MatchesPerPosting } from './matches-per-posting.ts'

export type ReaderParts = {
  tables: Tables
  batches: Batches
  clock: Clock
  shardsOf: ShardsOf
  density: MatchesPerPosting
  isAuthority: IsAuthority
}

/** Whether an agent (IFI key) is or was the authority of any credential of the tenant. */
export type IsAuthority = (tenant: TenantId, agent: string) => Promise<boolean>

/** A walk that reads this often without filling its page gives what it has, with a `next`. */
const READS_PER_PAGE = 40

export async function find(parts: ReaderParts, tenant: TenantId, id: string): Promise<StoredStatement | undefined> {
  const claim = await parts.tables.get('index', claimKey(tenant, id), true)
  if (claim?.b === undefined) return undefined
  const batch = await parts.batches.state(tenant, claim.b as BatchId)
  if (typeof batch === 'string') return undefined
  const position = claim.p as number
  const text = await createStatementReader()(batch, position)
  const sq = statementSequence(batch.id, position)
  return text === undefined ? undefined : { sequence: sq, text, voided: batch.voided.has(position) }
}

/**
 * Descending pages hold everything there is. An ascending page that is cut short (by `limit` or bytes) must not pass
 * the consistent-through mark: a statement still in flight would fall behind its `next` and be lost to the reader.
 * So it ends at the mark, and waits for it where not even its first statement is before it.
 */
export async function page(parts: ReaderParts, tenant: TenantId, request: PageRequest): Promise<Page> {
  for (;;) {
    // Before the read: what commits during it may be missing.
    const mark = parts.clock.now() - CONSISTENCY_LAG_MS
    const full = await fill(parts, tenant, request, mark)
    if (!request.filters.ascending || full.next === undefined || msOf(full.next) <= mark) return full
    const settled = full.statements.filter(({ sequence: sq }) => msOf(sq) <= mark)
    const last = settled.at(-1)
    if (last !== undefined) return { statements: settled, next: last.sequence }
    await parts.clock.pause(msOf(full.statements[0]?.sequence ?? full.next) - mark + 1)
  }
}

async function fill(parts: ReaderParts, tenant: TenantId, request: PageRequest, mark: number): Promise<Page> {
  const { limit } = request
  const sheet = createSheet(parts, tenant, { ...request, mark })
  let waiting: Match[] = []
  let reads = 0
  for await (const step of walk(parts.tables, tenant, await courseOf(parts, tenant, request))) {
    if ('scanned' in step) {
      if (++reads < READS_PER_PAGE || step.scanned === request.after) continue
      await sheet.take(waiting)
      return pageOf(sheet, step.scanned)
    }
    if (sheet.statements.length + waiting.length >= limit) {
      await sheet.take(waiting)
      waiting = []
      const last = sheet.statements.length >= limit ? sheet.statements.at(-1)?.sequence : undefined
      if (last !== undefined || sheet.cut() !== undefined) return pageOf(sheet, last)
    }
    waiting.push(step)
  }
  await sheet.take(waiting)
  return pageOf(sheet, undefined)
}

async function courseOf(
  parts: ReaderParts,
  tenant: TenantId,
  { filters, limit, after }: PageRequest,
): Promise<WalkOptions> {
  const { agent, relatedAgents, ascending } = filters
  const [shards, isAuthority] = await Promise.all([
    parts.shardsOf(tenant),
    agent !== undefined && relatedAgents && parts.isAuthority(tenant, agent),
  ])
  const selection = planQuery(filters, isAuthority)
  const kind = kindOf(tenant, selection)
  const course: WalkOptions = {
    plan: selection,
    shards,
    ascending,
    postingsPerRead: parts.density.postingsFor(kind, limit + 1),
    onEnd: (seen: Seen) => parts.density.learn(kind, seen),
  }
  return after === undefined ? course : { ...course, after }
}

/** Pages of one kind walk lists of the same kinds by as many conditions. */
const kindOf = (tenant: TenantId, { scans: paths }: QueryPlan) =>
  `${tenant}|${paths.map(({ list, conditions }) => `${list.slice(0, list.indexOf('|'))}${conditions.length}`)}`

function pageOf({ statements, cut }: Sheet, next: string | undefined): Page {
  const from = cut() ?? next
  return from === undefined ? { statements } : { statements, next: from }
}

type Sheet = ReturnType<typeof createSheet>

/**
 * The page being filled: fetches bodies for places, leaves out what is voided or not committed, stops at `maxBytes`.
 * Whoever follows Consistent-Through never comes back to what is before the mark. What is not committed by then must
 * never be: its writer was held up or died, maybe after it had sent the commit. So the page fences it.
 */
function createSheet(
  { batches, clock }: ReaderParts,
  tenant: TenantId,
  { maxBytes, mark }: PageRequest & { mark: number },
) {
  const statements: StoredStatement[] = []
  const cutter = createStatementReader()
  const known = new Map<BatchId, Batch | 'dead'>()
  let bytes = 0
  let cut: string | undefined

  async function fetch(places: Match[]) {
    const missing = [...new Set(places.map(({ batchId: batch }) => batch))].filter((sq) => !known.has(sq))
    const isOld = (sq: BatchId) => msOf(sq) < clock.now() - SETTLED_MS
    const [old, young] = [missing.filter(isOld), missing.filter((sq) => !isOld(sq))]
    const found = await Promise.all([batches.decided(tenant, old, false), batches.decided(tenant, young, true)])
    for (const [sq, batch] of found.flatMap((states) => [...states])) known.set(sq, batch)
    const late = missing.filter((sq) => !known.has(sq) && msOf(sq) <= mark)
    await forEachConcurrently(late, async (sq) => void known.set(sq, (await batches.fence(tenant, sq)) ?? 'dead'))
  }

  return {
    statements,
    /** Where the page ended because of its size; to be used as `next`. */
    cut: () => cut,
    async take(places: Match[]) {
      if (cut !== undefined) return
      await fetch(places)
      for (const { batchId: name, position, sequence: sq } of places) {
        const batch = known.get(name)
        if (batch === undefined || batch === 'dead' || batch.voided.has(position)) continue
        const text = await cutter(batch, position)
        if (text === undefined) continue
        if (statements.length > 0 && bytes + Buffer.byteLength(text) > maxBytes) {
          cut = statements.at(-1)?.sequence
          return
        }
        bytes += Buffer.byteLength(text)
        statements.push({ sequence: sq, text, voided: false })
      }
    },
  }
}
