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
import type { DocumentContext } from '../xapi/document-query.ts'
import type { DocumentResource, Preconditions } from '../xapi/precondition.ts'
import { DIGESTS, documentContentKey, documentKey, documentPartition } from './document-item.ts'

/** What one id list shows and one DELETE of all takes. A registration left out is a context of its own (D-8). */
export type DocumentPlace = { resource: DocumentResource; context: DocumentContext }
export type DocumentAddress = DocumentPlace & { id: string }

/** `updated`: milliseconds since 1970. */
export type StoredDocument = Document & { etag: string; updated: number }
export type DocumentEntry = { id: string; updated: number }

/** `etag` is of the document that stood against the write: none, if it failed because there is none. */
export type Written = { done: true } | { done: false; etag?: string }

/** Every method may throw `Unavailable`. */
export type DocumentStore = {
  get(tenant: TenantId, address: DocumentAddress): Promise<StoredDocument | undefined>
  /** @param since only those stored or changed later (exclusive) */
  list(tenant: TenantId, place: DocumentPlace, since?: number): Promise<DocumentEntry[]>
  put(tenant: TenantId, address: DocumentAddress, write: { document: Document } & Preconditions): Promise<Written>
  /**
   * Reads the document, and puts what `change` makes of it unless another writer came between: then all of it again.
   * What `change` throws ends it with nothing written.
   */
  update(tenant: TenantId, address: DocumentAddress, change: Change): Promise<void>
  remove(tenant: TenantId, address: DocumentAddress, preconditions: Preconditions): Promise<Written>
  removeAll(tenant: TenantId, place: DocumentPlace): Promise<void>
}

type Change = (stored: StoredDocument | undefined) => Document
type Parts = { tables: Tables; objects: Objects; clock: Clock }

/** An item has 400 kB at most, and a condition that fails brings all of it back. */
const MOST_BYTES_IN_ITEM = 300_000
const ENTRIES_PER_READ = 1_000

export function createDocumentStore(parts: Parts): DocumentStore {
  const { tables } = parts
  return {
    async get(tenant, address) {
      const read = () => tables.get('documents', keyOf(tenant, address), true)
      return (await load(parts, read, await read()))?.document
    },
    async list(tenant, place, since = Number.NEGATIVE_INFINITY) {
      const items = await itemsOf(parts, tenant, place)
      const entries = items.map(({ id, updated }) => ({ id: id as string, updated: updated as number }))
      return entries.filter(({ updated }) => updated > since)
    },
    async put(tenant, address, { document, ...preconditions }) {
      const item = await toItem(parts, tenant, { ...address, ...document })
      return toWritten(await replace(parts, item, toCondition(preconditions)))
    },
    update: (tenant, address, change) => update(parts, { tenant, address, change }),
    async remove(tenant, address, preconditions) {
      const removed = await tables.removeIf('documents', keyOf(tenant, address), toCondition(preconditions))
      if (removed.done && removed.item) await forget(parts, removed.item)
      return toWritten(removed)
    },
    async removeAll(tenant, place) {
      const items = await itemsOf(parts, tenant, place)
      await tables.remove(
        'documents',
        items.map(({ pk, sk }) => ({ pk, sk })),
      )
      await forEachConcurrently(items, (item) => forget(parts, item))
    },
  }
}

type Update = { tenant: TenantId; address: DocumentAddress; change: Change }

async function update(parts: Parts, { tenant, address, change }: Update) {
  const read = () => parts.tables.get('documents', keyOf(tenant, address), true)
  const write = async (standing: Item | undefined) => {
    const found = await load(parts, read, standing)
    const item = await toItem(parts, tenant, { ...address, ...change(found?.document) })
    return replace(parts, item, asRead(found?.item))
  }
  await updateOptimistically(parts.clock, { item: await read(), read, write })
}

