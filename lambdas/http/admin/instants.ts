/** Instants of bodies: RFC 3339 there, milliseconds within. */
import { Problem } from './problem.ts'

const broken = (pointer: string, rule: string) =>
  new Problem('invalid', `The body: ${pointer} ${rule}.`, { violations: [{ pointer, rule, found: 'a string' }] })

/** @throws Problem for one that is well formed and does not exist, such as a thirtieth of February */
export function toInstant(pointer: string, text: string): number {
  const instant = Date.parse(text)
  if (Number.isNaN(instant)) throw broken(pointer, 'must be a date and time that exists')
  return instant
}

/** @throws Problem for one that is over */
export function later(instant: number, now: number, pointer: string): number {
  if (instant <= now) throw broken(pointer, 'must be later than now')
  return instant
}

export const textOfInstant = (instant: number): string => new Date(instant).toISOString()
