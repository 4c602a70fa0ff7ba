/** How a batch in flight is decided: it commits, or whoever waited long enough fences it. */
import type { Clock } from '../../database/clock.ts'
import type { TenantId } from '../../tenancy/tenant-id.ts'
import type { Batch, Batches } from './batches.ts'
import { type BatchId, msOf } from './sequence.ts'
import { CONSISTENCY_LAG_MS } from './timing.ts'

/** What a junior writer is given to finish by itself before a senior one fences it. */
const GRACE_MS = 40
const POLL_MS = { first: 15, longest: 200 }

/** A batch that stands in a writer's way. A senior one is not fenced while its stamp lives. */
export type Rival = { tenant: TenantId; batchId: BatchId; isSenior: boolean }

/** @returns the batch, if it committed; none once it is certain that it never will */
export async function awaitDecision(
  { batches, clock }: { batches: Batches; clock: Clock },
  { tenant, batchId: batch, isSenior }: Rival,
): Promise<{ batch: Batch | undefined; waited: boolean }> {
  const deadline = isSenior ? msOf(batch) + CONSISTENCY_LAG_MS : clock.now() + GRACE_MS
  for (let pause = POLL_MS.first, waited = false; ; pause = Math.min(pause * 1.5, POLL_MS.longest), waited = true) {
    const state = await batches.state(tenant, batch)
    if (state === 'dead') return { batch: undefined, waited }
    if (state !== 'in flight') return { batch: state, waited }
    if (clock.now() >= deadline) return { batch: await batches.fence(tenant, batch), waited }
    await clock.pause(pause * (0.5 + Math.random()))
  }
}
