/** Days of usage: each day of a span, also those on which nothing was counted, and their sums. Pure. */
import type { DayUsage, Quotas } from '../../api/admin-api.ts'

const DAY_MS = 86_400_000

export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

/** So many days, today (UTC) the last. */
export const spanUntil = (now: number, days: number) => ({ from: dayOf(now - (days - 1) * DAY_MS), to: dayOf(now) })

export function eachDay(items: readonly DayUsage[], { from, to }: { from: string; to: string }): DayUsage[] {
  const counted = new Map(items.map((item) => [item.day, item]))
  const days: DayUsage[] = []
  for (let at = Date.parse(from); at <= Date.parse(to); at += DAY_MS) {
    const day = dayOf(at)
    days.push(counted.get(day) ?? { day, requests: 0, refused: {}, statements: 0, dollars: 0 })
  }
  return days
}

type NumberName = {
  [name in keyof DayUsage]-?: NonNullable<DayUsage[name]> extends number ? name : never
}[keyof DayUsage]

export const sumOf = (days: readonly DayUsage[], name: NumberName): number =>
  days.reduce((sum, day) => sum + (day[name] ?? 0), 0)

export const refusedOn = ({ refused }: DayUsage): number =>
  Object.values(refused).reduce((sum, count) => sum + count, 0)

/** By reason, the most frequent first. */
export function refusals(days: readonly DayUsage[]): [reason: string, count: number][] {
  const sums = new Map<string, number>()
  for (const { refused } of days)
    for (const [reason, count] of Object.entries(refused)) sums.set(reason, (sums.get(reason) ?? 0) + count)
  return [...sums].sort(([a, some], [b, others]) => others - some || (a < b ? -1 : 1))
}

export const QUOTAS = [
  'requestsPerSecond',
  'statementsPerSecond',
  'storedBytes',
  'queriesPerDay',
  'scannedBytesPerDay',
] as const satisfies readonly (keyof Quotas)[]
export type QuotaName = (typeof QUOTAS)[number]

/** Those that are counted in octets, which people say in MB. */
export const isOfBytes = (name: QuotaName): boolean => name === 'storedBytes' || name === 'scannedBytesPerDay'

/**
 * What is used of a quota, in its unit: of a rate the mean of the busiest day, since nobody counts by the second; of what
 * is stored all that was counted; else what today has.
 */
export function usedOf(name: QuotaName, days: readonly DayUsage[]): number {
  const today = days.at(-1)
  const busiest = (of: (day: DayUsage) => number) => Math.max(0, ...days.map(of)) / 86_400
  if (name === 'requestsPerSecond') return busiest(({ requests }) => requests)
  if (name === 'statementsPerSecond') return busiest(({ statements }) => statements)
  if (name === 'storedBytes') return sumOf(days, 'bytesStored')
  return (name === 'queriesPerDay' ? today?.queries : today?.scannedBytes) ?? 0
}

export type QuotaTexts = { [name in QuotaName]: string }

const MB = 1_000_000
const MOST = 1e15

export const quotaTexts = (quotas: Quotas): QuotaTexts => {
  const text = (name: QuotaName) => {
    const limit = quotas[name]
    return limit === undefined ? '' : String(isOfBytes(name) ? limit / MB : limit)
  }
  return {
    requestsPerSecond: text('requestsPerSecond'),
    statementsPerSecond: text('statementsPerSecond'),
    storedBytes: text('storedBytes'),
    queriesPerDay: text('queriesPerDay'),
    scannedBytesPerDay: text('scannedBytesPerDay'),
  }
}

/** Undefined where it is no limit that the API takes; null for none. */
export function limitIn(name: QuotaName, text: string): number | null | undefined {
  if (text.trim() === '') return null
  // Octets have six decimals in MB, and every number that the API takes is exact.
  const shape = isOfBytes(name) ? /^\d+(\.\d{1,6})?$/ : /^\d+$/
  if (!shape.test(text.trim())) return undefined
  const limit = Math.round(Number(text) * (isOfBytes(name) ? MB : 1))
  return limit <= MOST ? limit : undefined
}

/** Of texts that are all limits or empty. */
export function quotasIn(texts: QuotaTexts): Quotas {
  const quotas: Quotas = {}
  for (const name of QUOTAS) {
    const limit = limitIn(name, texts[name])
    if (limit !== null && limit !== undefined) quotas[name] = limit
  }
  return quotas
}
