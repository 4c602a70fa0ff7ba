/**
 * The body of a batch item: the statements' texts in blocks, each compressed alone, so that a reader decodes only
 * the blocks it needs. In a block the texts are separated by U+001E, which no JSON text can contain unescaped.
 */
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { release } from '../../database/released-bytes.ts'

const SEPARATOR = '\u001e'
const SEPARATOR_BYTE = 0x1e
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
export const decodeBlock = (block: Uint8Array): string[] =>
  decompress(block, (bytes) => bytes.toString('utf8').split(SEPARATOR))

/**
 * The texts at some places of a block, in the order asked for: a page often wants one of sixty.
 * @throws UnreadableBatch
 */
export const pickTexts = (block: Uint8Array, offsets: number[]): (string | undefined)[] =>
  decompress(block, (bytes) => {
    const starts = textStarts(bytes, Math.max(...offsets) + 1)
    return offsets.map((offset) => {
      const [start, next] = [starts[offset], starts[offset + 1]]
      return next === undefined ? undefined : bytes.toString('utf8', start, next - 1)
    })
  })

/** Where the first so many texts begin, and the one behind them: the end counts as a separator. */
function textStarts(bytes: Buffer, count: number): number[] {
  const starts = [0]
  for (let start = 0; starts.length <= count && start <= bytes.length; starts.push(start)) {
    const end = bytes.indexOf(SEPARATOR_BYTE, start)
    start = (end < 0 ? bytes.length : end) + 1
  }
  return starts
}

/** @param read must copy what it wants: the bytes are gone when it returns */
function decompress<Result>(block: Uint8Array, read: (bytes: Buffer) => Result): Result {
  let bytes: NonSharedBuffer
  try {
    bytes = zstdDecompressSync(block, { chunkSize: chunkSizeFor(block) })
  } catch (cause) {
    throw new UnreadableBatch('A block cannot be decompressed.', { cause })
  }
  const result = read(bytes)
  release(bytes)
  return result
}

/** The least is what shares no memory. More than the most is a statement of megabytes, or the header of a damaged block. */
const CHUNK_BYTES = { least: Buffer.poolSize + 1, most: scratch.length }

/**
 * One chunk for the whole content: else zstd keeps a window of its own, and the chunks are copied together in the end.
 * With a byte to spare, or Node asks zstd once more whether that was all.
 */
const chunkSizeFor = (block: Uint8Array) =>
  Math.max(CHUNK_BYTES.least, Math.min(contentBytesOf(block) + 1, CHUNK_BYTES.most))

/**
 * The length of a zstd frame's content, which its header says since all of it was there at once (RFC 8878 3.1.1.1):
 * after a magic number, a descriptor and maybe a window, in two octets or four. 0 for what is shorter or written otherwise.
 */
function contentBytesOf(frame: Uint8Array): number {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength)
  const descriptor = view.byteLength < 10 ? 0 : view.getUint8(4)
  const start = (descriptor & 0b10_0000) === 0 ? 6 : 5
  if (descriptor >> 6 === 1) return view.getUint16(start, true) + 256
  return descriptor >> 6 === 2 ? view.getUint32(start, true) : 0
}

/** Which block holds a position, and where in it. */
export function locate(starts: number[], position: number): { block: number; offset: number } {
  const block = starts.findLastIndex((start) => start <= position)
  return { block, offset: position - (starts[block] ?? 0) }
}
