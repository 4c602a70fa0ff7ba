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
import { createVarintReader, varintLength, writeVarint } from './varint.ts'

export type Entry = { position: number; terms: Term[] }

const TEXT = (FINGERPRINT_BYTES * 4) / 3

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
      length += varintLength(one.position) + varintLength(marks.length)
      for (const mark of marks) length += varintLength(toPlaced(mark))
    }
    const packed = Buffer.allocUnsafe(varintLength(size) + size * FINGERPRINT_BYTES + length)
    let end = writeVarint(packed, size, 0)
    for (let at = 0; at < size; at++) {
      const start = (dictionary[at] as number) * FINGERPRINT_BYTES
      for (let byte = 0; byte < FINGERPRINT_BYTES; byte++) packed[end++] = prints[start + byte] as number
    }
    for (const one of statements) {
      const marks = one[share]
      end = writeVarint(packed, marks.length, writeVarint(packed, one.position, end))
      for (const mark of marks) end = writeVarint(packed, toPlaced(mark), end)
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
  const reader = createVarintReader(packed)
  const size = reader.number()
  const text = Buffer.from(reader.bytes(size * FINGERPRINT_BYTES)).toString('base64url')
  const entries: Entry[] = []
  while (!reader.isAtEnd()) {
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
  const reader = createVarintReader(packed)
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
  while (!reader.isAtEnd()) {
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
