/** Time, passed in: `now` is milliseconds since 1970. */
export type Clock = { now(): number; pause(ms: number): Promise<void> }
