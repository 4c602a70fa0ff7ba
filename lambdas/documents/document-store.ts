/**
 * Documents (Communication 2.2, 2.3, 2.6, 2.7; 2.0 4.1.6.2-4.1.6.6): one item each. What a request expects of the stored
 * document is the condition of the one write that changes it, so of two writers with the same ETag one wins.
 * Octets too many for an item are an object of that one write, which goes when the item goes: no other document has it.
 */
import { randomUUID } from 'node:crypto'
import type { Clock } from '../database/clock.ts'
import { forEachConcurrently } from '../database/concurrency.ts'
import type { Objects } from '../database/objects.ts'
import { updateOptimistically } from '../database/optimistic-update.ts'
import {
  type Condition,
  type Item,
  type Key,
  keyOf,
  queryAll,
  type ReplaceOutcome,
  type Tables,
} from '../database/tables.ts'
import { Unavailable } from '../database/unavailable.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'
import { type Document, etagOf } from '../xapi/document.ts'
import type { Preconditions } from '../xapi/precondition.ts'
import { rowOfContext } from './context-row.ts'
import { changeTo, type DocumentChange, removalOf } from './document-change.ts'
import {
  contentKey,
  type DocumentAddress,
  type DocumentEntryItem,
  type DocumentItem,
  type DocumentPlace,
  documentEntries,
  documentKey,
  fromDocumentItem,
  fromEntryItem,
  hasOwnContent,
  isUnchanged,
  meetsPreconditions,
  toDocumentItem,
} from './document-item.ts'

export type { DocumentAddress, DocumentChange, DocumentPlace }

/** `updated`: milliseconds since 1970. */
export type StoredDocument = Document & { etag: string; updated: number }
export type DocumentEntry = { id: string; updated: number }

/** `etag` is of the document that did not meet the preconditions: none, if they failed because there is none. */
export type WriteOutcome = { done: true; changes: DocumentChange[] } | { done: false; etag?: string }

/** What becomes of a document, or of none. */
export type Revision = (stored: StoredDocument | undefined) => Document

/** Every method may throw `Unavailable`. */
export type DocumentStore = {
  get(tenant: TenantId, address: DocumentAddress): Promise<StoredDocument | undefined>
  /** @param since only those stored or changed later (exclusive) */
  list(tenant: TenantId, place: DocumentPlace, since?: number): Promise<DocumentEntry[]>
  put(tenant: TenantId, address: DocumentAddress, write: { document: Document } & Preconditions): Promise<WriteOutcome>
  /**
   * Reads the document, and puts what `revise` makes of it unless another writer came between: then all of it again.
   * What `revise` throws ends it with nothing written.
   */
  update(tenant: TenantId, address: DocumentAddress, revise: Revision): Promise<DocumentChange[]>
  remove(tenant: TenantId, address: DocumentAddress, preconditions: Preconditions): Promise<WriteOutcome>
  removeAll(tenant: TenantId, place: DocumentPlace): Promise<DocumentChange[]>
}

type Needed = { tables: Tables; objects: Objects; clock: Clock }
/** `known`: contexts whose rows were seen. */
type Dependencies = Needed & { known: Set<string> }
export type LoadDependencies = Pick<Needed, 'tables' | 'objects'>

/** An item has 400 kB at most, and a condition that fails brings all of it back. */
const MOST_BYTES_IN_ITEM = 300_000

export function createDocumentStore(needed: Needed): DocumentStore {
  const { tables } = needed
  const dependencies = { ...needed, known: new Set<string>() }
  return {
    async get(tenant, address) {
      const read = () => tables.get('documents', documentKey(tenant, address), true)
      const loaded = await loadDocument(dependencies, read, await read())
      return loaded && toStoredDocument(loaded)
    },
    async list(tenant, place, since = Number.NEGATIVE_INFINITY) {
      const items = await readEntries(dependencies, tenant, place)
      const entries = items.map(fromEntryItem).map(({ id, updated }) => ({ id, updated }))
      return entries.filter(({ updated }) => updated > since)
    },
    async put(tenant, address, { document, ...preconditions }) {
      const item = await prepare(dependencies, tenant, { ...address, ...document })
      const outcome = await replace(dependencies, item, meetsPreconditions(preconditions))
      return outcome.done ? { done: true, changes: [changeTo(item, outcome.item)] } : refusedBy(outcome)
    },
    async update(tenant, address, revise) {
      const read = () => tables.get('documents', documentKey(tenant, address), true)
      let changes: DocumentChange[] = []
      const write = async (item: Item | undefined) => {
        const loaded = await loadDocument(dependencies, read, item)
        const document = revise(loaded && toStoredDocument(loaded))
        const revised = await prepare(dependencies, tenant, { ...address, ...document })
        const outcome = await replace(dependencies, revised, isUnchanged(loaded))
        if (outcome.done) changes = [changeTo(revised, item)]
        return outcome
      }
      await updateOptimistically(dependencies.clock, { item: await read(), read, write })
      return changes
    },
    async remove(tenant, address, preconditions) {
      const key = documentKey(tenant, address)
      const outcome = await tables.removeIf('documents', key, meetsPreconditions(preconditions))
      if (!outcome.done) return refusedBy(outcome)
      const removed = outcome.item && fromDocumentItem(outcome.item)
      if (removed) await removeContent(dependencies, removed)
      return { done: true, changes: removed ? [removalOf(key, removed.writeId)] : [] }
    },
    async removeAll(tenant, place) {
      const items = await readEntries(dependencies, tenant, place)
      const keys = items.map(({ pk, sk }) => ({ pk, sk }))
      await tables.remove('documents', keys)
      await forEachConcurrently(items, (item) => removeContent(dependencies, fromEntryItem(item)))
      return items.map((item) => removalOf(keyOf(item), fromEntryItem(item).writeId))
    },
  }
}