/** A call whose answer was lost is made again by the SDK and then meets its own item, which is no one else's. */
async function replace(parts: Parts, item: Item, condition: Condition | undefined): Promise<ReplaceOutcome> {
  const replaced = await parts.tables.putIf('documents', item, condition)
  if (replaced.item?.write === item.write) return { done: true }
  const gone = replaced.done ? replaced.item : item
  if (gone) await forget(parts, gone)
  return replaced
}

/**
 * Removes the octets of an item that is no more. Where that fails they stay, and nobody reads them. Objects that are
 * named after their octets may belong to several documents.
 */
async function forget({ objects }: Parts, { object, write }: Item) {
  if (object === undefined || !(object as string).endsWith(`/${write}`)) return
  await objects.remove(object as string).catch((error: unknown) => {
    if (!(error instanceof Unavailable)) throw error
  })
}

const toWritten = (replaced: ReplaceOutcome): Written =>
  replaced.done || replaced.item === undefined
    ? { done: replaced.done }
    : { done: false, etag: replaced.item.etag as string }

/** Not by ETag: the same octets may have got another type meanwhile. */
const asRead = (standing: Item | undefined): Condition =>
  standing === undefined
    ? { attribute: 'write', noneOf: '*' }
    : { attribute: 'write', oneOf: [standing.write as string] }

const toCondition = ({ ifMatch, ifNoneMatch }: Preconditions): Condition => ({
  attribute: 'etag',
  ...(ifMatch !== undefined && { oneOf: ifMatch }),
  ...(ifNoneMatch !== undefined && { noneOf: ifNoneMatch }),
})

const textOf = ({ resource, context }: DocumentPlace) => ({
  resource,
  context: JSON.stringify([context.activityId ?? null, context.agent ?? null, context.registration ?? null]),
})

const keyOf = (tenant: TenantId, { id, ...place }: DocumentAddress) => documentKey(tenant, textOf(place), id)

async function itemsOf({ tables }: Parts, tenant: TenantId, place: DocumentPlace): Promise<Item[]> {
  const attributes = ['pk', 'sk', 'id', 'updated', 'object', 'write']
  const whole = { ...documentPartition(tenant, textOf(place)), ...DIGESTS }
  const range = { ...whole, ascending: true, limit: ENTRIES_PER_READ, attributes }
  const items: Item[] = []
  for await (const item of queryAll(tables, 'documents', range)) items.push(item)
  return items
}

/** Octets too many for an item are put first: nobody ever reads an item whose octets are not there yet. */
async function toItem(
  { objects, clock }: Parts,
  tenant: TenantId,
  document: DocumentAddress & Document,
): Promise<Item> {
  const { id, contentType, bytes } = document
  const write = randomUUID()
  const item = {
    ...keyOf(tenant, document),
    id,
    type: contentType,
    etag: etagOf(bytes),
    updated: clock.now(),
    write,
  }
  if (bytes.length <= MOST_BYTES_IN_ITEM) return { ...item, bytes }
  const object = documentContentKey(tenant, write)
  await objects.put(object, bytes)
  return { ...item, object }
}

type Found = { item: Item; document: StoredDocument }

/** The document of an item that was read; of the one that stands now, if it was replaced and its octets are gone. */
async function load(
  { objects }: Parts,
  read: () => Promise<Item | undefined>,
  standing: Item | undefined,
): Promise<Found | undefined> {
  for (let item = standing, missed: unknown; item !== undefined; item = await read()) {
    const bytes = item.object === undefined ? (item.bytes as Uint8Array) : await objects.get(item.object as string)
    if (bytes !== undefined) return { item, document: toDocument(item, bytes) }
    if (item.write === missed) throw new Error("A document's octets are missing in the content bucket.")
    missed = item.write
  }
  return undefined
}

const toDocument = (item: Item, bytes: Uint8Array): StoredDocument => ({
  contentType: item.type as string,
  bytes,
  etag: item.etag as string,
  updated: item.updated as number,
})
