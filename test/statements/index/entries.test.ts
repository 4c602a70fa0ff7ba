/** Packed entries of statements and their terms come back, and are matched without being unpacked. */
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { fingerprint } from '../../../lambdas/database/fingerprint.ts'
import { createPacker, type Entry, positionsOf, unpackEntries } from '../../../lambdas/statements/index/entries.ts'
import type { Feature } from '../../../lambdas/statements/index/term-number.ts'
import { termsOfEntries } from '../../../lambdas/statements/index/terms.ts'

function packEntries(entries: Entry[]): Uint8Array {
  const table = termsOfEntries(entries)
  return createPacker(table)(table.statements, 'all')
}

const value = fc.string({ maxLength: 1 }).map(fingerprint)
const term = fc.record({
  feature: fc.integer({ min: 0, max: 6 }).map((feature) => feature as Feature),
  value: fc.oneof(value, fc.string({ maxLength: 4 }).map(fingerprint)),
})
const entry = fc.record({ position: fc.integer({ min: 0, max: 65_535 }), terms: fc.array(term, { maxLength: 40 }) })

describe('entries of a posting', () => {
  it('come back as they were packed', () => {
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 60 }), (entries) => {
        expect(unpackEntries(packEntries(entries))).toEqual(entries)
      }),
    )
  })

  it('are found by the terms they hold, whatever other terms they hold as well', () => {
    const condition = fc.record({ features: fc.subarray([0, 1, 2, 3] as Feature[], { minLength: 1 }), value })
    fc.assert(
      fc.property(
        fc.array(entry, { minLength: 1, maxLength: 60 }),
        fc.array(condition, { maxLength: 3 }),
        (entries, conditions) => {
          const matches = ({ terms }: Entry) =>
            conditions.every(({ features, value }) =>
              terms.some((term) => term.value === value && features.includes(term.feature)),
            )
          const expected = entries.filter(matches).map(({ position }) => position)
          expect(positionsOf(packEntries(entries), conditions)).toEqual(expected)
        },
      ),
    )
  })

  it('keep thousands of values of one entry apart', () => {
    const terms = Array.from({ length: 20_000 }, (_, n) => ({
      feature: (n % 7) as Feature,
      value: fingerprint(`${n}`),
    }))
    expect(unpackEntries(packEntries([{ position: 1, terms }]))).toEqual([{ position: 1, terms }])
  })

  it('hold a value once, however many statements share it', () => {
    const terms = [{ feature: 0 as Feature, value: fingerprint('verb') }]
    const entries = Array.from({ length: 50 }, (_, position) => ({ position, terms }))
    expect(packEntries(entries).length).toBeLessThan(12 + 50 * 3 + 2)
  })
})
