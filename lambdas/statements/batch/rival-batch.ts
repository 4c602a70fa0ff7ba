/** A batch in flight that stands in somebody's way: it commits, or whoever waited long enough fences it. */
import { createBackoff } from '../../database/backoff.ts'
import type { Clock } from '../../database/clock.ts'
import type { TenantId } from '../../tenancy/tenant-id.ts'
import type { Batch, Batches } from './batches.ts'
import { CONSISTENCY_LAG_MS } from './consistent-through.ts'
import { type BatchId, msOf } from './sequence.ts'

/** What the batch of a younger writer gets to finish by itself before an older writer fences it. */
const GRACE_MS = 40
const POLLING = { first: 15, growth: 1.5, longest: 200 }

/**
 * `isSenior`: its writer began before the one that waits, so it is not fenced while its stamp lives. `hasGivenUp`: whether
 * the writer took back what it claimed, and so never commits.
 */
export type Rival = { tenant: TenantId; batchId: BatchId; isSenior: boolean; hasGivenUp(): Promise<boolean> }

/** The batch, if it committed; none once it is certain that it never will. `waited`: it was still in flight at first. */
export type Decision = { batch: Batch | undefined; waited: boolean }

export async function awaitDecision(
  { batches, clock }: { batches: Batches; clock: Clock },
  { tenant, batchId, isSenior, hasGivenUp }: Rival,
): Promise<Decision> {
  const deadline = isSenior ? msOf(batchId) + CONSISTENCY_LAG_MS : clock.now() + GRACE_MS
  const polling = createBackoff(clock, POLLING)
  for (let waited = false; ; waited = true) {
    const state = await batches.state(tenant, batchId)
    if (state === 'dead') return { batch: undefined, waited }
    if (state !== 'in flight') return { batch: state, waited }
    if (waited && (await hasGivenUp())) return { batch: undefined, waited }
    if (clock.now() >= deadline) return { batch: await batches.fence(tenant, batchId), waited }
    await polling.pause()
  }
}
