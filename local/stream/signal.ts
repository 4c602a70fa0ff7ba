/** Says that there may be something new in a stream, so that its readers need not look often while there is nothing. */
export type Signal = { ring(): void; listen(): Listener }
/** Waits for the next ring, or one since it waited last; for so long at most, and no longer than the signal allows. */
export type Listener = (ms: number, signal: AbortSignal) => Promise<void>

export function createBell(): Signal {
  const sleepers = new Set<() => void>()
  let rings = 0
  const sleep = (ms: number, signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      const wake = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', wake)
        sleepers.delete(wake)
        resolve()
      }
      const timer = setTimeout(wake, ms)
      signal.addEventListener('abort', wake)
      sleepers.add(wake)
    })
  return {
    ring() {
      rings++
      for (const wake of sleepers) wake()
    },
    listen() {
      let heard = rings
      return async (ms, signal) => {
        if (heard === rings && !signal.aborted) await sleep(ms, signal)
        heard = rings
      }
    },
  }
}
