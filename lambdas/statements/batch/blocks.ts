/**
 * The body of a batch item: the statements' texts in blocks, each compressed alone, so that a reader decodes only
 * the blocks it needs. In a block the texts are separated by U+001E, which no JSON text can contain unescaped.
 */
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'

const SEPARATOR = '\u001e'
const BLOCK_STATEMENTS = 64
const BLOCK_CHARACTERS = 256 * 1024

/** The default level with a window and tables of a block's size: bigger ones save nothing, and are cleared for each block. */
const ZSTD = {
  params: { [constants.ZSTD_c_windowLog]: 18, [constants.ZSTD_c_hashLog]: 13, [constants.ZSTD_c_chainLog]: 13 },
}

/** A character takes 3 bytes at most. Nothing here waits, so one is enough. */
const scratch = Buffer.allocUnsafe(3 * (BLOCK_CHARACTERS + BLOCK_STATEMENTS))

/** Faster than `Buffer.from`, which goes through the text once more for its length. */
const toBytes = (text: string) =>
  3 * text.length > scratch.length ? Buffer.from(text) : scratch.subarray(0, scratch.write(text))

/** `starts[i]` is the position of the first statement of `blocks[i]`. */
export type Blocks = { starts: number[]; blocks: Uint8Array[] }

export function encodeBlocks(texts: string[]): Blocks {
  const encoded: Blocks = { starts: [], blocks: [] }
  const lengthAt = (position: number) => texts[position]?.length ?? 0
  let start = 0
  while (start < texts.length) {
    let end = start
    let size = 0
    do size += lengthAt(end++)
    while (end < texts.length && end - start < BLOCK_STATEMENTS && size + lengthAt(end) <= BLOCK_CHARACTERS)
    encoded.starts.push(start)
    encoded.blocks.push(zstdCompressSync(toBytes(texts.slice(start, end).join(SEPARATOR)), ZSTD))
    start = end
  }
  return encoded
}

/** A committed batch whose content is missing or damaged. It was whole when it was committed, so no retry can help. */
export class UnreadableBatch extends Error {
  override readonly name = 'UnreadableBatch'
}

/** The texts of one block, in their order. @throws UnreadableBatch */
export function decodeBlock(block: Uint8Array): string[] {
  try {
    return zstdDecompressSync(block).toString('utf8').split(SEPARATOR)
  } catch (cause) {
    throw new UnreadableBatch('A block cannot be decompressed.', { cause })
  }
}

/** Which block holds a position, and where in it. */
export function locate(starts: number[], position: number): { block: number; offset: number } {
  const block = starts.findLastIndex((start) => start <= position)
  return { block, offset: position - (starts[block] ?? 0) }
}
