/**
 * The openings of a ledger's hour: for each record its sequence, its id and the salt of its leaf, 46 bytes each, in the
 * order of the sequences. They lie beside the records and die with them; what is signed holds the leaves alone, which say
 * nothing without a salt. The opening of an erased record is zeros, behind its sequence.
 */
import type { EvidenceObjects } from './evidence-objects.ts'
import { sha256 } from './merkle.ts'
import { type Ledger, SALT_BYTES } from './records.ts'

const SEQUENCE_BYTES = 14
const ID_BYTES = 16
const OPENING_BYTES = SEQUENCE_BYTES + ID_BYTES + SALT_BYTES

/** `salt`: undefined where the record was erased. */
export type Opening = { sequence: string; id: string; salt: Uint8Array | undefined }

export type Openings = {
  count: number
  at(index: number): Opening
  /** Where in the order a sequence stands. */
  indexOf(sequence: string): number | undefined
}

export const openingsKey = ({ source, tenant }: Ledger, hour: string) => `${tenant}/evidence/${source}/${hour}`

/** Nothing of evidence is ever replaced: openings that lack some records are another object, and the first one goes. */
export const erasedKey = (key: string, bytes: Uint8Array) => `${key}.${sha256(bytes).toString('hex').slice(0, 16)}`

/** All that there is of an hour: while records are erased, two. */
export async function openingsKeys(besides: Pick<EvidenceObjects, 'list'>, ledger: Ledger, hour: string) {
  const key = openingsKey(ledger, hour)
  const keys: string[] = []
  for await (const one of besides.list(key)) if (one === key || one.startsWith(`${key}.`)) keys.push(one)
  return keys
}

/** As they are by now. */
export async function readOpenings(
  besides: Pick<EvidenceObjects, 'get' | 'list'>,
  ledger: Ledger,
  hour: string,
): Promise<Uint8Array | undefined> {
  const first = await besides.get(openingsKey(ledger, hour))
  if (first !== undefined) return first
  const [key] = await openingsKeys(besides, ledger, hour)
  return key === undefined ? undefined : besides.get(key)
}

/** @param openings in any order */
export function toOpeningsBytes(openings: readonly Required<Opening>[]): Buffer {
  const inOrder = openings.toSorted((a, b) => (a.sequence < b.sequence ? -1 : 1))
  const bytes = Buffer.alloc(inOrder.length * OPENING_BYTES)
  for (const [index, { sequence, id, salt }] of inOrder.entries()) {
    const start = index * OPENING_BYTES
    bytes.write(sequence, start, 'hex')
    bytes.write(id.replaceAll('-', ''), start + SEQUENCE_BYTES, 'hex')
    if (salt !== undefined) bytes.set(salt, start + SEQUENCE_BYTES + ID_BYTES)
  }
  return bytes
}

/** @throws Error when these are no openings */
export function fromOpeningsBytes(bytes: Uint8Array): Openings {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (buffer.length % OPENING_BYTES !== 0) throw new Error('The openings of an hour are cut off.')
  const count = buffer.length / OPENING_BYTES
  const sequenceAt = (index: number) =>
    buffer.toString('hex', index * OPENING_BYTES, index * OPENING_BYTES + SEQUENCE_BYTES)
  return {
    count,
    at(index) {
      const start = index * OPENING_BYTES + SEQUENCE_BYTES
      const salt = buffer.subarray(start + ID_BYTES, start + ID_BYTES + SALT_BYTES)
      const isErased = salt.every((byte) => byte === 0)
      return { sequence: sequenceAt(index), id: uuidAt(buffer, start), salt: isErased ? undefined : salt }
    },
    indexOf(sequence) {
      const wanted = Buffer.from(sequence, 'hex')
      const order = (index: number) =>
        wanted.compare(buffer, index * OPENING_BYTES, index * OPENING_BYTES + SEQUENCE_BYTES)
      let [low, high] = [0, count]
      while (low < high) {
        const middle = (low + high) >>> 1
        if (order(middle) > 0) low = middle + 1
        else high = middle
      }
      return low < count && order(low) === 0 ? low : undefined
    },
  }
}

const uuidAt = (buffer: Buffer, start: number): string =>
  buffer.toString('hex', start, start + ID_BYTES).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')

/** The same without what opens these records. @returns undefined where nothing of that was there */
export function withoutOpenings(bytes: Uint8Array, sequences: Iterable<string>): Buffer | undefined {
  const openings = fromOpeningsBytes(bytes)
  const erased = Buffer.from(bytes)
  let isChanged = false
  for (const sequence of sequences) {
    const index = openings.indexOf(sequence)
    if (index === undefined) continue
    const start = index * OPENING_BYTES + SEQUENCE_BYTES
    isChanged ||= erased.subarray(start, start + ID_BYTES + SALT_BYTES).some((byte) => byte !== 0)
    erased.fill(0, start, start + ID_BYTES + SALT_BYTES)
  }
  return isChanged ? erased : undefined
}
