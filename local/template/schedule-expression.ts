/**
 * When a rule of EventBridge is due: `rate(5 minutes)`, or `cron(minutes hours day-of-month month day-of-week year)` in
 * UTC. What this does not understand it refuses, for a rule that never runs looks like one that has nothing to do.
 */

/** @param last when it ran last; at first, when the rule was made */
export type Due = (last: Date) => Date | undefined

const UNITS: { [unit: string]: number } = { minute: 60_000, hour: 3_600_000, day: 86_400_000 }
const DAY_MS = 86_400_000
/** From one 29th of February to the next over a year like 2100 that has none. */
const LONGEST_DAYS = 8 * 366

/** @returns undefined when the expression is none that is known here */
export function readSchedule(expression: string): Due | undefined {
  const [, kind, inner = ''] = /^(rate|cron)\((.*)\)$/.exec(expression) ?? []
  if (kind === undefined) return undefined
  return kind === 'rate' ? readRate(inner) : readCron(inner)
}

function readRate(text: string): Due | undefined {
  const [, count = '', unit = '', plural = ''] = /^([1-9]\d*) (minute|hour|day)(s?)$/.exec(text) ?? []
  const unitMs = UNITS[unit]
  // EventBridge refuses `rate(1 minutes)` and `rate(5 minute)`.
  if (unitMs === undefined || (count === '1') === (plural === 's')) return undefined
  return (last) => new Date(last.getTime() + Number(count) * unitMs)
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']

/** Least and greatest value, and the names that stand for values from the least on. */
type Field = readonly [least: number, most: number, names?: readonly string[]]
const FIELDS: readonly Field[] = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12, MONTHS],
  [1, 7, DAYS],
  [1970, 2199],
]

function readCron(text: string): Due | undefined {
  const parts = text.split(' ')
  // Either the day of the month or the day of the week is `?`: EventBridge refuses anything else.
  if (parts.length !== FIELDS.length || (parts[2] === '?') === (parts[4] === '?')) return undefined
  const sets = FIELDS.map((field, i) => readField(parts[i] ?? '', field, i === 2 || i === 4))
  const [minutes, hours, days, months, weekdays, years] = sets
  if (!minutes || !hours || !days || !months || !weekdays || !years) return undefined
  const isDay = (date: Date) =>
    days.has(date.getUTCDate()) &&
    months.has(date.getUTCMonth() + 1) &&
    weekdays.has(date.getUTCDay() + 1) &&
    years.has(date.getUTCFullYear())
  return (last) => {
    const midnight = Math.floor(last.getTime() / DAY_MS) * DAY_MS
    for (let n = 0; n <= LONGEST_DAYS; n++) {
      const day = midnight + n * DAY_MS
      if (!isDay(new Date(day))) continue
      const times = [...hours].flatMap((hour) => [...minutes].map((minute) => day + hour * 3_600_000 + minute * 60_000))
      const next = times.toSorted((a, b) => a - b).find((time) => time > last.getTime())
      if (next !== undefined) return new Date(next)
    }
    return undefined
  }
}

/** The values that a field allows; undefined for what is not known here, such as `L`, `W` and `#`. */
function readField(text: string, [least, most, names = []]: Field, mayBeAny: boolean): Set<number> | undefined {
  const values = new Set<number>()
  const numberOf = (word: string) => (names.includes(word) ? names.indexOf(word) + least : Number(word || Number.NaN))
  for (const part of text.split(',')) {
    const [range = '', step = '1', ...more] = part.split('/')
    const isAny = range === '*' || (range === '?' && mayBeAny)
    const [from = '', to, ...rest] = isAny ? [String(least), String(most)] : range.split('-')
    const first = numberOf(from)
    const last = to === undefined ? (part.includes('/') ? most : first) : numberOf(to)
    const isSound =
      [first, last, Number(step)].every(Number.isInteger) && first >= least && last <= most && first <= last
    if (!isSound || Number(step) < 1 || more.length > 0 || rest.length > 0) return undefined
    for (let value = first; value <= last; value += Number(step)) values.add(value)
  }
  return values
}
