/**
 * Whole numbers in as few bytes as they need (LEB128): seven bits a byte, the lowest first, and the eighth bit says
 * that another byte follows.
 */

/** @returns where the number ends */
export function writeVarint(bytes: Uint8Array, value: number, start: number): number {
  let rest = value
  let end = start
  while (rest > 127) {
    bytes[end++] = (rest & 127) | 128
    rest >>>= 7
  }
  bytes[end++] = rest
  return end
}

/** How many bytes a number takes. */
export function varintLength(value: number): number {
  let length = 1
  for (let rest = value; rest > 127; rest >>>= 7) length++
  return length
}

/** Reads numbers, and bytes between them, in the order in which they were written. */
export function createVarintReader(packed: Uint8Array) {
  let at = 0
  return {
    isAtEnd: () => at >= packed.length,
    number(): number {
      let value = 0
      for (let shift = 0; ; shift += 7) {
        const byte = packed[at++] ?? 0
        value |= (byte & 127) << shift
        if (byte < 128) return value
      }
    },
    bytes(length: number): Uint8Array {
      at += length
      return packed.subarray(at - length, at)
    },
  }
}
