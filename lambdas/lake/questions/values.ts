/** The values of a question's parameters, as a caller gives them, in the order of the question marks. */
import type { SqlValue } from '../sql.ts'
import type { Parameter, Question } from './question.ts'

/** `must` is the end of a sentence. */
export type WrongValue = { name: string; must: string; found: unknown }

/** The tenant is not the caller's to choose. */
export const TENANT_PARAMETER = 'tenant'

export type GivenValues = { [name: string]: string | number }

/** @returns the values, or what is wrong with those given */
export function questionValues(
  { parameters }: Question,
  tenant: string,
  given: GivenValues,
): { values: SqlValue[]; wrong: WrongValue[] } {
  const own = parameters.filter(({ name }) => name !== TENANT_PARAMETER)
  const known = new Set(own.map(({ name }) => name))
  const wrong: WrongValue[] = Object.keys(given)
    .filter((name) => !known.has(name))
    .map((name) => ({ name, must: `is not one of ${[...known].join(', ')}`, found: given[name] }))
  for (const { name, type, default: other } of own) {
    const value = Object.hasOwn(given, name) ? given[name] : other
    const must = value === undefined ? 'is required' : RULES[type](value)
    if (must !== undefined) wrong.push({ name, must, found: value })
  }
  const values = parameters.map(({ name, default: other }) =>
    name === TENANT_PARAMETER ? tenant : ((Object.hasOwn(given, name) ? given[name] : other) ?? null),
  )
  return { values, wrong }
}

/** What the value must be, where it is not. */
const RULES: { [type in Parameter['type']]: (value: string | number) => string | undefined } = {
  text: (value) => (typeof value === 'string' ? undefined : 'must be a text'),
  words: (value) => (typeof value === 'string' ? undefined : 'must be words with a space between them'),
  date: (value) => (isDay(value) ? undefined : 'must be a day such as 2026-11-21'),
  integer: (value) => (Number.isSafeInteger(value) ? undefined : 'must be a whole number'),
  number: (value) => (Number.isFinite(value) ? undefined : 'must be a number'),
}

function isDay(value: string | number): boolean {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value)) return false
  const day = new Date(`${value}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value)
}
