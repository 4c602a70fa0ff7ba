/**
 * What store and lake hold of one day, side by side: for each id a hash of its text, in typed arrays, since a day may have
 * millions. It takes 33 bytes for each of up to twice as many places as there are ids.
 */

/** So many ids are held at once: some 280 MB. A day with more is compared in parts. */
export const MOST_IDS = 2 ** 22

/** There are more ids than can be held: compare fewer at a time. */
export class TooManyIds extends Error {
  override readonly name = 'TooManyIds'
}

/** A count, and the sum of all hashes modulo 2^128: the same for the same contents in any order. */
export type Side = { count: number; sum: bigint }
export type Problem = 'missing' | 'extra' | 'different' | 'double'
export type DayContents = {
  /** @param id 16 bytes; @param hash 16 bytes of what is compared */
  addStored(id: Uint8Array, hash: Uint8Array): void
  addFromLake(id: Uint8Array, hash: Uint8Array): void
  stored(): Side
  /** Each id once, with the text that came first. */
  lake(): Side
  /** Every id that is not in both sides once and alike; one may have two problems. */
  problems(): Generator<{ problem: Problem; id: Uint8Array }>
}

const WORDS = 8
const BYTES = 4 * WORDS
const STORED = 1
const IN_LAKE = 2
const DOUBLE = 4
const DIFFERENT = 8

export function createDayContents(most = MOST_IDS): DayContents {
  let table = emptyTable(2 ** 6)
  let used = 0
  const sides = { stored: { count: 0, sum: 0n }, lake: { count: 0, sum: 0n } }

  function placeFor(id: Uint8Array, hash: Uint8Array): number {
    if (2 * used >= table.flags.length) {
      if (used >= most) throw new TooManyIds(`There are more than ${most} ids.`)
      table = doubled(table)
    }
    const place = find(table, id)
    if (table.flags[place] === 0) {
      table.bytes.set(id, place * BYTES)
      table.bytes.set(hash, place * BYTES + 16)
      used++
    }
    return place
  }
  const mark = (place: number, flag: number) => {
    table.flags[place] = (table.flags[place] ?? 0) | flag
  }
  const has = (place: number, flag: number) => ((table.flags[place] ?? 0) & flag) !== 0

  return {
    addStored(id, hash) {
      const place = placeFor(id, hash)
      if (!has(place, STORED)) count(sides.stored, hash)
      mark(place, STORED)
    },
    addFromLake(id, hash) {
      const place = placeFor(id, hash)
      if (has(place, IN_LAKE)) mark(place, DOUBLE)
      else count(sides.lake, hash)
      mark(place, IN_LAKE)
      const known = table.bytes.subarray(place * BYTES + 16, (place + 1) * BYTES)
      if (Buffer.compare(known, hash) !== 0) mark(place, DIFFERENT)
    },
    stored: () => sides.stored,
    lake: () => sides.lake,
    *problems() {
      for (const place of table.flags.keys()) {
        const id = table.bytes.subarray(place * BYTES, place * BYTES + 16)
        if (has(place, DIFFERENT)) yield { problem: 'different', id }
        if (has(place, DOUBLE)) yield { problem: 'double', id }
        if (has(place, STORED) && !has(place, IN_LAKE)) yield { problem: 'missing', id }
        if (has(place, IN_LAKE) && !has(place, STORED)) yield { problem: 'extra', id }
      }
    },
  }
}

const MODULUS = 2n ** 128n

function count(side: Side, hash: Uint8Array) {
  const { buffer, byteOffset, byteLength } = hash
  const view = new DataView(buffer, byteOffset, byteLength)
  side.count++
  side.sum = (side.sum + (view.getBigUint64(0) << 64n) + view.getBigUint64(8)) % MODULUS
}

/** Open addressing: an id lies at its place, or at the next free one. */
type Table = { bytes: Buffer; flags: Uint8Array }

const emptyTable = (places: number): Table => ({ bytes: Buffer.alloc(places * BYTES), flags: new Uint8Array(places) })

function find({ bytes, flags }: Table, id: Uint8Array): number {
  const mask = flags.length - 1
  for (let place = spread(id) & mask; ; place = (place + 1) & mask) {
    const start = place * BYTES
    if (flags[place] === 0 || bytes.compare(id, 0, 16, start, start + 16) === 0) return place
  }
}

function doubled(table: Table): Table {
  const larger = emptyTable(2 * table.flags.length)
  for (const [from, flags] of table.flags.entries()) {
    if (flags === 0) continue
    const to = find(larger, table.bytes.subarray(from * BYTES, from * BYTES + 16))
    table.bytes.copy(larger.bytes, to * BYTES, from * BYTES, (from + 1) * BYTES)
    larger.flags[to] = flags
  }
  return larger
}

/**
 * 32 bits, each of which depends on all of an id (FNV-1a, and MurmurHash's last step): senders may count their ids up, and
 * these must lie apart as random ones do.
 */
export function spread(id: Uint8Array): number {
  let hash = 0x811c9dc5
  for (const byte of id) hash = Math.imul(hash ^ byte, 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
