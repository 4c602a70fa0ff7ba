/**
 * Makes `Index` anew from `Statements`: claims, postings and referrers first, then what follows from references, then
 * what is known of Activities. Every step may be done twice, and while others write: nothing that is there is overwritten
 * except by what its own batch says.
 */
import type { ActivityStore } from '../../activities/activity-store.ts'
import type { Scanner } from '../../database/scan.ts'
import type { TenantId } from '../../tenancy/tenant-id.ts'
import { fromBatchItem, HAS_REFERENCES } from '../batch/batch-item.ts'
import { followCommit } from '../follow/commit-follower.ts'
import type { ReferenceDependencies } from '../follow/references-and-voids.ts'
import { rebuildActivities } from './rebuild-activities.ts'
import { overBatches, type ScannedBatch } from './rebuild-batches.ts'
import { rebuildItems } from './rebuild-items.ts'
import type { RebuildProgress } from './rebuild-progress-item.ts'

export type RebuildDependencies = ReferenceDependencies & { scanner: Scanner; activities: ActivityStore }

export const START: RebuildProgress = { phase: 'entries', tenants: [], batches: 0, statements: 0, duplicates: 0 }

/** @param tenant the only one to rebuild; all of them without it. Yields after each page. */
export async function* rebuild(
  dependencies: RebuildDependencies,
  tenant?: TenantId,
  from = START,
): AsyncGenerator<RebuildProgress> {
  const { scanner } = dependencies
  const filter = tenant === undefined ? {} : { prefix: `${tenant}|` }
  let progress = from
  if (progress.phase === 'entries') {
    const work = (batch: ScannedBatch) => rebuildItems(dependencies, batch)
    for await (progress of overBatches(scanner, filter, progress, work)) yield progress
  }
  if (progress.phase === 'references') {
    const work = (batch: ScannedBatch) => rejoin(dependencies, batch)
    for await (progress of overBatches(scanner, { ...filter, having: HAS_REFERENCES }, progress, work)) yield progress
  }
  if (progress.phase === 'activities') yield* rebuildActivities(dependencies, progress)
}

async function rejoin(dependencies: RebuildDependencies, { tenant, item }: ScannedBatch) {
  const { id, referencePositions } = fromBatchItem(item)
  await followCommit(dependencies, { tenant, batchId: id, referencePositions })
  return { statements: 0, duplicates: 0 }
}
