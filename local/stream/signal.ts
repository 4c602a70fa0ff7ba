/** Tells the readers of a stream that there may be something new, so that they need not look often in a quiet time. */
export type Signal = { notify(): void; subscribe(): WaitForSignal }
/**
 * Waits for the next notification, or ends at once if one came after the previous wait. It waits for `ms` at most, and
 * ends early on `abort`.
 */
export type WaitForSignal = (ms: number, abort: AbortSignal) => Promise<void>

export function createSignal(): Signal {
  const sleepers = new Set<() => void>()
  let notifications = 0
  const sleep = (ms: number, abort: AbortSignal) =>
    new Promise<void>((resolve) => {
      const wake = () => {
        clearTimeout(timer)
        abort.removeEventListener('abort', wake)
        sleepers.delete(wake)
        resolve()
      }
      const timer = setTimeout(wake, ms)
      abort.addEventListener('abort', wake)
      sleepers.add(wake)
    })
  return {
    notify() {
      notifications++
      for (const wake of sleepers) wake()
    },
    subscribe() {
      let seen = notifications
      return async (ms, abort) => {
        if (seen === notifications && !abort.aborted) await sleep(ms, abort)
        seen = notifications
      }
    },
  }
}
