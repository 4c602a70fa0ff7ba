/** Much to do against a store, a few calls at a time: more would only wait on the other side, their time-outs running. */
const CALLS_AT_ONCE = 12

/** Runs all of them. After a failure none is begun any more, and none is still running when it is thrown. */
export async function forEachConcurrently<T>(all: T[], run: (one: T, index: number) => Promise<void>): Promise<void> {
  let next = 0
  const runner = async () => {
    while (next < all.length) {
      const index = next++
      try {
        await run(all[index] as T, index)
      } catch (error) {
        next = all.length
        throw error
      }
    }
  }
  const runners = await Promise.allSettled(all.slice(0, CALLS_AT_ONCE).map(runner))
  for (const ended of runners) if (ended.status === 'rejected') throw ended.reason
}
