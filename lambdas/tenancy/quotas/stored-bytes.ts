/** How much a tenant has stored, as its usage says: what other containers did not write down yet is not in it. */
import { queryAll, type Tables } from '../../database/tables.ts'
import type { TenantId } from '../tenant-id.ts'
import { fromStoredItem, storedKey } from '../usage/stored-item.ts'
import { fromUsageItem, usageRange } from '../usage/usage-item.ts'

const KEPT_MS = 60_000
const FIRST_DAY = '0'
const LAST_DAY = '9'

export function createStoredBytes(tables: Pick<Tables, 'get' | 'query'>, now: () => number) {
  const kept = new Map<TenantId, { bytes: number; until: number }>()
  return async (tenant: TenantId): Promise<number> => {
    const known = kept.get(tenant)
    if (known !== undefined && now() < known.until) return known.bytes
    const bytes = await readStoredBytes(tables, tenant)
    kept.set(tenant, { bytes, until: now() + KEPT_MS })
    return bytes
  }
}

/** The sum that was made last, and the days since. */
export async function readStoredBytes(tables: Pick<Tables, 'get' | 'query'>, tenant: TenantId): Promise<number> {
  const item = await tables.get('control', storedKey(tenant), true)
  const summed = item && fromStoredItem(item)
  let bytes = summed?.bytes ?? 0
  for await (const day of queryAll(tables, 'control', usageRange(tenant, summed?.through ?? FIRST_DAY, LAST_DAY))) {
    if (day.sk !== summed?.through) bytes += fromUsageItem(day).counts.bytesStored ?? 0
  }
  return bytes
}
