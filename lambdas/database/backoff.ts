/** The pauses between tries: they grow, and their jitter keeps callers who failed together from meeting again. */
import type { Clock } from './clock.ts'

export type BackoffOptions = {
  /** The first pause in milliseconds. */
  first: number
  /** How many times as long each pause is as the one before: 2 by default. */
  growth?: number
  /** Pauses grow up to this length, without end by default. */
  longest?: number
  /** Whether a pause takes between half and one and a half of its length, as it does by default. */
  jitter?: boolean
  /** The last instant at which another try makes sense. */
  until?: number
}

export type Backoff = {
  /** Whether `until` has passed; what that means for the work is the caller's to say. */
  isOver(): boolean
  /** Pauses once. The next pause is longer. */
  pause(): Promise<void>
}

export function createBackoff(clock: Clock, options: BackoffOptions): Backoff {
  const { first, growth = 2, longest = Infinity, jitter = true, until = Infinity } = options
  let length = first
  return {
    isOver: () => clock.now() > until,
    async pause() {
      const ms = jitter ? length * (0.5 + Math.random()) : length
      length = Math.min(length * growth, longest)
      await clock.pause(ms)
    },
  }
}
