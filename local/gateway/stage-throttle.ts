/** How many requests the stage of an HTTP API takes: a bucket of tokens that is filled at a rate. */
import type { Throttle } from '../template/http-api.ts'

/** @returns whether a request that comes now is taken; `now` is in milliseconds */
export function createStageThrottle({ rate, burst }: Throttle, now: () => number = Date.now): () => boolean {
  let tokens = burst
  let filled = now()
  return () => {
    const at = now()
    tokens = Math.min(burst, tokens + ((at - filled) / 1000) * rate)
    filled = at
    if (tokens < 1) return false
    tokens--
    return true
  }
}
