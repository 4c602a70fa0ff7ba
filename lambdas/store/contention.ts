/** Writers of one item that come between each other's read and write. */
import type { Clock } from './submission.ts'
import { Unavailable } from './tables.ts'

/** The slowest of many writers waits as long; of a hundred at once each is done far sooner. */
const PATIENCE_MS = 5_000
const LONGEST_PAUSE_MS = 200

/**
 * Makes an attempt until it is done, with growing pauses of random length, so that writers do not keep in step.
 * @param attempt tells whether it is done; false when another writer came first
 * @throws Unavailable when the item stays contended for seconds
 */
export async function untilDone(clock: Clock, attempt: () => Promise<boolean>): Promise<void> {
  const until = clock.now() + PATIENCE_MS
  for (let pause = 5; !(await attempt()); pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    if (clock.now() > until) throw new Unavailable(new Error('an item stays contended'))
    await clock.pause(pause * (0.5 + Math.random()))
  }
}
