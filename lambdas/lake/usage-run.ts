/**
 * Writes what tenants used to the lake: whole months, this one and the one that ended a day ago or less, since what a
 * container counts late is added to its day. A file that is there is replaced by one that knows more.
 */
import { forEachConcurrently } from '../database/concurrency.ts'
import type { Tables } from '../database/tables.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'
import { listTenantIds } from '../tenancy/tenants.ts'
import { readUsage } from '../tenancy/usage/usage.ts'
import { dayOf } from '../tenancy/usage/usage-item.ts'
import { toUsageObject } from './usage-files.ts'

export type UsageRun = {
  tables: Pick<Tables, 'query'>
  /** Whose prices count. */
  region: string
  now(): number
  put(key: string, body: Uint8Array): Promise<void>
  failed(tenant: TenantId, error: unknown): void
}

export type UsageSummary = { tenants: number; files: number; failures: number }

/** Whoever was quiet for longer has been written by many runs since: nothing is left to write. */
const QUIET_MS = 86_400_000

/** @param from the first month, as `2026-09`, to write all tenants from there on; undefined for what is new */
export async function writeUsage(run: UsageRun, from?: string): Promise<UsageSummary> {
  const summary = { tenants: 0, files: 0, failures: 0 }
  const days = { from: `${from ?? monthOf(dayOf(run.now() - QUIET_MS))}-01`, to: dayOf(run.now()) }
  const isNew = (last: number) => from !== undefined || last > run.now() - QUIET_MS
  await forEachConcurrently(await listTenantIds(run.tables), async (tenant) => {
    summary.tenants++
    try {
      const usage = await readUsage(run.tables, tenant, days, run.region)
      const months = Map.groupBy(usage, ({ day }) => monthOf(day))
      for (const [month, itsDays] of months) {
        if (!itsDays.some(({ last }) => isNew(last))) continue
        const { key, body } = toUsageObject({ tenant, month, days: itsDays, region: run.region })
        await run.put(key, body)
        summary.files++
      }
    } catch (error) {
      summary.failures++
      run.failed(tenant, error)
    }
  })
  return summary
}

const monthOf = (day: string) => day.slice(0, 7)
