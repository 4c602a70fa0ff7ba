/** How much a tenant has stored, as its usage says: what other containers did not write down yet is not in it. */
import { queryAll, type Tables } from '../../database/tables.ts'
import type { TenantId } from '../tenant-id.ts'
import { fromStoredItem, type StoredItem, storedKey, summedUp } from '../usage/stored-item.ts'
import { dayOf, fromUsageItem, usageRange } from '../usage/usage-item.ts'

type StoredTables = Pick<Tables, 'get' | 'query' | 'updateIf'>

const KEPT_MS = 60_000
/** Days that are added up each time, at most; then older ones are summed up for good. */
const MOST_DAYS = 40
/** No container writes down so late what it counted. */
const SETTLED_MS = 2 * 86_400_000

export function createStoredBytes(tables: StoredTables, now: () => number) {
  const kept = new Map<TenantId, { bytes: number; until: number }>()
  return async (tenant: TenantId): Promise<number> => {
    const known = kept.get(tenant)
    if (known !== undefined && now() < known.until) return known.bytes
    const bytes = await readStoredBytes(tables, tenant, now())
    kept.set(tenant, { bytes, until: now() + KEPT_MS })
    return bytes
  }
}

/** The sum that was made last, and the days since. */
export async function readStoredBytes(tables: StoredTables, tenant: TenantId, now: number): Promise<number> {
  const item = await tables.get('control', storedKey(tenant), true)
  const before: StoredItem = item === undefined ? { bytes: 0, through: '' } : fromStoredItem(item)
  const settledDay = dayOf(now - SETTLED_MS)
  const settled = { ...before }
  let bytes = before.bytes
  let days = 0
  // A day has no earlier text than `0`; the day of the sum itself is in it.
  for await (const day of queryAll(tables, 'control', usageRange(tenant, before.through || '0', '9'))) {
    if (day.sk === before.through) continue
    days++
    bytes += fromUsageItem(day).counts.bytesStored ?? 0
    if (day.sk <= settledDay) Object.assign(settled, { bytes, through: day.sk })
  }
  if (days > MOST_DAYS) await tables.updateIf('control', summedUp(tenant, settled, item && before))
  return bytes
}
