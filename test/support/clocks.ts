/** The clocks of tests: one that is right or off by so much, and one that stands still. */
import type { Clock } from '../../lambdas/database/clock.ts'

export type TestClock = Clock & { move(ms: number): void }

/** The time of the machine, set wrong by `skew`. */
export function realClock(skew = 0): TestClock {
  let offset = skew
  return {
    now: () => Date.now() + offset,
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    move: (ms) => {
      offset += ms
    },
  }
}

/** Stands still but for pauses, which cost no time. */
export function stillClock(start = Date.UTC(2026, 10, 21, 9)): TestClock {
  let now = start
  return {
    now: () => now,
    async pause(ms) {
      now += Math.ceil(ms)
    },
    move: (ms) => {
      now += ms
    },
  }
}
