/** How long something is kept: whole years, months and days of the calendar (ISO 8601), counted in UTC days. */

const PERIOD = /^P(?:(\d{1,3})Y)?(?:(\d{1,4})M)?(?:(\d{1,5})D)?$/
const DAY_MS = 86_400_000

export const dayOf = (ms: number): number => Math.floor(ms / DAY_MS)
/** `2028-10-03`. */
export const textOfDay = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, -14)

/**
 * The last day on which something is kept, in days since 1970. A month that lacks the day ends the period with its own
 * last day.
 */
export function lastDayOf(start: number, period: string): number {
  const [, years = '0', months = '0', days = '0'] = PERIOD.exec(period) ?? []
  const from = new Date(start)
  const month = from.getUTCFullYear() * 12 + from.getUTCMonth() + Number(years) * 12 + Number(months)
  const last = new Date(0).setUTCFullYear(Math.floor(month / 12), (month % 12) + 1, 0)
  const date = Math.min(from.getUTCDate(), new Date(last).getUTCDate())
  return dayOf(new Date(0).setUTCFullYear(Math.floor(month / 12), month % 12, date)) + Number(days)
}
