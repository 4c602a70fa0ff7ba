/** The days that usage is asked of. */
import { dayOf } from './usage-item.ts'

const DAY_MS = 86_400_000
const DAYS = 30
/** In one answer. */
export const MOST_DAYS = 400

/** @returns undefined where they are no days, or too many; the last thirty where nothing is said */
export function daysUntil(now: number, first?: string, last?: string): { from: string; to: string } | undefined {
  const to = Date.parse(last ?? dayOf(now))
  const from = first === undefined ? to - DAYS * DAY_MS : Date.parse(first)
  const isGood = from <= to && to - from <= MOST_DAYS * DAY_MS
  return isGood ? { from: dayOf(from), to: dayOf(to) } : undefined
}
