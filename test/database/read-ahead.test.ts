/** Reads run a few ahead of what is used, in order, and none runs on after the end. */
import { describe, expect, it } from '@jest/globals'
import { readAhead } from '../../lambdas/database/concurrency.ts'

const numbers = Array.from({ length: 50 }, (_, n) => n)

/** Reads that end in any order, counted. */
function slowReads() {
  const counts = { begun: 0, underWay: 0, most: 0 }
  const read = async (n: number) => {
    counts.begun++
    counts.most = Math.max(counts.most, ++counts.underWay)
    await new Promise((resolve) => setTimeout(resolve, (n * 7) % 5))
    counts.underWay--
    if (n === 40) throw new Error('lost')
    return `value ${n}`
  }
  return { counts, read }
}

describe('reading ahead', () => {
  it('gives each place its value in order, with 12 reads under way', async () => {
    const { counts, read } = slowReads()
    const found: [number, string][] = []
    for await (const pair of readAhead(numbers.slice(0, 30), read)) found.push(pair)
    expect(found).toEqual(numbers.slice(0, 30).map((n) => [n, `value ${n}`]))
    expect(counts).toEqual({ begun: 30, underWay: 0, most: 12 })
  })

  it('begins no more than it needs where the reader stops early, and leaves none running', async () => {
    const { counts, read } = slowReads()
    for await (const [n] of readAhead(numbers, read)) if (n === 4) break
    expect(counts.begun).toBe(16)
    expect(counts.underWay).toBe(0)
  })

  it('throws the failure of a read in its turn, after the values before it', async () => {
    const { counts, read } = slowReads()
    const found: number[] = []
    await expect(
      (async () => {
        for await (const [n] of readAhead(numbers, read)) found.push(n)
      })(),
    ).rejects.toThrow('lost')
    expect(found).toEqual(numbers.slice(0, 40))
    expect(counts.underWay).toBe(0)
  })
})
