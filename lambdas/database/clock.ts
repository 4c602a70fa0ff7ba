/** Time, passed in wherever a rule depends on it. */
export type Clock = {
  /** Milliseconds since 1970. */
  now(): number
  pause(ms: number): Promise<void>
}

/** How far the clocks of two machines differ at most. */
export const CLOCK_SKEW_MS = 500

export const systemClock: Clock = {
  now: () => Date.now(),
  pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
}
