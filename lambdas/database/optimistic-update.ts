/** An update of one item that several writers change: each reads it, and writes only if nobody else wrote meanwhile. */
import { createBackoff } from './backoff.ts'
import type { Clock } from './clock.ts'
import type { Item, ReplaceOutcome } from './tables.ts'
import { Unavailable } from './unavailable.ts'

/** Far more than dozens of writers need; a function ends after 29 s. */
const PATIENCE_MS = 10_000
const PAUSES = { first: 10, longest: 500 }

export type OptimisticUpdate = {
  /** The item as it was read last; undefined where there is none. */
  item: Item | undefined
  read(): Promise<Item | undefined>
  /** Writes what follows from the item, unless the table has another one by now: then it answers that one. */
  write(item: Item | undefined): Promise<ReplaceOutcome>
}

/**
 * Writes until no other writer got in first. After a pause the item is read anew, since what was read before is old.
 * @throws Unavailable when other writers keep getting in first for seconds
 */
export async function updateOptimistically(clock: Clock, { item, read, write }: OptimisticUpdate): Promise<void> {
  const backoff = createBackoff(clock, { ...PAUSES, until: clock.now() + PATIENCE_MS })
  for (let latest = item; ; latest = await read()) {
    const first = await write(latest)
    // A refused write brings the item as it is now: most often a second write with that one is enough.
    const second = first.done ? first : await write(first.item)
    if (second.done) return
    if (backoff.isOver()) throw new Unavailable(new Error('an item stays contended'))
    await backoff.pause()
  }
}
