/**
 * Documents of a person: they go either way, since they are the person's own and no statistics are made of them. Others'
 * documents that name the person stand without that.
 */
import { randomUUID } from 'node:crypto'
import type { DocumentWrite } from '../audit/document-writes.ts'
import type { Person } from '../cases/person.ts'
import { createOwnershipTest } from '../cases/stored-documents.ts'
import { forEachConcurrently } from '../database/concurrency.ts'
import { digest } from '../database/fingerprint.ts'
import type { ObjectVersions } from '../database/object-versions.ts'
import type { Objects } from '../database/objects.ts'
import { type Item, type Key, keyOf, queryAll, type Tables } from '../database/tables.ts'
import { contextRow, isContextRow } from '../documents/context-row.ts'
import {
  contentKey,
  type DocumentItem,
  documentKey,
  fromDocumentItem,
  isUnchanged,
  partitionsOfAgent,
  toDocumentItem,
} from '../documents/document-item.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'
import { etagOf } from '../xapi/document.ts'
import { featuresOf } from '../xapi/features.ts'
import type { DocumentResource } from '../xapi/precondition.ts'
import { parseStored } from '../xapi/statement.ts'
import { removeObject } from './object-versions.ts'

export type DocumentParts = {
  tables: Tables
  objects: Objects
  versions: ObjectVersions
  now(): number
  /** Tells the trail, before it is done: a run that dies in between tells it once more. @throws Unavailable */
  tellDocuments(tenant: TenantId, writes: DocumentWrite[]): Promise<void>
}
type At = { tenant: TenantId; person: Person }
type AtDocuments = At & { isOwn: ReturnType<typeof createOwnershipTest> }

export type ErasedDocuments = { removed: number; replaced: number }

/** @param keys some of a tenant's, as a look through the table's keys finds them */
export async function eraseDocuments(parts: DocumentParts, at: At, keys: Key[]): Promise<ErasedDocuments> {
  const done: ErasedDocuments = { removed: 0, replaced: 0 }
  const ofDocuments = keys.filter((key) => !isContextRow(at.tenant, key))
  const items = await parts.tables.getAll('documents', ofDocuments, true)
  const isOwn = createOwnershipTest(at.tenant, at.person.keys)
  await forEachConcurrently(items, async (item) => {
    const outcome = await eraseDocument(parts, { ...at, isOwn }, item)
    if (outcome !== 'kept') done[outcome]++
  })
  return done
}

/** Documents of the person from before items said whose they are: where a statement of the person leads to them. */
export async function eraseOlderDocuments(parts: DocumentParts, at: At, texts: string[]): Promise<number> {
  let count = 0
  const partitions = new Set(
    texts.flatMap((text) => {
      const { activities, relatedActivities, registration } = featuresOf(parseStored(text), [])
      const all = [...activities, ...relatedActivities]
      return at.person.keys.flatMap((key) => partitionsOfAgent(at.tenant, key, all, registration))
    }),
  )
  await forEachConcurrently([...partitions], async (pk) => {
    const range = { pk, from: '-', to: '~', ascending: true, limit: 100 }
    for await (const item of queryAll(parts.tables, 'documents', range)) {
      await removeDocument(parts, at, item)
      count++
    }
  })
  return count
}

async function eraseDocument(
  parts: DocumentParts,
  at: AtDocuments,
  item: Item,
): Promise<'kept' | keyof ErasedDocuments> {
  const { tables, objects } = parts
  const { tenant, person } = at
  if (isContextRow(tenant, item)) return 'kept'
  const document = fromDocumentItem(item)
  if (at.isOwn({ partition: item.pk, agent: document.context?.agent })) {
    await removeDocument(parts, at, item)
    return 'removed'
  }
  const { contentKey: object } = document
  const bytes = document.bytes ?? (object === undefined ? undefined : await objects.get(object)) ?? new Uint8Array()
  const revised = revise(document, bytes, person)
  if (revised === undefined) return 'kept'
  const { bytes: octets, ...named } = revised
  const writeId = randomUUID()
  if (object !== undefined) await objects.put(contentKey(tenant, writeId), octets)
  const { bytes: _, contentKey: __, ...described } = document
  const changed: DocumentItem = {
    ...{ ...described, ...named, etag: etagOf(octets), updated: parts.now(), writeId },
    ...(object === undefined ? { bytes: octets } : { contentKey: contentKey(tenant, writeId) }),
  }
  const key = placeOf(at, item, { before: document, after: named })
  const isMoved = key.sk !== item.sk || key.pk !== item.pk
  const before = { key: keyOf(item), before: document.writeId }
  const after = { ...changed, write: writeId }
  await parts.tellDocuments(tenant, isMoved ? [before, { key, after }] : [{ ...before, after }])
  if (key.pk !== item.pk) await tables.putIf('documents', contextRow(tenant, key.pk))
  const put = await tables.putIf('documents', toDocumentItem(key, changed), isMoved ? undefined : isUnchanged(document))
  // Somebody has written it meanwhile: that is looked at in the next round.
  if (!put.done) return 'kept'
  if (isMoved) await tables.removeIf('documents', keyOf(item), isUnchanged(document))
  if (key.pk !== item.pk) await tables.removeIf('documents', contextRow(tenant, item.pk))
  if (object !== undefined) await removeObject(parts.versions, object)
  return 'replaced'
}

type Named = Pick<DocumentItem, 'id' | 'context'>

/** Its key is made of its id, and of whose it is. */
function placeOf({ tenant }: At, { pk, sk }: Key, { before, after }: { before: Named; after: Named }): Key {
  const isElsewhere = JSON.stringify(after.context) !== JSON.stringify(before.context)
  const [, resource] = pk.split('|')
  if (after.context === undefined || !isElsewhere || !isResource(resource))
    return { pk, sk: after.id === before.id ? sk : digest(after.id) }
  return documentKey(tenant, { resource, context: after.context, id: after.id })
}

const isResource = (text: string | undefined): text is DocumentResource =>
  text === 'activities/state' || text === 'activities/profile' || text === 'agents/profile'

async function removeDocument(parts: DocumentParts, { tenant }: At, item: Item): Promise<void> {
  const { contentKey: object, writeId } = fromDocumentItem(item)
  await parts.tellDocuments(tenant, [{ key: keyOf(item), before: writeId }])
  const { tables, versions } = parts
  if (object !== undefined) await removeObject(versions, object)
  await tables.removeIf('documents', keyOf(item))
  await tables.removeIf('documents', contextRow(tenant, item.pk))
}

/** @returns undefined where it names nobody */
function revise({ id, context, contentType }: DocumentItem, bytes: Uint8Array, person: Person) {
  const text = textOf(bytes)
  const revised = text !== undefined && person.mayName(text) ? withoutPerson(text, contentType, person) : text
  const revisedId = person.withoutInText(id)
  const whose = context && { context: JSON.parse(person.withoutIn(JSON.stringify(context))) }
  const isSame = JSON.stringify(whose?.context) === JSON.stringify(context)
  if (revised === text && revisedId === id && isSame) return undefined
  return { id: revisedId, ...whose, bytes: revised === undefined ? bytes : Buffer.from(revised) }
}

function withoutPerson(text: string, contentType: string, person: Person): string {
  if (!/json/i.test(contentType)) return person.withoutInText(text)
  try {
    JSON.parse(text)
  } catch {
    return person.withoutInText(text)
  }
  return person.withoutIn(text.trim())
}

/** Nobody can change the octets of what is no text without spoiling it. */
function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
