/** Time, passed in wherever a rule depends on it. */
export type Clock = {
  /** Milliseconds since 1970. */
  now(): number
  pause(ms: number): Promise<void>
}

export const systemClock: Clock = {
  now: () => Date.now(),
  pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
}
