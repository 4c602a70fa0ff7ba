/** What a batch says of the data that came with it: none that came is ever denied. */
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { createDataTest, packDataHashes } from '../../../lambdas/statements/batch/data-hashes.ts'

const sha2 = fc
  .constantFrom(64, 96, 128)
  .chain((digits) => fc.array(fc.constantFrom(...'0123456789abcdef'), { minLength: digits, maxLength: digits }))
  .map((digits) => digits.join(''))

describe('the hashes of data that came with a batch', () => {
  it('are all found again, and others are not unless they begin alike', () => {
    fc.assert(
      fc.property(fc.array(sha2), sha2, (came, other) => {
        const mayHave = createDataTest(packDataHashes(came))
        expect(came.every(mayHave)).toBe(true)
        expect(mayHave(other)).toBe(came.some((one) => one.startsWith(other.slice(0, 8))))
      }),
    )
  })

  it('may be any where a batch does not say it', () => {
    expect(createDataTest(undefined)('a'.repeat(64))).toBe(true)
  })
})
