/**
 * How long a large request takes to write. Its commit must start within the life of its stamp, and thousands of rows
 * take longer than that, so such a request is stamped ahead: for when it will be done, as far as this container knows.
 */
import { MOST_AHEAD_MS, STAMP_LIFE_MS } from '../batch/consistent-through.ts'

/** Requests with fewer rows are done in a fraction of a stamp's life. */
const LARGE = 500
/** Of a container that has not written a large request yet, in milliseconds. */
const FIRST_MS_PER_ROW = 0.8
const MARGIN = 1.5

export type WriteTimeEstimate = {
  /** How far ahead to stamp (ms). @param before how long the attempt before took, if there was one */
  ahead(rows: number, before: number): number
  /** Takes in how long the rows of an attempt took to write. */
  observe(rows: number, ms: number): void
}

export function createWriteTimeEstimate(): WriteTimeEstimate {
  let msPerRow = FIRST_MS_PER_ROW
  return {
    ahead(rows, before) {
      const expected = rows < LARGE ? 0 : rows * msPerRow * MARGIN
      const needed = Math.max(expected, before * MARGIN) - STAMP_LIFE_MS / 2
      return Math.min(Math.max(needed, 0), MOST_AHEAD_MS)
    },
    observe(rows, ms) {
      if (rows >= LARGE) msPerRow = (msPerRow + ms / rows) / 2
    },
  }
}
