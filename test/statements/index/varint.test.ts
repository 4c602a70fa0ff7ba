/** Varints come back as they went in, in the fewest bytes. */
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { createVarintReader, varintLength, writeVarint } from '../../../lambdas/statements/index/varint.ts'

describe('a varint', () => {
  it.each([
    [0, '00'],
    [127, '7f'],
    [128, '8001'],
    [300, 'ac02'],
    [65_535, 'ffff03'],
  ])('of %i is written as %s', (value, hex) => {
    const bytes = Buffer.alloc(varintLength(value))
    expect(writeVarint(bytes, value, 0)).toBe(bytes.length)
    expect(bytes.toString('hex')).toBe(hex)
  })

  it('comes back from among others, with the bytes between them', () => {
    const numbers = fc.array(fc.nat(), { minLength: 1, maxLength: 50 })
    fc.assert(
      fc.property(numbers, fc.uint8Array({ maxLength: 20 }), (values, between) => {
        const bytes = Buffer.alloc(values.reduce((sum, value) => sum + varintLength(value) + between.length, 0))
        let end = 0
        for (const value of values) {
          end = writeVarint(bytes, value, end)
          bytes.set(between, end)
          end += between.length
        }
        const reader = createVarintReader(bytes)
        for (const value of values) {
          expect(reader.isAtEnd()).toBe(false)
          expect(reader.number()).toBe(value)
          expect([...reader.bytes(between.length)]).toEqual([...between])
        }
        expect(reader.isAtEnd()).toBe(true)
      }),
    )
  })
})
