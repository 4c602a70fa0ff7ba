/** The item of one document: all of it, or all but octets that are too many for an item and lie in the bucket. */
import { digest } from '../database/fingerprint.ts'
import type { Condition, Item, Key, Range } from '../database/tables.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'
import type { DocumentContext } from '../xapi/document-query.ts'
import type { DocumentResource, Preconditions } from '../xapi/precondition.ts'

/** What one id list shows and one DELETE of all takes. A registration left out is a context of its own (D-8). */
export type DocumentPlace = { resource: DocumentResource; context: DocumentContext }
export type DocumentAddress = DocumentPlace & { id: string }

/** It has either `bytes` or `contentKey`, which names the object with the octets. */
export type DocumentItem = {
  id: string
  /** Whose it is: the keys have digests. Older items have none. */
  context?: DocumentContext
  contentType: string
  etag: string
  /** Milliseconds since 1970. */
  updated: number
  /** Of the one write that put the item. */
  writeId: string
  bytes?: Uint8Array
  contentKey?: string
}
type Attributes = Key & {
  id: string
  context?: string
  type: string
  etag: string
  updated: number
  write: string
  bytes?: Uint8Array
  object?: string
}

/** Ids and contexts may be longer than a key, so digests stand for them. */
export const documentKey = (tenant: TenantId, address: DocumentAddress): Key => ({
  pk: partitionOf(tenant, address),
  sk: digest(address.id),
})

export function partitionOf(tenant: TenantId, { resource, context }: DocumentPlace): string {
  const parts = [context.activityId ?? null, context.agent ?? null, context.registration ?? null]
  return `${tenant}|${resource}|${digest(JSON.stringify(parts))}`
}

/** The partition of an Agent's profiles; of its states with an Activity, those of the registration, or of none. */
export const partitionsOfAgent = (
  tenant: TenantId,
  agent: string,
  activities: readonly string[],
  registration?: string,
): string[] => [
  partitionOf(tenant, { resource: 'agents/profile', context: { agent } }),
  ...activities.flatMap((activityId) =>
    [{}, ...(registration === undefined ? [] : [{ registration }])].map((more) =>
      partitionOf(tenant, { resource: 'activities/state', context: { activityId, agent, ...more } }),
    ),
  ),
]

export const contentKey = (tenant: TenantId, writeId: string) => `${tenant}/documents/${writeId}`

/** Octets that no other document has. Objects that are named after their octets may belong to several documents. */
export const hasOwnContent = ({ writeId, contentKey: key }: DocumentEntryItem) => key?.endsWith(`/${writeId}`) === true

export function toDocumentItem(key: Key, document: DocumentItem): Item {
  const { id, context, contentType, etag, updated, writeId, bytes, contentKey: object } = document
  const whose = context === undefined ? {} : { context: JSON.stringify(context) }
  const item = { ...key, id, ...whose, type: contentType, etag, updated, write: writeId }
  return { ...item, ...(bytes !== undefined && { bytes }), ...(object !== undefined && { object }) }
}

export function fromDocumentItem(item: Item): DocumentItem {
  const { type, etag, bytes, context } = attributesOf(item)
  const whose = context === undefined ? {} : { context: JSON.parse(context) }
  return { ...fromEntryItem(item), ...whose, contentType: type, etag, ...(bytes !== undefined && { bytes }) }
}

/** What a list shows of a document, and what its removal needs. */
export type DocumentEntryItem = Pick<DocumentItem, 'id' | 'updated' | 'writeId' | 'contentKey'>
const ENTRY_ATTRIBUTES = ['pk', 'sk', 'id', 'updated', 'object', 'write']
const ENTRIES_PER_READ = 1_000

/** All documents of a place, without their octets. `-` sorts before every digest, `~` after them. */
export const documentEntries = (tenant: TenantId, place: DocumentPlace): Range => ({
  pk: partitionOf(tenant, place),
  from: '-',
  to: '~',
  ascending: true,
  limit: ENTRIES_PER_READ,
  attributes: ENTRY_ATTRIBUTES,
})

/** Whole documents: a page of DynamoDB has a megabyte at most. */
export const documentsOfPartition = (pk: string, after?: string): Range => ({
  ...{ pk, from: '-', to: '~', ascending: true, limit: 100 },
  ...(after !== undefined && { after }),
})

export const keysOfPartition = (pk: string): Range => ({
  ...{ pk, from: '-', to: '~', ascending: true, limit: ENTRIES_PER_READ, attributes: ['pk', 'sk'] },
})

/** How many there are, and whose they are. */
export const ownersOfPartition = (pk: string): Range => ({
  ...{ pk, from: '-', to: '~', ascending: true, limit: ENTRIES_PER_READ, attributes: ['pk', 'sk', 'context'] },
})

export const contextOf = (item: Item): DocumentContext | undefined => {
  const { context } = attributesOf(item)
  return context === undefined ? undefined : JSON.parse(context)
}

export function fromEntryItem(item: Item): DocumentEntryItem {
  const { id, updated, write, object } = attributesOf(item)
  return { id, updated, writeId: write, ...(object !== undefined && { contentKey: object }) }
}

const attributesOf = (item: Item) => item as Attributes

/** Nobody has written the document since it was read. Not by ETag: the same octets may have got another type meanwhile. */
export const isUnchanged = (stored: DocumentItem | undefined): Condition => ({
  attribute: 'write',
  ...(stored === undefined ? { noneOf: '*' } : { oneOf: [stored.writeId] }),
})

export const meetsPreconditions = ({ ifMatch, ifNoneMatch }: Preconditions): Condition => ({
  attribute: 'etag',
  ...(ifMatch !== undefined && { oneOf: ifMatch }),
  ...(ifNoneMatch !== undefined && { noneOf: ifNoneMatch }),
})
