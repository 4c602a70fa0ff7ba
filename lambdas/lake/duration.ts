/** Durations as senders write them (ISO 8601; xAPI 1.0.3 Data 4.6), turned into numbers that SQL can add up. */

const DURATION =
  /^P(?:([\d.,]+)Y)?(?:([\d.,]+)M)?(?:([\d.,]+)W)?(?:([\d.,]+)D)?(?:T(?:([\d.,]+)H)?(?:([\d.,]+)M)?(?:([\d.,]+)S)?)?$/

const DAY = 86_400
/** Seconds of a year, month, week, day, hour, minute, second. The standard gives the first two no length; this is ours. */
const UNITS = [365 * DAY, 30 * DAY, 7 * DAY, DAY, 3600, 60, 1]

/** Seconds of a duration; NULL when it is not one. */
export function durationSeconds(text: string | undefined): number | null {
  const parts = text?.match(DURATION)?.slice(1)
  if (!parts?.some((part) => part !== undefined)) return null
  const seconds = parts.reduce((sum, part, i) => sum + Number((part ?? '0').replace(',', '.')) * (UNITS[i] ?? 0), 0)
  return Number.isFinite(seconds) ? seconds : null
}
