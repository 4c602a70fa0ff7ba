/** Times as senders write them (ISO 8601, both forms: xAPI 1.0.3 Data 4.5, 4.6) as the numbers that SQL compares. */

const DATE = /^(\d{4})-?(\d\d)-?(\d\d)/
const TIME = /^[Tt ](\d\d)(?::?(\d\d)(?::?(\d\d)(?:[.,](\d+))?)?)?/
const ZONE = /^([+-])(\d\d)(?::?(\d\d))?$/
const DURATION =
  /^P(?:([\d.,]+)Y)?(?:([\d.,]+)M)?(?:([\d.,]+)W)?(?:([\d.,]+)D)?(?:T(?:([\d.,]+)H)?(?:([\d.,]+)M)?(?:([\d.,]+)S)?)?$/

const DAY = 86_400
/** Seconds of a year, month, week, day, hour, minute, second. The standard gives the first two no length; this is ours. */
const UNITS = [365 * DAY, 30 * DAY, 7 * DAY, DAY, 3600, 60, 1]

/** Milliseconds since 1970, what is finer cut off; a time without a zone is UTC. NULL when it cannot be understood. */
export function timestampMs(text: string | undefined): number | null {
  const date = text?.match(DATE)
  if (!text || !date) return null
  const rest = text.slice(date[0].length)
  const time = rest.match(TIME)
  const offset = zoneMinutes(rest.slice(time?.[0].length ?? 0))
  if (offset === null) return null
  const [, hours = '0', minutes = '0', seconds = '0', fraction = ''] = time ?? []
  const day = utcDay(Number(date[1]), Number(date[2]), Number(date[3]))
  const ms = Number(fraction.padEnd(3, '0').slice(0, 3))
  return day + ((Number(hours) * 60 + Number(minutes) - offset) * 60 + Number(seconds)) * 1000 + ms
}

/** `Date.UTC` takes the years 0 to 99 for 1900 to 1999. */
const utcDay = (year: number, month: number, day: number) => new Date(0).setUTCFullYear(year, month - 1, day)

function zoneMinutes(text: string): number | null {
  if (text === '' || text === 'Z' || text === 'z') return 0
  const zone = text.match(ZONE)
  if (!zone) return null
  const minutes = Number(zone[2]) * 60 + Number(zone[3] ?? 0)
  return zone[1] === '-' ? -minutes : minutes
}

/** Seconds of a duration, or NULL when it cannot be understood. */
export function durationSeconds(text: string | undefined): number | null {
  const parts = text?.match(DURATION)?.slice(1)
  if (!parts?.some((part) => part !== undefined)) return null
  const seconds = parts.reduce((sum, part, i) => sum + Number((part ?? '0').replace(',', '.')) * (UNITS[i] ?? 0), 0)
  return Number.isFinite(seconds) ? seconds : null
}
