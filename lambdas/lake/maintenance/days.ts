/** Days as the lake's folders are called: `2026-11-21`, in UTC, the day a statement was stored. */

const DAY_MS = 86_400_000

export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

/** @returns undefined where the text is no day of the calendar */
export function parseDay(text: string): string | undefined {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  return Number.isNaN(ms) || dayOf(ms) !== text ? undefined : text
}

export const startOfDay = (day: string): number => Date.parse(`${day}T00:00:00Z`)
/** The last millisecond of it. */
export const endOfDay = (day: string): number => startOfDay(day) + DAY_MS - 1

/** All days from the first to the last one, both included. */
export function* daysFrom(first: string, last: string): Generator<string> {
  for (let ms = startOfDay(first); ms <= startOfDay(last); ms += DAY_MS) yield dayOf(ms)
}
