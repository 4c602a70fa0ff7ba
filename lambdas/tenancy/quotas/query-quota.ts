/** Quotas by the day: the queries of a tenant's people, counted where its usage is. */
import type { Tables } from '../../database/tables.ts'
import type { TenantId } from '../tenant-id.ts'
import type { QuotaRefusal, Quotas } from '../tenant-quotas.ts'
import { dayOf, fromUsageItem, usageKey } from '../usage/usage-item.ts'

const DAY_MS = 86_400_000

/** Counts a query that is about to start, unless a quota of the day (UTC) is used up: then it says which. */
export async function takeQuery(
  tables: Pick<Tables, 'get' | 'addIf' | 'increase'>,
  tenant: TenantId,
  quotas: Quotas,
  now: number,
): Promise<QuotaRefusal | undefined> {
  const { queriesPerDay, scannedBytesPerDay } = quotas
  const key = usageKey(tenant, dayOf(now))
  const retrySeconds = Math.ceil((DAY_MS - (now % DAY_MS)) / 1_000)
  if (scannedBytesPerDay !== undefined) {
    const item = await tables.get('control', key, true)
    const scanned = item === undefined ? 0 : (fromUsageItem(item).counts.scannedBytes ?? 0)
    if (scanned >= scannedBytesPerDay) return { quota: 'scannedBytesPerDay', limit: scannedBytesPerDay, retrySeconds }
  }
  const limit = queriesPerDay ?? Number.MAX_SAFE_INTEGER
  const one = { attribute: 'queries', number: 1 }
  const isTaken =
    limit > 0 &&
    ((await tables.addIf('control', key, { ...one, before: { least: 0, most: limit - 1 } })).done ||
      (await tables.addIf('control', key, one)).done)
  return isTaken ? undefined : { quota: 'queriesPerDay', limit, retrySeconds }
}

/** What a query has read. One that began may read more than is left of the day: its workgroup limits it. */
export const countScanned = (
  { increase }: Pick<Tables, 'increase'>,
  tenant: TenantId,
  scannedBytes: number,
  now: number,
): Promise<void> => increase('control', usageKey(tenant, dayOf(now)), { by: { scannedBytes }, set: { last: now } })
