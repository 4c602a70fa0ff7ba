/**
 * The entries of a posting, packed: one entry per statement of the request that is in the list, each with the
 * fingerprints of everything a filter may ask for, so that a filter never needs the statement itself.
 *
 * Layout, numbers as LEB128: size of the dictionary, its fingerprints (12 bytes each), then for each entry its
 * position in the batch, the count of its marks, and the marks (`dictionary index << 3 | feature`).
 */
import { FINGERPRINT_BYTES, type Fingerprint } from './keys.ts'

export const FEATURE = {
  verb: 0,
  agent: 1,
  relatedAgent: 2,
  activity: 3,
  relatedActivity: 4,
  registration: 5,
  authority: 6,
} as const

export type Feature = (typeof FEATURE)[keyof typeof FEATURE]
export type Mark = { feature: Feature; value: Fingerprint }
export type Entry = { position: number; marks: Mark[] }

const FEATURE_BITS = 3

/** Where entries are written before their size is known: nothing here waits for anything, so one is enough. */
let scratch = Buffer.allocUnsafe(64 * 1024)

/** The most that one mark, or one entry without its marks, can take. */
const MARK_BYTES = FINGERPRINT_BYTES + 5
const ENTRY_BYTES = 10

function makeRoom(entries: Entry[]) {
  const bytes = entries.reduce((sum, { marks }) => sum + ENTRY_BYTES + marks.length * MARK_BYTES, ENTRY_BYTES)
  if (bytes > scratch.length) scratch = Buffer.allocUnsafe(2 * bytes)
}

function putNumber(value: number, at: number): number {
  let rest = value
  let end = at
  while (rest > 127) {
    scratch[end++] = (rest & 127) | 128
    rest >>>= 7
  }
  scratch[end++] = rest
  return end
}

/** In the order of first use: what the first statement shares with the others gets the small numbers. */
export function packEntries(entries: Entry[]): Uint8Array {
  makeRoom(entries)
  const dictionary = new Map<Fingerprint, number>()
  let values = ''
  let end = 0
  for (const { position, marks } of entries) {
    end = putNumber(marks.length, putNumber(position, end))
    for (const { feature, value } of marks) {
      let index = dictionary.get(value)
      if (index === undefined) {
        index = dictionary.size
        dictionary.set(value, index)
        values += value
      }
      end = putNumber((index << FEATURE_BITS) | feature, end)
    }
  }
  const tail = end
  end = putNumber(dictionary.size, end)
  end += scratch.write(values, end, 'base64url')
  const packed = Buffer.allocUnsafe(end)
  scratch.copy(packed, 0, tail, end)
  scratch.copy(packed, end - tail, 0, tail)
  return packed
}

/** Packs entries of one request's statements, each combination once: most lists hold the same statements as another. */
export function createPacker(marks: (Mark[] | undefined)[]) {
  const packed = new Map<string, Uint8Array>()
  return (positions: number[]): Uint8Array => {
    const which = positions.join()
    let known = packed.get(which)
    if (known === undefined) {
      known = packEntries(positions.map((position) => ({ position, marks: marks[position] ?? [] })))
      packed.set(which, known)
    }
    return known
  }
}

export type Packer = ReturnType<typeof createPacker>

function reader(bytes: Uint8Array, start: number) {
  let at = start
  return {
    done: () => at >= bytes.length,
    at: () => at,
    number() {
      let value = 0
      for (let shift = 0; ; shift += 7) {
        const byte = bytes[at++] as number
        value |= (byte & 127) << shift
        if (byte < 128) return value
      }
    },
  }
}

/** The entries as they were packed. */
export function unpackEntries(packed: Uint8Array): Entry[] {
  const start = reader(packed, 0)
  const size = start.number()
  const values = Buffer.from(packed.subarray(start.at(), start.at() + size * FINGERPRINT_BYTES)).toString('base64url')
  const width = (FINGERPRINT_BYTES * 4) / 3
  const read = reader(packed, start.at() + size * FINGERPRINT_BYTES)
  const entries: Entry[] = []
  while (!read.done()) {
    const position = read.number()
    const marks = Array.from({ length: read.number() }, () => {
      const mark = read.number()
      const index = mark >>> FEATURE_BITS
      return { feature: (mark & 7) as Feature, value: values.slice(index * width, (index + 1) * width) as Fingerprint }
    })
    entries.push({ position, marks })
  }
  return entries
}
