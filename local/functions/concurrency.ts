/**
 * How many invocations of all functions of an account run at once. What is over that is not queued: Lambda refuses it
 * with 429, and the caller decides what to do.
 */
export type Concurrency = { most: number; enter(): boolean; leave(): void }

export function createConcurrency(most: number): Concurrency {
  let running = 0
  return {
    most,
    enter() {
      if (running === most) return false
      running++
      return true
    },
    leave() {
      running--
    },
  }
}
