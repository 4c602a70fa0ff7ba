/**
 * Batch ids and statement sequences: the order of everything stored. A batch id is 12 hex digits of milliseconds, 4 of a
 * counter of the container, 8 of the container's id; a statement's sequence is its batch's id and 4 digits of its position.
 * Compared as text they are in the order of `stored`; two containers can never make the same one.
 */
export type BatchId = string & { readonly BatchId: unique symbol }

const MS_DIGITS = 12
const COUNTER_DIGITS = 4
const BATCH_DIGITS = MS_DIGITS + COUNTER_DIGITS + 8
const POSITION_DIGITS = 4

const BATCH_ID = /^[0-9a-f]{24}$/

const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0')

/** Partitions of a tenant's hour, so that no hour is one hot key. */
export const SPREADS = 8

/** Where the counter is used up, the next millisecond begins early. A clock that was set back makes one millisecond last. */
const LARGEST_COUNTER = 0xffff

/** `ahead`: milliseconds after now. */
export type Sequence = { next(ahead?: number): BatchId }

/** @param container 8 hex digits, unique to the container; @param now milliseconds since 1970 */
export function createSequence(container: string, now: () => number): Sequence {
  let last = 0
  // It goes on from one millisecond to the next, and begins differently in each container: requests come one at a time
  // to a container, so a counter that began at 0 in each millisecond would put all of them into one partition.
  let counter = Number.parseInt(container.slice(-1), 16)
  return {
    next(ahead = 0) {
      const ms = Math.max(Math.ceil(now() + ahead), counter < LARGEST_COUNTER ? last : last + 1)
      counter = ms === last ? counter + 1 : (counter + 1) % SPREADS
      last = ms
      return `${hex(ms, MS_DIGITS)}${hex(counter, COUNTER_DIGITS)}${container}` as BatchId
    },
  }
}

export const isBatchId = (text: string): text is BatchId => BATCH_ID.test(text)

/** Milliseconds since 1970 of a batch id or a statement's sequence. */
export const msOf = (sequence: string) => Number.parseInt(sequence.slice(0, MS_DIGITS), 16)
/** The same as the text that statements get as `stored`. */
export const storedOf = (sequence: string) => new Date(msOf(sequence)).toISOString()

/** The lowest text that sorts after everything stamped in or before `ms`. */
export const afterMs = (ms: number) => hex(Math.floor(ms) + 1, MS_DIGITS)
/** The lowest text of what is stamped in `ms`. */
export const fromMs = (ms: number) => hex(Math.floor(ms), MS_DIGITS)

export const statementSequence = (batchId: BatchId, position: number) => `${batchId}${hex(position, POSITION_DIGITS)}`
export const batchIdOf = (sequence: string) => sequence.slice(0, BATCH_DIGITS) as BatchId
export const positionOf = (sequence: string) =>
  Number.parseInt(sequence.slice(BATCH_DIGITS, BATCH_DIGITS + POSITION_DIGITS), 16)

/** The hour of a batch (`2026-11-21T09`), and its partition in it. */
export const hourOf = (batchId: string) => storedOf(batchId).slice(0, 13)
export const spreadOf = (batchId: string) =>
  String(Number.parseInt(batchId.charAt(MS_DIGITS + COUNTER_DIGITS - 1), 16) % SPREADS)
