/** The runner waits here: for a while, until something is true, until something succeeds, or with a time limit. */
import { setTimeout as timer } from 'node:timers/promises'

/** Ends early when the signal comes. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await timer(ms, undefined, { signal }).catch(() => undefined)
}

/** Looks again after each pause until it is so. */
export async function until(isSo: () => Promise<boolean>, pauseMs: number): Promise<void> {
  while (!(await isSo())) await timer(pauseMs)
}

/** What the promise gives, or `late` if that takes longer than `ms`. */
export async function within<T>(promise: Promise<T>, ms: number, late: T): Promise<T> {
  const limit = Promise.withResolvers<T>()
  const limitTimer = setTimeout(limit.resolve, ms, late)
  try {
    return await Promise.race([promise, limit.promise])
  } finally {
    clearTimeout(limitTimer)
  }
}

/** Longer from attempt to attempt, up to five seconds: an engine that is down is not helped by haste. */
export function backoffMs(attempt: number): number {
  return Math.min(100 * 2 ** attempt, 5000)
}

/** Tries until it succeeds, or until the signal comes: `undefined` then. Only the first error is reported. */
export async function retry<T>(
  work: () => Promise<T>,
  signal: AbortSignal,
  report: (error: unknown) => void,
): Promise<T | undefined> {
  for (let attempt = 0; !signal.aborted; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (signal.aborted) return undefined
      if (attempt === 0) report(error)
      await pause(backoffMs(attempt), signal)
    }
  }
  return undefined
}
