/** What a tenant used as files of the lake: one for each month, and the same octets for the same days. */
import type { TenantId } from '../tenancy/tenant-id.ts'
import type { DayUsage } from '../tenancy/usage/usage.ts'
import { type Row, USAGE_COLUMNS } from './columns.ts'
import { rowsToParquet } from './parquet.ts'

/** `month` as `2026-11`; `days` are all of it that there are, in their order. */
export type UsageFile = { tenant: TenantId; month: string; days: DayUsage[]; region: string }

export const toUsageObject = ({ tenant, month, days, region }: UsageFile) => ({
  key: `usage/tenant=${tenant}/${month}.parquet`,
  body: rowsToParquet(
    days.map((day) => toRow(day, region)),
    USAGE_COLUMNS,
  ),
})

function toRow(usage: DayUsage, region: string): Row {
  const { day, last, refused, dollars, readUnits, writeUnits, functionGbSeconds, ...counts } = usage
  const whole = (count: number) => BigInt(Math.trunc(count))
  const refusals = Object.entries(refused).sort(([a], [b]) => (a < b ? -1 : 1))
  return {
    dt: day,
    requests: whole(counts.requests),
    refused: whole(refusals.reduce((sum, [, count]) => sum + count, 0)),
    refused_by_reason: new Map(refusals.map(([reason, count]) => [reason, whole(count)])),
    statements: whole(counts.statements),
    bytes_in: whole(counts.bytesIn),
    bytes_stored: whole(counts.bytesStored),
    read_units: readUnits,
    write_units: writeUnits,
    object_reads: whole(counts.objectReads),
    object_writes: whole(counts.objectWrites),
    function_gb_seconds: functionGbSeconds,
    queries: whole(counts.queries),
    scanned_bytes: whole(counts.scannedBytes),
    usd: dollars,
    region,
    counted: whole(last) * 1_000n,
  }
}
