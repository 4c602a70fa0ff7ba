/** What a tenant used, day by day, with its price; and what its senders sent. For people who ask, and for the lake. */
import { queryAll, type Tables } from '../../database/tables.ts'
import type { TenantId } from '../tenant-id.ts'
import { pricesOf } from './prices.ts'
import { fromSenderItem, type Sender, sendersOf } from './sender-item.ts'
import { COUNTS, type CountName, type Counts, fromUsageItem, type Refusals, usageRange } from './usage-item.ts'

/** Every count, 0 where there is none. `dollars`: of that day's calls; storage is paid by the month, beside it. */
export type DayUsage = { day: string; last: number; refused: Refusals; dollars: number } & {
  [name in CountName]: number
}

/** @param days the first and the last one (UTC), as `2026-11-21`; days without a request are left out */
export async function readUsage(
  tables: Pick<Tables, 'query'>,
  tenant: TenantId,
  days: { from: string; to: string },
  region: string,
): Promise<DayUsage[]> {
  const usage: DayUsage[] = []
  for await (const item of queryAll(tables, 'control', usageRange(tenant, days.from, days.to))) {
    const { day, last, counts, refused } = fromUsageItem(item)
    const all = Object.fromEntries(COUNTS.map((name) => [name, counts[name] ?? 0])) as { [name in CountName]: number }
    usage.push({ day, last, ...all, refused, dollars: dollarsOf(counts, region) })
  }
  return usage
}

const MILLION = 1_000_000
const TERABYTE = 1024 ** 4

/** What the counted calls cost, without what all tenants share: the stream, the lake's files, logs. */
export function dollarsOf(counts: Counts, region: string): number {
  const prices = pricesOf(region)
  const each = (name: CountName, price: number) => (counts[name] ?? 0) * price
  return (
    (['writeUnits', 'readUnits', 'requests', 'objectWrites', 'objectReads'] as const).reduce(
      (sum, name) => sum + each(name, prices[name] / MILLION),
      0,
    ) +
    each('functionGbSeconds', prices.functionGbSecond) +
    each('scannedBytes', prices.scannedTerabyte / TERABYTE)
  )
}

/** Those that were seen last come first. */
export async function readSenders(tables: Pick<Tables, 'query'>, tenant: TenantId): Promise<Sender[]> {
  const senders: Sender[] = []
  for await (const item of queryAll(tables, 'control', sendersOf(tenant))) senders.push(fromSenderItem(item))
  return senders.sort((a, b) => b.lastSeen - a.lastSeen)
}
