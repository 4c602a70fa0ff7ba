/** What of a statement is compared: its id and exact text; of a voiding one also what it voids. */
import { createHash } from 'node:crypto'
import { type Statement, VOIDED } from '../../xapi/statement.ts'
import type { PlacedText } from './stored-batches.ts'

/** 16 bytes of id, 16 of hash. */
export type Compared = { id: Uint8Array; hash: Uint8Array }

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** @returns undefined for what is no UUID in lower case, as no statement's id is */
export const idBytes = (id: string): Uint8Array | undefined =>
  UUID.test(id) ? Buffer.from(id.replaceAll('-', ''), 'hex') : undefined

export const idText = (bytes: Uint8Array): string =>
  Buffer.from(bytes)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')

/** None of the parts can hold the zero byte that is between them. */
const hashOf = (...parts: string[]): Uint8Array =>
  createHash('sha256').update(parts.join('\0')).digest().subarray(0, 16)

export function statementOf(id: string, text: string): Compared | undefined {
  const bytes = idBytes(id)
  return bytes && { id: bytes, hash: hashOf(id, text) }
}

/** Called by the voiding statement, which voids exactly one. */
export type VoidRow = { voidedBy: string; voided: string; sequence: string }

export function voidOf({ voidedBy, voided, sequence }: VoidRow): Compared | undefined {
  const bytes = idBytes(voidedBy)
  return bytes && { id: bytes, hash: hashOf(voidedBy, voided, sequence) }
}

/** A stored statement as it must be in the lake, and its void, where it is a voiding one. */
export function fromStore({ text, sequence }: PlacedText): { statement: Compared; void?: Compared } {
  const { id = '', verb, object } = JSON.parse(text) as Statement
  const name = id.toLowerCase()
  const statement = statementOf(name, text)
  if (statement === undefined) throw new Error(`The statement at ${sequence} has no UUID as its id.`)
  if (verb?.id !== VOIDED || object?.objectType !== 'StatementRef') return { statement }
  const voiding = voidOf({ voidedBy: name, voided: object.id.toLowerCase(), sequence })
  return { statement, ...(voiding && { void: voiding }) }
}
