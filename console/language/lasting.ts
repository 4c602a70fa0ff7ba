/** How long something took, as people say it: `2 min`, `1 h 5 min`. */
import type { Language } from './language.ts'

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const

export function lastingSeconds(seconds: number, language: Language): string {
  const first = UNITS.findIndex(([, size]) => seconds >= size)
  const shown = UNITS.slice(first === -1 ? UNITS.length - 1 : first).slice(0, 2)
  const last = shown.at(-1)?.[1] ?? 1
  let left = Math.round(seconds / last) * last
  const parts = shown.flatMap(([unit, size]) => {
    const count = Math.floor(left / size)
    left -= count * size
    const text = new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short' }).format(count)
    return count === 0 && shown.length > 1 ? [] : [text]
  })
  return parts.join(' ')
}
