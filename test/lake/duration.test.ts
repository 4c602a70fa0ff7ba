/** Durations as the numbers that SQL adds up. */
import { describe, expect, it } from '@jest/globals'
import { durationSeconds } from '../../lambdas/lake/duration.ts'

describe('durationSeconds', () => {
  it.each([
    ['PT0S', 0],
    ['PT1H30M', 5400],
    ['PT16559.14S', 16559.14],
    ['PT0,5H', 1800],
    ['P2W', 1_209_600],
    ['P1DT1S', 86_401],
    ['P1Y2M', 365 * 86_400 + 60 * 86_400],
    ['P', null],
    ['soon', null],
    [undefined, null],
  ])('reads %s as %s seconds', (text, seconds) => {
    expect(durationSeconds(text)).toBe(seconds)
  })
})