async function readEntries({ tables }: Dependencies, tenant: TenantId, place: DocumentPlace): Promise<Item[]> {
  const items: Item[] = []
  for await (const item of queryAll(tables, 'documents', documentEntries(tenant, place))) items.push(item)
  return items
}

/** Octets too many for an item are put first: nobody ever reads an item whose octets are not there yet. */
async function prepare(
  dependencies: Dependencies,
  tenant: TenantId,
  document: DocumentAddress & Document,
): Promise<Item> {
  await list(dependencies, rowOfContext(tenant, document))
  const { id, context, contentType, bytes } = document
  const writeId = randomUUID()
  const described = { id, context, contentType, etag: etagOf(bytes), updated: dependencies.clock.now(), writeId }
  const key = documentKey(tenant, document)
  if (bytes.length <= MOST_BYTES_IN_ITEM) return toDocumentItem(key, { ...described, bytes })
  const object = contentKey(tenant, writeId)
  await dependencies.objects.put(object, bytes)
  return toDocumentItem(key, { ...described, contentKey: object })
}

/** Contexts that a container remembers. */
const MOST_KNOWN = 10_000

/** The row of a context comes before its first document: a document without it would not be listed. */
async function list({ tables, known }: Dependencies, row: Key): Promise<void> {
  const name = `${row.pk} ${row.sk}`
  if (known.has(name)) return
  // Most are there, and to read one costs a tenth of a write.
  if ((await tables.get('documents', row, false)) === undefined) await tables.putIf('documents', row)
  if (known.size >= MOST_KNOWN) known.clear()
  known.add(name)
}

/** A call whose answer was lost is made again by the SDK and then meets its own item, which is no one else's. */
async function replace(dependencies: Dependencies, item: Item, condition: Condition): Promise<ReplaceOutcome> {
  const outcome = await dependencies.tables.putIf('documents', item, condition)
  const before = outcome.item && fromDocumentItem(outcome.item)
  const written = fromDocumentItem(item)
  if (before?.writeId === written.writeId) return { done: true }
  const unused = outcome.done ? before : written
  if (unused) await removeContent(dependencies, unused)
  return outcome
}

/** Removes the octets of an item that is no more. Where that fails they stay, and nobody reads them. */
async function removeContent({ objects }: Dependencies, item: DocumentEntryItem): Promise<void> {
  if (item.contentKey === undefined || !hasOwnContent(item)) return
  await objects.remove(item.contentKey).catch((error: unknown) => {
    if (!(error instanceof Unavailable)) throw error
  })
}

type LoadedDocument = DocumentItem & { bytes: Uint8Array }

/** The document of an item that was read; of the one in its place now, if it was replaced and its octets are gone. */
export async function loadDocument(
  { objects }: Pick<LoadDependencies, 'objects'>,
  read: () => Promise<Item | undefined>,
  first: Item | undefined,
): Promise<LoadedDocument | undefined> {
  let missing: string | undefined
  for (let item = first; item !== undefined; item = await read()) {
    const document = fromDocumentItem(item)
    const bytes = document.contentKey === undefined ? document.bytes : await objects.get(document.contentKey)
    if (bytes !== undefined) return { ...document, bytes }
    if (document.writeId === missing) throw new Error("A document's octets are missing in the content bucket.")
    missing = document.writeId
  }
  return undefined
}

const toStoredDocument = ({ contentType, bytes, etag, updated }: LoadedDocument): StoredDocument => ({
  contentType,
  bytes,
  etag,
  updated,
})

const refusedBy = ({ item }: ReplaceOutcome): WriteOutcome => ({
  done: false,
  ...(item && { etag: fromDocumentItem(item).etag }),
})
