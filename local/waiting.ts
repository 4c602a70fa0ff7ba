import { setTimeout as timer } from 'node:timers/promises'

/** Waits, but no longer than the signal allows. */
export async function rest(ms: number, signal: AbortSignal): Promise<void> {
  await timer(ms, undefined, { signal }).catch(() => undefined)
}

/** Longer from attempt to attempt, up to five seconds: an engine that is down is not helped by haste. */
export function backoffMs(attempt: number): number {
  return Math.min(100 * 2 ** attempt, 5000)
}

/** Does it until it succeeds or the signal comes: `undefined` then. What goes wrong is told once. */
export async function persist<T>(
  work: () => Promise<T>,
  signal: AbortSignal,
  tell: (error: unknown) => void,
): Promise<T | undefined> {
  for (let attempt = 0; !signal.aborted; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (signal.aborted) return undefined
      if (attempt === 0) tell(error)
      await rest(backoffMs(attempt), signal)
    }
  }
  return undefined
}
