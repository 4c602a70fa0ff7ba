/** Numbers with their units, as people write them. */

const shares = new Intl.NumberFormat('en-US', { style: 'percent', maximumFractionDigits: 1 })
const numbers = [0, 1, 2].map((digits) => new Intl.NumberFormat('en-US', { maximumFractionDigits: digits }))

const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 3 })

/** A share as a percentage, other numbers with three digits, or all those before the point; millions in short. */
export function inUnits(value: number, unit: string): string {
  if (unit === 'share') return shares.format(value)
  const size = Math.abs(value)
  if (size >= 1e6) return compact.format(value)
  return inWords(value, size >= 100 ? 0 : size >= 10 ? 1 : 2)
}

export const inWords = (value: number, digits = 0) => (numbers[digits] ?? numbers[0])?.format(value) ?? String(value)

/** What an axis is called: a share is told as a percentage, and a unit that is the name itself is not told twice. */
export function axisName(name: string, unit: string): string {
  if (unit === 'share') return `${name} (%)`
  return unit === '' || unit === name ? name : `${name} (${unit})`
}
