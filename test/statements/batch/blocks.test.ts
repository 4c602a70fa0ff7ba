/** Blocks of texts come back as they went in, whatever their sizes. */
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { decodeBlock, encodeBlocks, locate } from '../../../lambdas/statements/batch/blocks.ts'

function read({ starts, blocks }: ReturnType<typeof encodeBlocks>, position: number): string | undefined {
  const { block, offset } = locate(starts, position)
  return decodeBlock(blocks[block] as Uint8Array)[offset]
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

  it('hold 64 texts at most, and fewer when these are large, but never less than one', () => {
    expect(encodeBlocks(Array.from({ length: 130 }, () => '{}')).starts).toEqual([0, 64, 128])
    const big = JSON.stringify('x'.repeat(200_000))
    expect(encodeBlocks([big, big, '{}', '{}']).starts).toEqual([0, 1])
    expect(encodeBlocks(['x'.repeat(600_000)]).starts).toEqual([0])
  })
})
