import { FINGERPRINT_BYTES, type Fingerprint } from '../../database/fingerprint.ts'
import {
  FEATURE_BITS,
  type Feature,
  featureOf,
  type Share,
  type StatementTerms,
  type Term,
  type TermTable,
} from './terms.ts'

export type Entry = { position: number; terms: Term[] }

const TEXT = (FINGERPRINT_BYTES * 4) / 3

/** @returns where it ends */
function putNumber(bytes: Uint8Array, value: number, at: number): number {
  let rest = value
  let end = at
  while (rest > 127) {
    bytes[end++] = (rest & 127) | 128
    rest >>>= 7
  }
  bytes[end++] = rest
  return end
}

function lengthOf(value: number): number {
  let length = 1
  for (let rest = value; rest > 127; rest >>>= 7) length++
  return length
}

/** Packs entries of one request's statements, each combination once: most lists hold the same statements as another. */
export function createPacker({ values }: TermTable) {
  const prints = Buffer.from(values.join(''), 'base64url')
  /** The dictionary of the posting at hand: which values it has, and the place of each. */
  const dictionary = new Int32Array(values.length)
  const places = new Int32Array(values.length)
  /** In which posting a value got its place: so nothing has to be cleared for the next one. */
  const turns = new Int32Array(values.length)
  let turn = 0
  let size = 0

  function place(index: number): number {
    if (turns[index] === turn) return places[index] as number
    turns[index] = turn
    places[index] = size
    dictionary[size] = index
    return size++
  }

  const toPlaced = (mark: number) => (place(mark >>> FEATURE_BITS) << FEATURE_BITS) | featureOf(mark)

  /** Goes through the marks twice, first for the dictionary and the length: so nothing is copied. */
  function write(statements: StatementTerms[], share: Share): Uint8Array {
    turn++
    size = 0
    let length = 0
    for (const one of statements) {
      const marks = one[share]
      length += lengthOf(one.position) + lengthOf(marks.length)
      for (const mark of marks) length += lengthOf(toPlaced(mark))
    }
    const packed = Buffer.allocUnsafe(lengthOf(size) + size * FINGERPRINT_BYTES + length)
    let end = putNumber(packed, size, 0)
    for (let at = 0; at < size; at++) {
      const start = (dictionary[at] as number) * FINGERPRINT_BYTES
      for (let byte = 0; byte < FINGERPRINT_BYTES; byte++) packed[end++] = prints[start + byte] as number
    }
    for (const one of statements) {
      const marks = one[share]
      end = putNumber(packed, marks.length, putNumber(packed, one.position, end))
      for (const mark of marks) end = putNumber(packed, toPlaced(mark), end)
    }
    return packed
  }

  const packed = new Map<number, { statements: StatementTerms[]; share: Share; entries: Uint8Array }[]>()
  return (statements: StatementTerms[], share: Share): Uint8Array => {
    const name = (statements[0] as StatementTerms).position * 65_536 + statements.length
    const alike = packed.get(name) ?? []
    if (alike.length === 0) packed.set(name, alike)
    const known = alike.find((one) => one.share === share && isSame(one.statements, statements))
    if (known !== undefined) return known.entries
    const entries = write(statements, share)
    alike.push({ statements, share, entries })
    return entries
  }
}

function isSame(some: StatementTerms[], others: StatementTerms[]): boolean {
  for (let at = 0; at < some.length; at++) if (some[at] !== others[at]) return false
  return true
}

/** The entries as they were packed. */
export function unpackEntries(packed: Uint8Array): Entry[] {
  const reader = createReader(packed)
  const size = reader.number()
  const text = Buffer.from(reader.bytes(size * FINGERPRINT_BYTES)).toString('base64url')
  const entries: Entry[] = []
  while (!reader.done()) {
    const position = reader.number()
    const marks = Array.from({ length: reader.number() }, () => {
      const mark = reader.number()
      const start = (mark >>> FEATURE_BITS) * TEXT
      return { feature: featureOf(mark), value: text.slice(start, start + TEXT) as Fingerprint }
    })
    entries.push({ position, terms: marks })
  }
  return entries
}

/** What an entry must say to match: of one of these features that it is this value. */
export type Condition = { features: readonly Feature[]; value: Fingerprint }

/** The positions of the entries that meet all of them. */
export function positionsOf(packed: Uint8Array, conditions: Condition[]): number[] {
  const reader = createReader(packed)
  const size = reader.number()
  const dictionary = reader.bytes(size * FINGERPRINT_BYTES)
  const wanted: number[][] = []
  for (const { features, value } of conditions) {
    const index = indexIn(dictionary, value)
    if (index < 0) return []
    wanted.push(features.map((feature) => (index << FEATURE_BITS) | feature))
  }
  const all = (1 << wanted.length) - 1
  const positions: number[] = []
  while (!reader.done()) {
    const position = reader.number()
    let met = 0
    for (let left = reader.number(); left > 0; left--) {
      const mark = reader.number()
      for (let at = 0; at < wanted.length; at++) if (wanted[at]?.includes(mark)) met |= 1 << at
    }
    if (met === all) positions.push(position)
  }
  return positions
}

function indexIn(dictionary: Uint8Array, value: Fingerprint): number {
  const sought = Buffer.from(value, 'base64url')
  for (let at = 0; at < dictionary.length; at += FINGERPRINT_BYTES) {
    let same = 0
    while (same < FINGERPRINT_BYTES && dictionary[at + same] === sought[same]) same++
    if (same === FINGERPRINT_BYTES) return at / FINGERPRINT_BYTES
  }
  return -1
}

function createReader(packed: Uint8Array) {
  let at = 0
  return {
    done: () => at >= packed.length,
    number() {
      let value = 0
      for (let shift = 0; ; shift += 7) {
        const byte = packed[at++] as number
        value |= (byte & 127) << shift
        if (byte < 128) return value
      }
    },
    bytes(length: number) {
      at += length
      return packed.subarray(at - length, at)
    },
  }
}
