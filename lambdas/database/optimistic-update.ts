import type { Clock } from './clock.ts'
import type { Item, Replaced } from './tables.ts'
import { Unavailable } from './unavailable.ts'

/** Far more than dozens of writers need; a function ends after 29 s. */
const PATIENCE_MS = 10_000
const LONGEST_PAUSE_MS = 500

export type Turn = {
  /** What the item was when it was read last; nothing, where there is none. */
  standing: Item | undefined
  read(): Promise<Item | undefined>
  /** Writes what follows from the item that stands, if it still stands. */
  write(standing: Item | undefined): Promise<Replaced>
}

/**
 * Reads and writes until no other writer came between. The pauses grow and have random length, so that writers do not
 * keep in step; after one the item is read anew, since what was read before it is old.
 * @throws Unavailable when the item stays contended for seconds
 */
export async function updateOptimistically(clock: Clock, { standing, read, write }: Turn): Promise<void> {
  const until = clock.now() + PATIENCE_MS
  let found = standing
  for (let pause = 10; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    const first = await write(found)
    // What stood against it was there a moment ago: most often this is enough.
    const second = first.done ? first : await write(first.item)
    if (second.done) return
    if (clock.now() > until) throw new Unavailable(new Error('an item stays contended'))
    await clock.pause(pause * (0.5 + Math.random()))
    found = await read()
  }
}
