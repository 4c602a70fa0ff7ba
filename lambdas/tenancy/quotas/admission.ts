/**
 * Whether a tenant's quotas let a request pass. A tenant without quotas costs nothing here, not even a look into a table.
 * Where the buckets can't be reached, requests pass: a quota protects neighbours and bills, and a learning record that
 * is refused may be lost for ever.
 */
import type { Tables } from '../../database/tables.ts'
import type { TenantId } from '../tenant-id.ts'
import type { QuotaName, QuotaRefusal, Quotas } from '../tenant-quotas.ts'
import { createBucket } from './bucket.ts'
import type { BucketName } from './bucket-item.ts'
import { createLeases } from './leases.ts'
import { createStoredBytes } from './stored-bytes.ts'

/** What a request asks for at one of its steps. */
export type Demand = {
  requests?: number
  statements?: number
  /** It stores something: refused where the tenant has no room left. */
  stores?: boolean
}

/** `uncounted`: a quota could not be looked at, and why; what was asked for is let pass. */
export type Admission = { refusal?: QuotaRefusal; uncounted?: unknown }

export type Admit = (tenant: TenantId, quotas: Quotas | undefined, demand: Demand) => Promise<Admission>

/** After a failure nobody waits for the table again for so long. */
const OPEN_MS = 5_000
/** What no waiting helps: somebody must remove something, or change the quota. */
const LASTING_SECONDS = 3_600

export function createAdmission(
  tables: Pick<Tables, 'addIf' | 'get' | 'query' | 'updateIf'>,
  now: () => number,
): Admit {
  const leases = createLeases(createBucket(tables, now), now)
  const storedBytesOf = createStoredBytes(tables, now)
  let openUntil = Number.NEGATIVE_INFINITY

  async function spend(tenant: TenantId, bucket: BucketName, rate: number, tokens: number) {
    if (rate === 0) return toRefusal(bucket, rate, LASTING_SECONDS)
    const waitMs = await leases.spend({ tenant, bucket, rate, tokens })
    return waitMs === undefined ? undefined : toRefusal(bucket, rate, Math.ceil(waitMs / 1_000))
  }

  async function judge(tenant: TenantId, quotas: Quotas, demand: Demand): Promise<QuotaRefusal | undefined> {
    const { requestsPerSecond, statementsPerSecond, storedBytes } = quotas
    const { requests = 0, statements = 0, stores = false } = demand
    if (requests > 0 && requestsPerSecond !== undefined) {
      const refusal = await spend(tenant, 'requestsPerSecond', requestsPerSecond, requests)
      if (refusal) return refusal
    }
    if (stores && storedBytes !== undefined && (await storedBytesOf(tenant)) >= storedBytes) {
      return toRefusal('storedBytes', storedBytes, LASTING_SECONDS)
    }
    if (statements > 0 && statementsPerSecond !== undefined) {
      return spend(tenant, 'statementsPerSecond', statementsPerSecond, statements)
    }
    return undefined
  }

  return async (tenant, quotas, demand) => {
    if (quotas === undefined || now() < openUntil) return {}
    try {
      const refusal = await judge(tenant, quotas, demand)
      return refusal === undefined ? {} : { refusal }
    } catch (error) {
      openUntil = now() + OPEN_MS
      return { uncounted: error }
    }
  }
}

const toRefusal = (quota: QuotaName, limit: number, seconds: number): QuotaRefusal => ({
  quota,
  limit,
  retrySeconds: Math.max(1, seconds),
})
