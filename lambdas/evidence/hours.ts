/** Hours as digests are called: `2026-11-21T09`, in UTC, the hour a record was stored. */

export const HOUR_MS = 3_600_000

const HOUR = /^\d{4}-\d{2}-\d{2}T\d{2}$/

export const hourAt = (ms: number): string => new Date(ms).toISOString().slice(0, 13)

export const startOfHour = (hour: string): number => Date.parse(`${hour}:00:00.000Z`)
/** The first instant that is no more of it. */
export const endOfHour = (hour: string): number => startOfHour(hour) + HOUR_MS

export const hourAfter = (hour: string): string => hourAt(endOfHour(hour))
export const hourBefore = (hour: string): string => hourAt(startOfHour(hour) - HOUR_MS)

export const isHour = (text: string): boolean =>
  HOUR.test(text) && !Number.isNaN(startOfHour(text)) && hourAt(startOfHour(text)) === text

/** From the first to the last one, both included. */
export function* hoursFrom(first: string, last: string): Generator<string> {
  for (let hour = first; hour <= last; hour = hourAfter(hour)) yield hour
}
