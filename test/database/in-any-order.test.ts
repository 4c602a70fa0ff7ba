/** Values of several sources as they come: all of them, each once, and nothing runs on unnoticed. */
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { inAnyOrder } from '../../lambdas/database/concurrency.ts'

type Watched = { open: number; most: number }

const sourceOf = (values: number[], watched: Watched = { open: 0, most: 0 }) =>
  async function* () {
    watched.most = Math.max(watched.most, ++watched.open)
    try {
      for (const value of values) {
        if (value % 3 === 0) await pause(0)
        if (value < 0) throw new Error(`source ${value}`)
        yield value
      }
    } finally {
      watched.open--
    }
  }

const numbers = fc.array(fc.array(fc.nat(99), { maxLength: 6 }), { maxLength: 8 })

describe('sources that are read beside each other', () => {
  it('bring all their values, each source its own in their order, with so many open as there is room for', async () => {
    await fc.assert(
      fc.asyncProperty(numbers, fc.integer({ min: 1, max: 4 }), async (all, atOnce) => {
        const watched = { open: 0, most: 0 }
        const found: number[][] = all.map(() => [])
        const named = all.map(
          (values, at) =>
            async function* () {
              for await (const value of sourceOf(values, watched)()) yield [at, value] as const
            },
        )
        for await (const [at, value] of inAnyOrder(named, atOnce)) found[at]?.push(value)
        expect(found).toEqual(all)
        expect(watched.most).toBeLessThanOrEqual(atOnce)
      }),
      { numRuns: 50 },
    )
  })

  it('end with the failure of any of them, and with none open', async () => {
    const watched = { open: 0, most: 0 }
    const sources = [sourceOf([1, 2, 3, 4, 5], watched), sourceOf([1, -1], watched), sourceOf([6, 7, 8], watched)]
    const read = async () => {
      for await (const _ of inAnyOrder(sources));
    }
    await expect(read()).rejects.toThrow('source -1')
    expect(watched.open).toBe(0)
  })

  it('are closed when their reader stops early', async () => {
    const watched = { open: 0, most: 0 }
    for await (const _ of inAnyOrder([sourceOf([1, 2, 3], watched), sourceOf([4, 5, 6], watched)])) break
    expect(watched.open).toBe(0)
  })
})
