/**
 * The packed entries of a posting or a claim: for each statement its position in the batch and its terms. A dictionary
 * in front holds each value once; the terms refer to it.
 */
import { FINGERPRINT_BYTES, type Fingerprint } from '../../database/fingerprint.ts'
import type { EntryTerms } from './lists.ts'
import { type Feature, featureOf, termNumber, valueIndexOf } from './term-number.ts'
import type { StatementTerms, Term, TermTable } from './terms.ts'
import { createVarintReader, varintLength, writeVarint } from './varint.ts'

export type Entry = { position: number; terms: Term[] }

/** Without a bound, lists that only look alike would each be compared with all others. */
const MOST_ALIKE = 12

const FINGERPRINT_CHARACTERS = (FINGERPRINT_BYTES * 4) / 3

/** Packs entries of one request's statements, each combination once: most lists hold the same statements as another. */
export function createPacker({ values }: TermTable) {
  const prints = Buffer.from(values.join(''), 'base64url')
  /** The dictionary of the posting at hand: which values it has, and the place of each. */
  const dictionary = new Int32Array(values.length)
  const places = new Int32Array(values.length)
  /** In which posting a value got its place: so nothing has to be cleared for the next one. */
  const placedIn = new Int32Array(values.length)
  let posting = 0
  let size = 0

  function place(index: number): number {
    if (placedIn[index] === posting) return places[index] ?? 0
    placedIn[index] = posting
    places[index] = size
    dictionary[size] = index
    return size++
  }

  const inDictionary = (term: number) => termNumber(place(valueIndexOf(term)), featureOf(term))

  /** Goes through the terms twice, first for the dictionary and the length: so nothing is copied. */
  function write(statements: StatementTerms[], carried: EntryTerms): Uint8Array {
    posting++
    size = 0
    let length = 0
    for (const one of statements) {
      const terms = one[carried]
      length += varintLength(one.position) + varintLength(terms.length)
      for (const term of terms) length += varintLength(inDictionary(term))
    }
    const packed = Buffer.allocUnsafe(varintLength(size) + size * FINGERPRINT_BYTES + length)
    let end = writeVarint(packed, size, 0)
    for (let at = 0; at < size; at++) {
      const start = (dictionary[at] ?? 0) * FINGERPRINT_BYTES
      for (let byte = 0; byte < FINGERPRINT_BYTES; byte++) packed[end++] = prints[start + byte] ?? 0
    }
    for (const one of statements) {
      const terms = one[carried]
      end = writeVarint(packed, terms.length, writeVarint(packed, one.position, end))
      for (const term of terms) end = writeVarint(packed, inDictionary(term), end)
    }
    return packed
  }

  /** By the first statement's position and how many there are: of these only the first few are compared. */
  const packed = new Map<number, { statements: StatementTerms[]; carried: EntryTerms; entries: Uint8Array }[]>()
  return (statements: StatementTerms[], carried: EntryTerms): Uint8Array => {
    const name = (statements[0]?.position ?? 0) * 65_536 + statements.length
    const alike = packed.get(name) ?? []
    if (alike.length === 0) packed.set(name, alike)
    const before = alike.find((one) => one.carried === carried && isSame(one.statements, statements))
    if (before !== undefined) return before.entries
    const entries = write(statements, carried)
    if (alike.length < MOST_ALIKE) alike.push({ statements, carried, entries })
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
  const text = Buffer.from(readDictionary(reader)).toString('base64url')
  const entries: Entry[] = []
  while (!reader.isAtEnd()) {
    const position = reader.number()
    const terms = Array.from({ length: reader.number() }, () => {
      const term = reader.number()
      const start = valueIndexOf(term) * FINGERPRINT_CHARACTERS
      return { feature: featureOf(term), value: text.slice(start, start + FINGERPRINT_CHARACTERS) as Fingerprint }
    })
    entries.push({ position, terms })
  }
  return entries
}

/** What an entry must say to match: of one of these features that it is this value. */
export type Condition = { features: readonly Feature[]; value: Fingerprint }

/** The positions of the entries that meet all conditions. */
export function positionsOf(packed: Uint8Array, conditions: Condition[]): number[] {
  const reader = createVarintReader(packed)
  const dictionary = readDictionary(reader)
  const wanted: number[][] = []
  for (const { features, value } of conditions) {
    const index = indexIn(dictionary, value)
    if (index < 0) return []
    wanted.push(features.map((feature) => termNumber(index, feature)))
  }
  /** The last entry that met each condition: an entry may say the same thing twice. */
  const metBy = wanted.map(() => -1)
  const positions: number[] = []
  for (let entry = 0; !reader.isAtEnd(); entry++) {
    const position = reader.number()
    let met = 0
    for (let left = reader.number(); left > 0; left--) {
      const term = reader.number()
      for (let at = 0; at < wanted.length; at++) {
        if (metBy[at] === entry || !wanted[at]?.includes(term)) continue
        metBy[at] = entry
        met++
      }
    }
    if (met === wanted.length) positions.push(position)
  }
  return positions
}

function readDictionary(reader: ReturnType<typeof createVarintReader>): Uint8Array {
  const size = reader.number()
  return reader.bytes(size * FINGERPRINT_BYTES)
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
