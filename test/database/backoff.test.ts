/** The pauses of a retry, and when it ends. */
import { describe, expect, it } from '@jest/globals'
import { type BackoffOptions, createBackoff } from '../../lambdas/database/backoff.ts'

/** The pauses that a caller makes which tries again as long as it may, and no more often than `most`. */
async function pausesOf(options: BackoffOptions, most: number): Promise<number[]> {
  const pauses: number[] = []
  let now = 0
  const clock = {
    now: () => now,
    async pause(ms: number) {
      pauses.push(ms)
      now += ms
    },
  }
  const backoff = createBackoff(clock, options)
  while (pauses.length < most && !backoff.isOver()) await backoff.pause()
  return pauses
}

describe('a backoff', () => {
  it('doubles its pauses from the first one on', async () => {
    expect(await pausesOf({ first: 20, jitter: false }, 5)).toEqual([20, 40, 80, 160, 320])
  })

  it('grows by another factor if it is told to, and up to the longest pause', async () => {
    const pauses = await pausesOf({ first: 100, growth: 1.5, longest: 200, jitter: false }, 5)
    expect(pauses).toEqual([100, 150, 200, 200, 200])
  })

  it('makes each pause half to one and a half of its length, never the same twice', async () => {
    const pauses = await pausesOf({ first: 100, growth: 1 }, 1_000)
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(50)
    expect(Math.min(...pauses)).toBeLessThan(60)
    expect(Math.max(...pauses)).toBeLessThan(150)
    expect(Math.max(...pauses)).toBeGreaterThan(140)
    expect(new Set(pauses).size).toBeGreaterThan(990)
  })

  it('jitters around the length it has grown to, not around the pause before', async () => {
    const pauses = await pausesOf({ first: 1 }, 40)
    for (const [at, ms] of pauses.entries()) {
      expect(ms / 2 ** at).toBeGreaterThanOrEqual(0.5)
      expect(ms / 2 ** at).toBeLessThan(1.5)
    }
  })

  it('is over once the instant has passed, not at it', async () => {
    expect(await pausesOf({ first: 10, growth: 1, jitter: false, until: 30 }, 100)).toEqual([10, 10, 10, 10])
  })
})
