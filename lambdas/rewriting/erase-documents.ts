/**
 * Documents of a person: they go either way, since they are the person's own and no statistics are made of them. Others'
 * documents that name the person stand without that.
 */
import { randomUUID } from 'node:crypto'
import type { Person } from '../cases/person.ts'
import { forEachConcurrently } from '../database/concurrency.ts'
import { digest } from '../database/fingerprint.ts'
import type { ObjectVersions } from '../database/object-versions.ts'
import type { Objects } from '../database/objects.ts'
import type { Item, Key, Tables } from '../database/tables.ts'
import { queryAll } from '../database/tables.ts'
import { isContextRow } from '../documents/context-row.ts'
import {
  contentKey,
  type DocumentItem,
  fromDocumentItem,
  isUnchanged,
  partitionsOfAgent,
  toDocumentItem,
} from '../documents/document-item.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'
import { etagOf } from '../xapi/document.ts'
import { featuresOf } from '../xapi/features.ts'
import { parseStored } from '../xapi/statement.ts'
import { removeObject } from './object-versions.ts'

export type DocumentParts = { tables: Tables; objects: Objects; versions: ObjectVersions; now(): number }
type At = { tenant: TenantId; person: Person }

export type ErasedDocuments = { removed: number; replaced: number }

/** @param keys some of a tenant's, as a look through the table's keys finds them */
export async function eraseDocuments(parts: DocumentParts, at: At, keys: Key[]): Promise<ErasedDocuments> {
  const done: ErasedDocuments = { removed: 0, replaced: 0 }
  const ofDocuments = keys.filter((key) => !isContextRow(at.tenant, key))
  const items = await parts.tables.getAll('documents', ofDocuments, true)
  await forEachConcurrently(items, async (item) => {
    const outcome = await eraseDocument(parts, at, item)
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
      await removeDocument(parts, item)
      count++
    }
  })
  return count
}

async function eraseDocument(parts: DocumentParts, at: At, item: Item): Promise<'kept' | keyof ErasedDocuments> {
  const { tables, objects } = parts
  const { tenant, person } = at
  const document = fromDocumentItem(item)
  if (isOwn(at, item, document)) {
    await removeDocument(parts, item)
    return 'removed'
  }
  const { contentKey: object } = document
  const bytes = document.bytes ?? (object === undefined ? undefined : await objects.get(object)) ?? new Uint8Array()
  const revised = revise(document, bytes, person)
  if (revised === undefined) return 'kept'
  const writeId = randomUUID()
  const isObject = document.contentKey !== undefined
  const { bytes: _, contentKey: __, ...described } = document
  if (isObject) await objects.put(contentKey(tenant, writeId), revised.bytes)
  const changed: DocumentItem = {
    ...described,
    id: revised.id,
    etag: etagOf(revised.bytes),
    updated: parts.now(),
    writeId,
    ...(isObject ? { contentKey: contentKey(tenant, writeId) } : { bytes: revised.bytes }),
  }
  const key = { pk: item.pk, sk: revised.id === document.id ? item.sk : digest(revised.id) }
  const isMoved = key.sk !== item.sk
  const put = await tables.putIf('documents', toDocumentItem(key, changed), isMoved ? undefined : isUnchanged(document))
  // Somebody has written it meanwhile: that is looked at in the next round.
  if (!put.done) return 'kept'
  if (isMoved) await tables.removeIf('documents', item, isUnchanged(document))
  if (document.contentKey !== undefined) await removeObject(parts.versions, document.contentKey)
  return 'replaced'
}

/** Profiles of a person are found by their partition alone, too: it is made of nothing but the Agent. */
function isOwn({ tenant, person }: At, item: Item, { context }: DocumentItem): boolean {
  return person.keys.some((key) => key === context?.agent || partitionsOfAgent(tenant, key, []).includes(item.pk))
}

async function removeDocument({ tables, versions }: DocumentParts, item: Item): Promise<void> {
  const document = fromDocumentItem(item)
  if (document.contentKey !== undefined) await removeObject(versions, document.contentKey)
  await tables.removeIf('documents', item)
}

/** @returns undefined where it names nobody */
function revise({ id, contentType }: DocumentItem, bytes: Uint8Array, person: Person) {
  const text = textOf(bytes)
  const revised = text !== undefined && person.mayName(text) ? withoutPerson(text, contentType, person) : text
  const revisedId = person.withoutInText(id)
  if (revised === text && revisedId === id) return undefined
  return { id: revisedId, bytes: revised === undefined ? bytes : Buffer.from(revised) }
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
