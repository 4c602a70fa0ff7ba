/**
 * The history of documents, as the trail keeps it: of each write which document, what it put in the place of what, and a
 * seal of the whole. No id, context or octet can be read from it without the tenant's key.
 */
import type { KeyObject } from 'node:crypto'
import type { Entry, Fact, Facts } from './entry.ts'
import { keyedFingerprint } from './filter.ts'

/** `key`: of the document's item. */
type Place = { pk: string; sk: string }
export type Sealed = { write: string; contentType: string; etag: string; updated: number }
export type DocumentWrite = { key: Place; before?: string; after?: Sealed }

/** `document` and `seal` are fingerprints; `write` and `before` name writes by random ids. Null: the document was removed. */
type Told = { document: string; before?: string; write: string | null; seal?: string }

export const documentName = (key: KeyObject, { pk, sk }: Place): string => keyedFingerprint(key, 'text', `${pk}\n${sk}`)

export const sealOf = (key: KeyObject, { pk, sk }: Place, { write, contentType, etag, updated }: Sealed): string =>
  keyedFingerprint(key, 'text', [pk, sk, write, contentType, etag, updated].join('\n'))

export const documentFacts = (key: KeyObject, writes: readonly DocumentWrite[]): Fact[] =>
  writes.map(({ key: place, before, after }) => ({
    document: documentName(key, place),
    ...(before !== undefined && { before }),
    write: after?.write ?? null,
    ...(after && { seal: sealOf(key, place, after) }),
  }))

/** What is known of one document: its newest write. */
export type LastWrite = Told & { at: number }
export type DocumentHistory = Map<string, LastWrite>

/** Entries come in any order, and twice: the one that names the other as what was there before is the newer one. */
export function addToHistory(history: DocumentHistory, { at, outcome, what }: Entry): void {
  if (outcome !== 'done') return
  for (const told of writesIn(what)) {
    const known = history.get(told.document)
    if (known === undefined || isNewer({ ...told, at }, known)) history.set(told.document, { ...told, at })
  }
}

function isNewer(one: LastWrite, other: LastWrite): boolean {
  if (other.write !== null && one.before === other.write) return true
  if (one.write !== null && other.before === one.write) return false
  return one.at > other.at
}

function writesIn(what: Facts | undefined): Told[] {
  const documents = what?.documents
  return Array.isArray(documents) ? documents.filter(isTold) : []
}

function isTold(fact: unknown): fact is Told {
  if (typeof fact !== 'object' || fact === null) return false
  const { document, write } = fact as { [name in keyof Told]?: unknown }
  return typeof document === 'string' && (typeof write === 'string' || write === null)
}
