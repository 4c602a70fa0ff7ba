/** Pages of the statements that a query matches. What has not committed is not there. */
import type { Clock } from '../../database/clock.ts'
import type { Tables } from '../../database/tables.ts'
import type { TenantId } from '../../tenancy/tenant-id.ts'
import type { Batches } from '../batch/batches.ts'
import { consistentThroughAt } from '../batch/consistent-through.ts'
import { msOf } from '../batch/sequence.ts'
import { keyOfKind } from '../index/lists.ts'
import { type Besides, meeting, planQuery, type QueryPlan } from '../index/query-plan.ts'
import type { ShardsOf } from '../index/shards.ts'
import type { Page, PageRequest } from '../store.ts'
import type { MatchesPerPosting } from './matches-per-posting.ts'
import { narrow } from './narrowing.ts'
import { createPageBuilder } from './page-builder.ts'
import { openScan, toMatch } from './query-scan.ts'

export type ReadDependencies = {
  tables: Tables
  batches: Batches
  clock: Clock
  shardsOf: ShardsOf
  matchesPerPosting: MatchesPerPosting
  isAuthority: IsAuthority
}

/** Whether an agent (IFI key) is or was the authority of any credential of the tenant. */
export type IsAuthority = (tenant: TenantId, agent: string) => Promise<boolean>

/** A page that is not full after so many reads gives what it has, with a `next`. */
const READS_PER_PAGE = 40

/**
 * Descending pages hold everything there is. An ascending page that is cut short (by `limit` or bytes) must not go
 * beyond Consistent-Through: a statement still in flight would fall behind its `next` and be lost to the reader. So it
 * ends there, and waits where not even its first statement is before that.
 */
export async function page(
  dependencies: ReadDependencies,
  tenant: TenantId,
  request: PageRequest,
  besides: Besides = { authority: request.visibility?.authority },
): Promise<Page> {
  for (;;) {
    // Before the read: what commits during it may be missing.
    const consistentThrough = consistentThroughAt(dependencies.clock.now())
    const filled = await fillPage(dependencies, tenant, { ...request, besides }, consistentThrough)
    const { statements, next } = filled
    if (!request.filters.ascending || next === undefined || msOf(next) <= consistentThrough) return filled
    const settled = statements.filter(({ sequence }) => msOf(sequence) <= consistentThrough)
    const last = settled.at(-1)
    if (last !== undefined) return { statements: settled, next: last.sequence }
    await dependencies.clock.pause(msOf(statements[0]?.sequence ?? next) - consistentThrough + 1)
  }
}

type PlannedRequest = PageRequest & { besides: Besides }

async function fillPage(
  dependencies: ReadDependencies,
  tenant: TenantId,
  request: PlannedRequest,
  consistentThrough: number,
): Promise<Page> {
  const { filters, limit, maxBytes, after, visibility } = request
  const [shards, plan] = await Promise.all([dependencies.shardsOf(tenant), planPage(dependencies, tenant, request)])
  const kind = kindOfQuery(tenant, plan)
  const postingsPerRead = dependencies.matchesPerPosting.postingsFor(kind, limit + 1)
  const scan = openScan(dependencies.tables, tenant, {
    plan,
    shards,
    ascending: filters.ascending,
    after,
    postingsPerRead,
  })
  const builder = createPageBuilder(dependencies, tenant, { limit, maxBytes, consistentThrough, visibility })
  try {
    for (let reads = 0; ; ) {
      const found = await scan.next()
      if (found === 'end') return await builder.finish()
      if (found === 'unread') {
        const hasMoved = scan.scannedTo() !== after
        if (++reads >= READS_PER_PAGE && hasMoved) return await builder.finish(scan.scannedTo())
        continue
      }
      for (const position of found.positions) {
        if (!(await builder.add(toMatch(found.batchId, position)))) return await builder.finish()
      }
    }
  } finally {
    dependencies.matchesPerPosting.learn(kind, scan.counts)
  }
}

async function planPage(
  { isAuthority }: ReadDependencies,
  tenant: TenantId,
  { filters, visibility, besides }: PlannedRequest,
): Promise<QueryPlan> {
  const { agent, relatedAgents } = filters
  const mayBeAuthority = agent !== undefined && relatedAgents && (await isAuthority(tenant, agent))
  const plans = narrow(filters, visibility).map((narrowed) => planQuery(narrowed, mayBeAuthority))
  // They are of the same time, and a statement that several of them find is found once.
  const scans = plans.flatMap((plan) => plan.scans)
  return { ...planQuery(filters, false), scans: meeting(scans, besides) }
}

/** Pages of one kind scan lists of the same kinds by as many conditions. */
const kindOfQuery = (tenant: TenantId, { scans }: QueryPlan) =>
  `${tenant}|${scans.map(({ list, conditions }) => `${keyOfKind(list)}${conditions.length}`)}`
