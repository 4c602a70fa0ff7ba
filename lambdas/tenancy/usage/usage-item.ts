/** The item of what one tenant used on one day (UTC). It is added to alone, and kept as long as the tenant. */
import type { Increase, Item, Key, Range } from '../../database/tables.ts'
import { USAGE_PARTITION } from '../../runtime/names.ts'
import type { TenantId } from '../tenant-id.ts'

/** What is counted, in the words of the answers; the numbers of the day add up. */
export const COUNTS = [
  'requests',
  'statements',
  'bytesIn',
  'bytesStored',
  'readUnits',
  'writeUnits',
  'objectReads',
  'objectWrites',
  'functionGbSeconds',
  'queries',
  'scannedBytes',
] as const
export type CountName = (typeof COUNTS)[number]
export type Counts = { [name in CountName]?: number }

/** Why requests were refused: a code of the errors, or a quota's name; and how often. */
export type Refusals = { [reason: string]: number }

export type DayCounts = { counts: Counts; refused: Refusals }

/** `last`: when it was counted last, in milliseconds since 1970. */
export type UsageItem = DayCounts & { day: string; last: number }

const REFUSED = 'refused.'

export const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10)

export const usageKey = (tenant: TenantId, day: string): Key => ({ pk: `${tenant}|${USAGE_PARTITION}`, sk: day })

export const usedMore = ({ counts, refused }: DayCounts, last: number): Increase => ({
  by: {
    ...counts,
    ...Object.fromEntries(Object.entries(refused).map(([reason, count]) => [`${REFUSED}${reason}`, count])),
  },
  set: { last },
})

export function fromUsageItem(item: Item): UsageItem {
  const counts: Counts = {}
  const refused: Refusals = {}
  for (const name of COUNTS) {
    const count = item[name]
    if (typeof count === 'number') counts[name] = count
  }
  // An item has its attributes in any order.
  for (const name of Object.keys(item).toSorted()) {
    const count = item[name]
    if (name.startsWith(REFUSED) && typeof count === 'number') refused[name.slice(REFUSED.length)] = count
  }
  // A query that begins before anything else of its day is counted by a condition, which sets no time.
  const last = typeof item.last === 'number' ? item.last : Date.parse(item.sk)
  return { day: item.sk, counts, refused, last }
}

/** From one day to another, both included. */
export const usageRange = (tenant: TenantId, from: string, to: string): Range => ({
  pk: `${tenant}|${USAGE_PARTITION}`,
  from,
  to,
  ascending: true,
  limit: 400,
})
