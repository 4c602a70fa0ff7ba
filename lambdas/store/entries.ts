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

function pushNumber(bytes: number[], value: number) {
  let rest = value
  while (rest > 127) {
    bytes.push((rest & 127) | 128)
    rest >>>= 7
  }
  bytes.push(rest)
}

/** In the order of first use: what the first statement shares with the others gets the small numbers. */
export function packEntries(entries: Entry[]): Uint8Array {
  const dictionary = new Map<Fingerprint, number>()
  const tail: number[] = []
  for (const { position, marks } of entries) {
    pushNumber(tail, position)
    pushNumber(tail, marks.length)
    for (const { feature, value } of marks) {
      let index = dictionary.get(value)
      if (index === undefined) {
        index = dictionary.size
        dictionary.set(value, index)
      }
      pushNumber(tail, (index << FEATURE_BITS) | feature)
    }
  }
  const head: number[] = []
  pushNumber(head, dictionary.size)
  const values = Buffer.from([...dictionary.keys()].join(''), 'base64url')
  return Buffer.concat([Buffer.from(head), values, Buffer.from(tail)])
}

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
