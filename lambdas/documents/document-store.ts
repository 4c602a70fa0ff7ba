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
import { type Condition, type Item, queryAll, type ReplaceOutcome, type Tables } from '../database/tables.ts'
import { Unavailable } from '../database/unavailable.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'
import { type Document, etagOf } from '../xapi/document.ts'
import type { Preconditions } from '../xapi/precondition.ts'
import {
  agentOfItems,
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

export type { DocumentAddress, DocumentPlace }

/** `updated`: milliseconds since 1970. */
export type StoredDocument = Document & { etag: string; updated: number }
export type DocumentEntry = { id: string; updated: number }

/** `etag` is of the document that did not meet the preconditions: none, if they failed because there is none. */
export type WriteOutcome = { done: true } | { done: false; etag?: string }

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
  update(tenant: TenantId, address: DocumentAddress, revise: Revision): Promise<void>
  remove(tenant: TenantId, address: DocumentAddress, preconditions: Preconditions): Promise<WriteOutcome>
  removeAll(tenant: TenantId, place: DocumentPlace): Promise<void>
}

type Dependencies = { tables: Tables; objects: Objects; clock: Clock }

/** An item has 400 kB at most, and a condition that fails brings all of it back. */
const MOST_BYTES_IN_ITEM = 300_000

export function createDocumentStore(dependencies: Dependencies): DocumentStore {
  const { tables } = dependencies
  return {
    async get(tenant, address) {
      const read = () => tables.get('documents', documentKey(tenant, address), true)
      const loaded = await load(dependencies, read, await read())
      return loaded && toStoredDocument(loaded)
    },
    async list(tenant, place, since = Number.NEGATIVE_INFINITY) {
      const items = await readEntries(dependencies, tenant, place)
      const entries = items.map(fromEntryItem).map(({ id, updated }) => ({ id, updated }))
      return entries.filter(({ updated }) => updated > since)
    },
    async put(tenant, address, { document, ...preconditions }) {
      const item = await prepare(dependencies, tenant, { ...address, ...document })
      return toWriteOutcome(await replace(dependencies, item, meetsPreconditions(preconditions)))
    },
    async update(tenant, address, revise) {
      const read = () => tables.get('documents', documentKey(tenant, address), true)
      const write = async (item: Item | undefined) => {
        const loaded = await load(dependencies, read, item)
        const document = revise(loaded && toStoredDocument(loaded))
        return replace(
          dependencies,
          await prepare(dependencies, tenant, { ...address, ...document }),
          isUnchanged(loaded),
        )
      }
      await updateOptimistically(dependencies.clock, { item: await read(), read, write })
    },
    async remove(tenant, address, preconditions) {
      const key = documentKey(tenant, address)
      const outcome = await tables.removeIf('documents', key, meetsPreconditions(preconditions))
      if (outcome.done && outcome.item) await removeContent(dependencies, fromDocumentItem(outcome.item))
      return toWriteOutcome(outcome)
    },
    async removeAll(tenant, place) {
      const items = await readEntries(dependencies, tenant, place)
      const keys = items.map(({ pk, sk }) => ({ pk, sk }))
      await tables.remove('documents', keys)
      await forEachConcurrently(items, (item) => removeContent(dependencies, fromEntryItem(item)))
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
  const { id, contentType, bytes, context } = document
  const writeId = randomUUID()
  const agent = context.agent === undefined ? {} : { agent: agentOfItems(context.agent) }
  const described = { id, contentType, etag: etagOf(bytes), updated: dependencies.clock.now(), writeId, ...agent }
  const key = documentKey(tenant, document)
  if (bytes.length <= MOST_BYTES_IN_ITEM) return toDocumentItem(key, { ...described, bytes })
  const object = contentKey(tenant, writeId)
  await dependencies.objects.put(object, bytes)
  return toDocumentItem(key, { ...described, contentKey: object })
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
async function load(
  { objects }: Dependencies,
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

const toWriteOutcome = ({ done, item }: ReplaceOutcome): WriteOutcome =>
  done || item === undefined ? { done } : { done, etag: fromDocumentItem(item).etag }
