/**
 * The times that make `X-Experience-API-Consistent-Through` a promise (Communication 3.1.3; 2.0 4.1.6): a commit starts
 * at most `STAMP_LIFE_MS` after its stamp, usually ends at most `CALL_TIMEOUT_MS` later, and clocks differ by at most
 * `CLOCK_SKEW_MS`. Nothing appears any more with a `stored` before `now - CONSISTENCY_LAG_MS`: whoever reads past a
 * commit that is later than that fences it.
 */

import { CLOCK_SKEW_MS } from '../../database/clock.ts'
import { CALL_TIMEOUT_MS } from '../../database/unavailable.ts'

export const STAMP_LIFE_MS = 2_000
/** How far ahead of the clock the stamp of a large request may be. */
export const MOST_AHEAD_MS = 10_000
export const CONSISTENCY_LAG_MS = STAMP_LIFE_MS + CALL_TIMEOUT_MS + CLOCK_SKEW_MS

/** The instant (ms) up to which everything that was stored can be read, and nothing can appear any more. */
export const consistentThroughAt = (now: number) => now - CONSISTENCY_LAG_MS

/** Batches older than this are read eventually, at half the price: they have long reached every replica. */
export const SETTLED_MS = 10_000
