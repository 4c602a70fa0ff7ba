/** Whether the content bucket had what the restored tables refer to: bodies of large requests, data of attachments, documents. */
import { forEachConcurrently } from '../../../lambdas/database/concurrency.ts'
import type { Scanner } from '../../../lambdas/database/scan.ts'
import { type Item, keyOf } from '../../../lambdas/database/tables.ts'
import { isContextRow } from '../../../lambdas/documents/context-row.ts'
import { fromDocumentItem } from '../../../lambdas/documents/document-item.ts'
import { batchObjectKey, fromBatchItem, isTombstone } from '../../../lambdas/statements/batch/batch-item.ts'
import { dataPrefixes } from '../../../lambdas/statements/batch/data-hashes.ts'
import { tenantOfKey } from '../../../lambdas/tenancy/tenant-id.ts'
import { etagOf } from '../../../lambdas/xapi/document.ts'
import type { Difference, StepResult } from './drill-progress.ts'
import type { ObjectsAsOf } from './objects-as-of.ts'
import type { Restored } from './restored.ts'

type Found = Omit<StepResult, 'seconds'>
const EXAMPLES = 5

export function createDifferences() {
  const all = new Map<string, Difference>()
  return {
    add(what: string, example: string) {
      const one = all.get(what) ?? { what, count: 0, examples: [] }
      one.count++
      if (one.examples.length < EXAMPLES) one.examples.push(example)
      all.set(what, one)
    },
    all: () => [...all.values()],
  }
}

/** What a tenant had, read once when the first one asks. */
type Held = { bodies: Set<string>; data: Set<string> }

async function heldOf(objects: ObjectsAsOf, tenant: string): Promise<Held> {
  const held: Held = { bodies: new Set(), data: new Set() }
  for await (const key of objects.keys(`${tenant}/batches/`)) held.bodies.add(key)
  const place = `${tenant}/attachments/`
  for await (const key of objects.keys(place)) held.data.add(key.slice(place.length))
  return held
}

/** The hashes of attachments' data are known by their first octets. */
const hasPrefix = ({ data }: Held, prefix: string, known: Map<number, Set<string>>) => {
  const cut = known.get(prefix.length) ?? new Set([...data].map((sha2) => sha2.slice(0, prefix.length)))
  known.set(prefix.length, cut)
  return cut.has(prefix)
}

export async function checkObjects({ scanner, objects }: Restored): Promise<Found> {
  const differences = createDifferences()
  const found = { bodies: 0, attachments: 0 }
  const tenants = new Map<string, { held: Held; known: Map<number, Set<string>> }>()
  for await (const { items } of scanner.scan('statements', {})) {
    for (const item of items) {
      if (isTombstone(item)) continue
      const { id, body, dataHashes } = fromBatchItem(item)
      const tenant = tenantOfKey(item.pk)
      if ('blocks' in body && dataHashes === undefined) continue
      const of = tenants.get(tenant) ?? { held: await heldOf(objects, tenant), known: new Map() }
      tenants.set(tenant, of)
      if ('ends' in body) {
        found.bodies++
        const key = batchObjectKey(tenant, id)
        if (!of.held.bodies.has(key)) differences.add('body of a request missing', key)
      }
      for (const prefix of dataHashes === undefined ? [] : dataPrefixes(dataHashes)) {
        found.attachments++
        if (!hasPrefix(of.held, prefix, of.known)) differences.add('attachment missing', `${tenant} ${prefix}…`)
      }
    }
  }
  return { found, differences: differences.all() }
}

/** Documents by tenant. */
export type DocumentCounts = { [tenant: string]: number }

/** Beside documents lie the rows of their contexts. */
const isDocument = (item: Item) => !isContextRow(tenantOfKey(item.pk), item)

/** Each document of then: its octets are those of its ETag. */
export async function checkDocuments({ scanner, objects }: Restored): Promise<Found & { counts: DocumentCounts }> {
  const differences = createDifferences()
  const found = { documents: 0, bytes: 0 }
  const counts: DocumentCounts = {}
  for await (const { items } of scanner.scan('documents', {})) {
    await forEachConcurrently(items.filter(isDocument), async (item) => {
      const { bytes: own, contentKey, etag } = fromDocumentItem(item)
      const bytes = own ?? (contentKey === undefined ? undefined : await objects.get(contentKey))
      const tenant = tenantOfKey(item.pk)
      counts[tenant] = (counts[tenant] ?? 0) + 1
      found.documents++
      found.bytes += bytes?.length ?? 0
      if (bytes === undefined) differences.add('octets of a document missing', item.pk)
      else if (etagOf(bytes) !== etag) differences.add('document not as its ETag says', item.pk)
    })
  }
  return { found, differences: differences.all(), counts }
}

/** A request that writes a document takes at most so long after the time that the document is given. */
const WRITTEN_MS = 30_000

/** Documents that nobody has written since the moment were restored as they are. */
export async function compareDocuments(live: Scanner, { tables }: Restored, moment: number): Promise<Difference[]> {
  const differences = createDifferences()
  for await (const { items } of live.scan('documents', {})) {
    const older = items.filter(isDocument).filter((item) => fromDocumentItem(item).updated <= moment - WRITTEN_MS)
    const there = await tables.getAll('documents', older.map(keyOf), true)
    const writes = new Map(there.map((item) => [`${item.pk} ${item.sk}`, fromDocumentItem(item).writeId]))
    for (const item of older) {
      const restored = writes.get(`${item.pk} ${item.sk}`)
      if (restored === undefined) differences.add('document not restored', item.pk)
      else if (restored !== fromDocumentItem(item).writeId) differences.add('another document restored', item.pk)
    }
  }
  return differences.all()
}
