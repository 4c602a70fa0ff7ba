/**
 * `sq`, the order of everything stored: 12 hex digits of milliseconds, 4 of a per-container counter, 8 of the
 * container's id, and for one statement 4 more of its position in the batch. Compared as text it is the order of
 * `stored`, with a stable tiebreak; two containers can never make the same one.
 */
export type BatchId = string & { readonly BatchId: unique symbol }

const MS_DIGITS = 12
const COUNTER_DIGITS = 4
const BATCH_DIGITS = MS_DIGITS + COUNTER_DIGITS + 8
const POSITION_DIGITS = 4

const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0')

/** A clock that was set back makes one millisecond last. */
const MOST_PER_MS = 0xffff

/** `ahead`: milliseconds after now. */
export type Sequence = { next(ahead?: number): BatchId }

/** @param container 8 hex digits, unique to the container; @param now milliseconds since 1970 */
export function createSequence(container: string, now: () => number): Sequence {
  let last = 0
  let counter = 0
  return {
    next(ahead = 0) {
      const ms = Math.max(Math.ceil(now() + ahead), counter < MOST_PER_MS ? last : last + 1)
      counter = ms === last ? counter + 1 : 0
      last = ms
      return `${hex(ms, MS_DIGITS)}${hex(counter, COUNTER_DIGITS)}${container}` as BatchId
    },
  }
}

export const msOf = (sq: string) => Number.parseInt(sq.slice(0, MS_DIGITS), 16)
export const storedOf = (sq: string) => new Date(msOf(sq)).toISOString()

/** The lowest text that sorts after everything stamped in or before `ms`. */
export const afterMs = (ms: number) => hex(Math.floor(ms) + 1, MS_DIGITS)
export const fromMs = (ms: number) => hex(Math.floor(ms), MS_DIGITS)

/** `sq` of one statement: its batch's, then its position. */
export const statementSequence = (batch: BatchId, position: number) => `${batch}${hex(position, POSITION_DIGITS)}`
export const batchIdOf = (sq: string) => sq.slice(0, BATCH_DIGITS) as BatchId
export const positionOf = (sq: string) => Number.parseInt(sq.slice(BATCH_DIGITS, BATCH_DIGITS + POSITION_DIGITS), 16)

/** The hour of a batch (`2026-11-21T09`), and one of 8 partitions in it, so that no hour of a tenant is one hot key. */
export const hourOf = (sq: string) => storedOf(sq).slice(0, 13)
export const spreadOf = (sq: string) => String(Number.parseInt(sq.charAt(MS_DIGITS + COUNTER_DIGITS - 1), 16) % 8)
