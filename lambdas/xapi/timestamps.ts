/**
 * Timestamps and durations of statements (1.0.3 Data 4.5, 4.6; 2.0 4.2.7), as texts: digits past the millisecond are
 * kept, never rounded.
 */
import type { Version } from './statement.ts'

const EXTENDED = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?(Z|[+-]\d\d(?::?\d\d)?)?$/i
const BASIC = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(?:(\d\d)(?:[.,](\d+))?)?(Z|[+-]\d\d(?::?\d\d)?)?$/i
const RFC_3339 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/i
const CANONICAL = /T\d\d:\d\d:\d\d\.\d{3,}Z$/
const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** An instant: its minute as milliseconds since 1970, its second (00-60) and the digits of the fraction. */
type Instant = { minute: number; second: string; fraction: string }

/**
 * Reads a timestamp. 1.0.3: ISO 8601 date and time, extended or basic, no zone meaning UTC; 2.0: RFC 3339. Impossible
 * dates, hour 24 and the offsets -00, -0000, -00:00 are no timestamps.
 */
function readInstant(text: string, version: Version): Instant | undefined {
  const parts = version === '2.0.0' ? RFC_3339.exec(text) : (EXTENDED.exec(text) ?? BASIC.exec(text))
  if (!parts) return undefined
  const [, year = '', month = '', day = '', hour = '', minutes = '', second = '00', fraction = '', zone = 'Z'] = parts
  if (!isDate(+year, +month, +day) || +hour > 23 || +minutes > 59 || +second > 60) return undefined
  const offset = offsetMinutes(zone)
  if (offset === undefined) return undefined
  const minute = Date.parse(`${year}-${month}-${day}T${hour}:${minutes}:00Z`) - offset * 60_000
  if (minute < FIRST_MINUTE || minute > LAST_MINUTE) return undefined
  if (second === '60' && new Date(minute).toISOString().slice(11, 16) !== '23:59') return undefined
  return { minute, second, fraction }
}

// Beyond these an offset would push the year past four digits.
const FIRST_MINUTE = Date.parse('0000-01-01T00:00:00Z')
const LAST_MINUTE = Date.parse('9999-12-31T23:59:00Z')

function isDate(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1 || day > (DAYS[month - 1] ?? 0)) return false
  return month !== 2 || day < 29 || (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0))
}

function offsetMinutes(zone: string): number | undefined {
  if (zone === 'Z' || zone === 'z') return 0
  const hours = +zone.slice(1, 3)
  const minutes = zone.length > 3 ? +zone.slice(-2) : 0
  if (hours > 23 || minutes > 59) return undefined
  const offset = hours * 60 + minutes
  if (zone[0] === '+') return offset
  return offset === 0 ? undefined : -offset
}

// What nearly every sender writes, on a day that every month has: accepted without reading a number.
const USUAL = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?Z$/

export const isTimestamp = (text: string, version: Version): boolean =>
  USUAL.test(text) || readInstant(text, version) !== undefined

/** `YYYY-MM-DDTHH:mm:ss.sss…Z` of a valid timestamp; the same text if it has that form already. */
export function toUtc(text: string, version: Version): string {
  if (CANONICAL.test(text) && text[4] === '-') return text
  const instant = readInstant(text, version)
  if (!instant) throw new RangeError('not a timestamp')
  const minute = new Date(instant.minute).toISOString().slice(0, 17)
  return `${minute}${instant.second}.${instant.fraction.padEnd(3, '0')}Z`
}

/** Milliseconds since 1970 of a timestamp, cut (not rounded) to whole ones; undefined when the text is not one. */
export function toMilliseconds(text: string, version: Version): number | undefined {
  const instant = readInstant(text, version)
  return instant && instant.minute + +instant.second * 1000 + +instant.fraction.slice(0, 3).padEnd(3, '0')
}

/** A duration without the digits past 0.01 s, which comparisons ignore (1.0.3 Data 4.6; 2.0 4.2.7). Cut, not rounded. */
export function comparableDuration(text: string): string {
  const point = Math.max(text.lastIndexOf('.'), text.lastIndexOf(','))
  if (point < 0 || !text.endsWith('S')) return text
  const kept = withoutTrailingZeros(text.slice(point + 1, Math.min(point + 3, text.length - 1)))
  return kept === '' ? `${text.slice(0, point)}S` : `${text.slice(0, point)}.${kept}S`
}

/** From the end, since `/0+$/` would go through every run of zeros again from each of its zeros. */
export function withoutTrailingZeros(digits: string): string {
  let end = digits.length
  while (digits[end - 1] === '0') end--
  return digits.slice(0, end)
}
