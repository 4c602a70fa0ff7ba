/** The time that results are asked of, as the address says it. Pure. */
import { type Days, daysBetween, daysUntil, lastWeek, todayHere, todayInUtc } from '../../parts/periods.ts'
import type { Search } from './search.ts'

export const isBetween = ({ from, to }: Search): boolean => from !== undefined || to !== undefined

/** Days of whoever looks; days of storing are of UTC, as the lake and the dashboards have them. Nothing where any time is asked for. */
export function daysIn(search: Search): Days | undefined {
  const today = search.by === 'stored' ? todayInUtc() : todayHere()
  if (isBetween(search)) return daysBetween(search, today)
  if (search.within === undefined) return undefined
  return search.within === 'last-week' ? lastWeek(today) : daysUntil(today, Number(search.within))
}

export type Window = { since: number; before: number }

export function windowOf(search: Search): Window | undefined {
  const days = daysIn(search)
  if (days === undefined) return undefined
  const zone = search.by === 'stored' ? 'Z' : ''
  const [since, before] = [new Date(`${days.from}T00:00:00${zone}`), new Date(`${days.to}T00:00:00${zone}`)]
  // The day after, however long the last one is.
  if (zone === 'Z') before.setUTCDate(before.getUTCDate() + 1)
  else before.setDate(before.getDate() + 1)
  return { since: since.getTime(), before: before.getTime() }
}
