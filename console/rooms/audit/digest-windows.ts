/** The hours of a period, in windows of what one answer may have, the newest first. Pure. */

/** Both included, as the API has them: `2026-11-21T09`. */
export type HourWindow = { from: string; to: string }

const HOUR_MS = 3_600_000
const MOST_HOURS = 200

const hourOf = (ms: number) => new Date(ms).toISOString().slice(0, 13)
const startOf = (hour: string) => Date.parse(`${hour}:00:00Z`)

/** The last hours of a period. */
export function newestWindow({ from, to }: HourWindow): HourWindow {
  const start = hourOf(startOf(to) - (MOST_HOURS - 1) * HOUR_MS)
  return { from: start > from ? start : from, to }
}

/** What comes before a window; nothing where the period begins with it. */
export const windowBefore = (period: HourWindow, { from }: HourWindow): HourWindow | undefined =>
  from <= period.from ? undefined : newestWindow({ from: period.from, to: hourOf(startOf(from) - HOUR_MS) })
