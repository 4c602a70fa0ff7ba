import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type Feature, packEntries, unpackEntries } from '../../lambdas/store/entries.ts'
import { fingerprint } from '../../lambdas/store/keys.ts'

const mark = fc.record({
  feature: fc.integer({ min: 0, max: 6 }).map((feature) => feature as Feature),
  value: fc.string({ maxLength: 4 }).map(fingerprint),
})
const entry = fc.record({ position: fc.integer({ min: 0, max: 65_535 }), marks: fc.array(mark, { maxLength: 40 }) })

describe('entries of a posting', () => {
  it('come back as they were packed', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 60 }), (entries) => {
        expect(unpackEntries(packEntries(entries))).toEqual(entries)
      }),
    )
  })

  it('keep thousands of values of one entry apart', () => {
    const marks = Array.from({ length: 20_000 }, (_, n) => ({
      feature: (n % 7) as Feature,
      value: fingerprint(`${n}`),
    }))
    expect(unpackEntries(packEntries([{ position: 1, marks }]))).toEqual([{ position: 1, marks }])
  })

  it('hold a value that statements share once', () => {
    const marks = [{ feature: 0 as Feature, value: fingerprint('verb') }]
    const entries = Array.from({ length: 50 }, (_, position) => ({ position, marks }))
    expect(packEntries(entries).length).toBeLessThan(12 + 50 * 3 + 2)
  })
})
