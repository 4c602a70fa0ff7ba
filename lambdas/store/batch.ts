/**
 * The body of a batch item: the statements' texts in blocks, each compressed alone, so that a reader decodes only
 * the blocks it needs. In a block the texts are separated by U+001E, which no JSON text can contain unescaped.
 */
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'

const SEPARATOR = '\u001e'
const BLOCK_STATEMENTS = 64
const BLOCK_CHARACTERS = 256 * 1024

/** `starts[i]` is the position of the first statement of `blocks[i]`. */
export type Blocks = { starts: number[]; blocks: Uint8Array[] }

export function encodeBlocks(texts: string[]): Blocks {
  const encoded: Blocks = { starts: [], blocks: [] }
  let start = 0
  while (start < texts.length) {
    let end = start
    let size = 0
    do size += (texts[end++] as string).length
    while (
      end < texts.length &&
      end - start < BLOCK_STATEMENTS &&
      size + (texts[end] as string).length <= BLOCK_CHARACTERS
    )
    encoded.starts.push(start)
    encoded.blocks.push(zstdCompressSync(texts.slice(start, end).join(SEPARATOR)))
    start = end
  }
  return encoded
}

/** The texts of one block, in their order. */
export const decodeBlock = (block: Uint8Array) => zstdDecompressSync(block).toString('utf8').split(SEPARATOR)

/** Which block holds a position, and where in it. */
export function locate(starts: number[], position: number): { block: number; offset: number } {
  const block = starts.findLastIndex((start) => start <= position)
  return { block, offset: position - (starts[block] ?? 0) }
}
