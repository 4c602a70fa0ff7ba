/** Whether the lake holds what the store holds, tenant by tenant and day by day. */
import type { TenantId } from '../../tenancy/tenant-id.ts'
import { type CheckParts, checkDay, type DayReport, type Seen } from './check-day.ts'
import { daysFrom } from './days.ts'

export type Days = { tenants: TenantId[]; from: string; to: string }
/** What the check looks at, while it does. */
export type CheckProgress = Seen & { tenant?: TenantId; day?: string; days: number }

/** Yields a report for each day, also one without anything. Begun anew at any tenant and day it comes to the same. */
export async function* checkLake(
  check: CheckParts,
  { tenants, from, to }: Days,
  progress: CheckProgress,
): AsyncGenerator<DayReport> {
  for (const tenant of tenants) {
    for (const day of daysFrom(from, to)) {
      Object.assign(progress, { tenant, day })
      yield await checkDay(check, { tenant, day }, progress)
      progress.days++
    }
  }
}
