/** Numbers and times as the language has them, in the zone of whoever looks. */
import { type Language, useLanguage } from './language.ts'

export const timeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone

const LOCALES: { [language in Language]: string } = { en: 'en-GB', de: 'de-DE' }

export type Formats = {
  /** `2 Nov 2026, 14:03:22` */
  instant(text: string): string
  /** `14:03:22`, of today; else the day as well */
  moment(text: string): string
  day(text: string): string
  /** `2 Nov 2026, 14:00–15:00`, of an hour's begin */
  hour(text: string): string
  number(value: number, options?: Intl.NumberFormatOptions): string
  percent(share: number): string
  /** `512 kB`: decimal, as storage is sold */
  bytes(value: number): string
  dollars(value: number): string
  /** `3 minutes ago` */
  ago(text: string, now?: number): string
}

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
]
const BYTES = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte', 'petabyte']

/** What `Intl` makes is dear, and a list shows it hundreds of times in a second: each is made once. */
function kept<Key, Made>(make: (key: Key) => Made): (key: Key) => Made {
  const made = new Map<Key, Made>()
  return (key) => {
    const one = made.get(key) ?? make(key)
    made.set(key, one)
    return one
  }
}

const formatsOf = kept((language: Language): Formats => {
  const locale = LOCALES[language]
  const instant = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' })
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' })
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' })
  const minute = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' })
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const numbers = kept((options: string) => new Intl.NumberFormat(locale, JSON.parse(options)))
  const number = (value: number, options: Intl.NumberFormatOptions = {}) =>
    numbers(JSON.stringify(options)).format(value)
  // What is no instant is shown as it is: it came from somewhere, and somebody should see it.
  const shown = (format: Intl.DateTimeFormat, text: string) => {
    const date = new Date(text)
    return Number.isNaN(date.getTime()) ? text : format.format(date)
  }
  return {
    instant: (text) => shown(instant, text),
    moment: (text) => shown(new Date(text).toDateString() === new Date().toDateString() ? time : instant, text),
    // A day without a time is a day everywhere: noon keeps it within every zone but two.
    day: (text) => shown(day, /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T12:00:00` : text),
    hour: (text) => {
      const begin = new Date(text).getTime()
      return Number.isNaN(begin) ? text : minute.formatRange(begin, begin + 3_600_000)
    },
    number,
    percent: (share) => number(share, { style: 'percent', maximumFractionDigits: 1 }),
    bytes: (value) => {
      const step = Math.min(BYTES.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, value)) / 3)))
      const unit = BYTES[step] ?? 'byte'
      return number(value / 1000 ** step, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 })
    },
    dollars: (value) => number(value, { style: 'currency', currency: 'USD', maximumSignificantDigits: 3 }),
    ago: (text, now = Date.now()) => {
      const difference = new Date(text).getTime() - now
      const [unit, size] = UNITS.find(([, one]) => Math.abs(difference) >= one) ?? ['second', 1_000]
      return relative.format(Math.round(difference / size), unit)
    },
  }
})

export const useFormats = (): Formats => formatsOf(useLanguage())
