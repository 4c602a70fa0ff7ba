/** Periods of days that views offer: the last days, the last whole week, or two days of somebody's own. Pure. */
import { type RawSearch, textIn } from '../shell/search.ts'

/** Both included: `2026-11-16`. */
export type Days = { from: string; to: string }

const DAY_MS = 86_400_000
const startOf = (day: string) => Date.parse(`${day}T00:00:00Z`)
const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10)

/** As many days as there are, with the last one. */
export const daysUntil = (last: string, count: number): Days => ({
  from: dayOf(startOf(last) - (count - 1) * DAY_MS),
  to: last,
})

/** From Monday to Sunday, the last that is over. */
export function lastWeek(today: string): Days {
  const sunday = startOf(today) - (((new Date(startOf(today)).getUTCDay() + 6) % 7) + 1) * DAY_MS
  return daysUntil(dayOf(sunday), 7)
}

/** What somebody wrote, in its order: until today where there is no end, and a month where there is no beginning. */
export function daysBetween({ from, to }: { from?: string | undefined; to?: string | undefined }, today: string): Days {
  const end = to ?? today
  const start = from ?? daysUntil(end, 30).from
  return start <= end ? { from: start, to: end } : { from: end, to: start }
}

/** A day that exists. */
export function dayIn(raw: RawSearch, name: string): string | undefined {
  const text = textIn(raw, name) ?? ''
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(startOf(text)) && dayOf(startOf(text)) === text
  return isDay ? text : undefined
}

/** Today where the lake is: UTC. */
export const todayInUtc = (now = Date.now()): string => dayOf(now)
/** Today in the zone of whoever looks. */
export const todayHere = (now = Date.now()): string => dayOf(now - new Date(now).getTimezoneOffset() * 60_000)
