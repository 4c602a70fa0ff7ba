/** Blocks of texts come back as they went in, whatever their sizes. */
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  decodeBlock,
  encodeBlocks,
  locate,
  pickTexts,
  UnreadableBatch,
} from '../../../lambdas/statements/batch/blocks.ts'

function read({ starts, blocks }: ReturnType<typeof encodeBlocks>, position: number): string | undefined {
  const { block, offset } = locate(starts, position)
  return decodeBlock(blocks[block] as Uint8Array)[offset]
}

/** Anything but an UnreadableBatch would be taken for a fault that passes. */
function textsOrUnreadable(block: Uint8Array) {
  try {
    return pickTexts(block, [0, 63])
  } catch (error) {
    if (error instanceof UnreadableBatch) return 'unreadable'
    throw error
  }
}

describe('the blocks of a batch', () => {
  it('give each text back at its position, and an empty text where none was put', () => {
    const text = fc.oneof(fc.json({ maxDepth: 2 }), fc.constant(''))
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 300 }), (texts) => {
        const body = encodeBlocks(texts)
        expect(texts.map((_, position) => read(body, position))).toEqual(texts)
      }),
      { numRuns: 50 },
    )
  })

  it('give the texts at any places of a block, in the order asked for, and none behind its end', () => {
    // Of more characters than bytes, of a few and of many thousand bytes, and larger than a block should be.
    const text = fc.oneof(
      fc.json(),
      fc.constantFrom('', '{}', '"é漢😀"', `"${'é'.repeat(30_000)}"`, 'x'.repeat(900_000)),
    )
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 30 }), fc.infiniteStream(fc.nat(31)), (texts, places) => {
        for (const block of encodeBlocks(texts).blocks) {
          const whole = decodeBlock(block)
          const offsets = [...places.take(5)]
          expect(pickTexts(block, offsets)).toEqual(offsets.map((offset) => whole[offset]))
        }
      }),
      { numRuns: 50 },
    )
  })

  it('are unreadable where they are damaged, whatever length their header then says', () => {
    const [whole = Buffer.alloc(0)] = encodeBlocks(Array.from({ length: 64 }, (_, n) => JSON.stringify({ n }))).blocks
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), fc.boolean(), (at, change, isCut) => {
        const damaged = isCut
          ? whole.subarray(0, at)
          : whole.map((byte, place) => (place === at ? byte ^ change : byte))
        const read = textsOrUnreadable(damaged)
        expect(read === 'unreadable' || !isCut).toBe(true)
      }),
    )
    const huge = Buffer.from('28b52ffda0ffffffff000000', 'hex')
    expect(() => decodeBlock(huge)).toThrow(UnreadableBatch)
    expect(() => pickTexts(huge, [0])).toThrow(UnreadableBatch)
    expect(() => pickTexts(Buffer.alloc(0), [0])).toThrow(UnreadableBatch)
  })

  it('hold 64 texts at most, and fewer when these are large, but never less than one', () => {
    expect(encodeBlocks(Array.from({ length: 130 }, () => '{}')).starts).toEqual([0, 64, 128])
    const big = JSON.stringify('x'.repeat(200_000))
    expect(encodeBlocks([big, big, '{}', '{}']).starts).toEqual([0, 1])
    expect(encodeBlocks(['x'.repeat(600_000)]).starts).toEqual([0])
  })
})
