/**
 * A container's tokens of the shared buckets. It leases some at a time, by what it used lately, so that counting costs a
 * write for a few dozen requests; it gives back what it turns out not to need, and forgets what it has not used for long:
 * a container that was frozen meanwhile must not spend what others had since.
 */
import type { TenantId } from '../tenant-id.ts'
import { BURST_SECONDS, type Bucket, LEAST_SHARE } from './bucket.ts'
import type { BucketName } from './bucket-item.ts'

/** A lease is for so long, as far as the past tells. */
const HORIZON_MS = 20_000
/**
 * And for at most so many demands, fewer where the quota is small: a container that is frozen keeps its lease. Or for the
 * fiftieth part of a second of all containers: fewer than 50 writes a second.
 */
const LEAST_DEMANDS = 12
const MOST_DEMANDS = 24
/** What a container did not use for so long is forgotten. */
const FORGOTTEN_MS = (BURST_SECONDS * 1_000) / 2
/** From one lease to the next it grows to six times as much at most: a burst is most often over soon. */
const GROWTH = 6
/** After a refusal, and where it gets few, a container does not ask again for the time of so many demands. */
const DEMANDS_REFUSED = 36
const LEAST_REFUSAL_MS = 500
const LONGEST_REFUSAL_MS = 17_000

export type Demand = { tenant: TenantId; bucket: BucketName; rate: number; tokens: number }

type Lease = {
  tokens: number
  /** When it was taken, how much that was, and what was used since. */
  since: number
  size: number
  used: number
  /** How many demands there were since, granted or not. */
  demands: number
  /** Until when nothing is asked for, and when the bucket is thought to have what was refused last. */
  refusedUntil: number
  fullAt: number
}

export type Leases = {
  /** @returns how long to wait where there are no tokens now; undefined where they are granted. @throws as the bucket does */
  spend(demand: Demand): Promise<number | undefined>
}

export function createLeases(bucket: Bucket, now: () => number): Leases {
  const leases = new Map<string, Lease>()

  async function renew(lease: Lease, demand: Demand): Promise<void> {
    const time = now()
    const elapsed = time - lease.since
    // Frozen for longer than a bucket needs to fill: what it had was refilled by time, too.
    if (elapsed > FORGOTTEN_MS) lease.tokens = 0
    const needed = Math.ceil(demand.tokens - lease.tokens)
    const wanted = Math.max(needed, Math.floor(sizeFor(lease, demand, elapsed) - lease.tokens))
    const grant = await bucket.take({ ...demand, needed, wanted })
    const pace = elapsed / Math.max(1, lease.demands)
    const isScarce = grant.tokens < Math.min(wanted, needed * LEAST_SHARE)
    if (isScarce) {
      const pause = Math.min(Math.max(LEAST_REFUSAL_MS, pace * DEMANDS_REFUSED), LONGEST_REFUSAL_MS)
      // Not all containers at once.
      lease.refusedUntil = time + pause * (0.75 + Math.random() / 2)
      lease.fullAt = time + ('waitMs' in grant ? grant.waitMs : 0)
    }
    const tokens = lease.tokens + grant.tokens
    Object.assign(lease, { tokens, size: tokens, since: time, used: 0, demands: 0 })
  }

  /** What is left of a lease that was too long is given back once, while it can still be of use to others. */
  async function returnSurplus(lease: Lease, demand: Demand): Promise<void> {
    const elapsed = now() - lease.since
    if (elapsed < HORIZON_MS || elapsed > FORGOTTEN_MS) return
    const needed = Math.max(demand.tokens, (lease.used / elapsed) * HORIZON_MS)
    const surplus = Math.floor(lease.tokens - 2 * needed)
    Object.assign(lease, { since: now(), used: 0, demands: 0 })
    if (surplus < 1) return
    lease.tokens -= surplus
    lease.size = lease.tokens
    await bucket.giveBack(surplus, demand)
  }

  return {
    async spend(demand) {
      const name = `${demand.tenant}|${demand.bucket}`
      const fresh = { tokens: 0, since: now(), size: 0, used: 0, demands: 0, refusedUntil: 0, fullAt: 0 }
      const lease = leases.get(name) ?? fresh
      leases.set(name, lease)
      lease.demands++
      if (lease.tokens >= demand.tokens) await returnSurplus(lease, demand)
      const isOld = now() - lease.since > FORGOTTEN_MS
      if (lease.tokens < demand.tokens || isOld) {
        if (now() < lease.refusedUntil) return Math.max(lease.fullAt, lease.refusedUntil) - now()
        await renew(lease, demand)
        if (lease.tokens < demand.tokens) return Math.max(lease.fullAt - now(), 1)
      }
      lease.tokens -= demand.tokens
      lease.used += demand.tokens
      return undefined
    },
  }
}

/** As much as it would use in the time of a lease, if it went on as since the last one. */
function sizeFor({ size, used }: Lease, { tokens, rate }: Demand, elapsed: number): number {
  const going = ((used + tokens) / Math.max(elapsed, 1)) * HORIZON_MS
  const most = Math.max(tokens * LEAST_DEMANDS, Math.min(tokens * MOST_DEMANDS, rate), rate / 50)
  return Math.min(going, most, Math.max(size, tokens) * GROWTH)
}
