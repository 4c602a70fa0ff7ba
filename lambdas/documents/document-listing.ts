/** All documents of a tenant, context by context: paged, bounded in memory, and gone on with anywhere. */
import { queryAll, type Tables } from '../database/tables.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'
import type { DocumentContext } from '../xapi/document-query.ts'
import { contextRow, contextRows, partitionOfRow, SPREAD } from './context-row.ts'
import { documentsOfPartition, keysOfPartition } from './document-item.ts'
import { type LoadDependencies, loadDocument } from './document-store.ts'

/** `at`: where a listing goes on after it. Older documents do not say their context. */
export type ListedDocument = {
  at: string
  resource: string
  context?: DocumentContext
  id: string
  contentType: string
  etag: string
  updated: number
  bytes: Uint8Array
}

type Place = [spread: number, row: string, document: string]

/** What was removed meanwhile is left out; what is changed meanwhile is as it is when its turn comes. */
export async function* listDocuments(
  dependencies: LoadDependencies,
  tenant: TenantId,
  after?: string,
): AsyncGenerator<ListedDocument> {
  const { tables } = dependencies
  const [spread, row, document]: Place = after === undefined ? [0, '-', ''] : JSON.parse(after)
  for (let number = spread; number < SPREAD; number++) {
    const from = number === spread ? row : '-'
    for await (const { sk } of queryAll(tables, 'documents', { ...contextRows(tenant, number), from })) {
      const goesOn = number === spread && sk === row && document !== ''
      const range = documentsOfPartition(partitionOfRow(tenant, { sk }), goesOn ? document : undefined)
      for await (const item of queryAll(tables, 'documents', range)) {
        const read = () => tables.get('documents', { pk: item.pk, sk: item.sk }, true)
        const found = await loadDocument(dependencies, read, item)
        if (found === undefined) continue
        const { id, contentType, etag, updated, bytes, context } = found
        const place: Place = [number, sk, item.sk]
        const resource = sk.slice(0, sk.lastIndexOf('|'))
        const about = { at: JSON.stringify(place), resource, id, contentType, etag, updated, bytes }
        yield { ...about, ...(context && { context }) }
      }
    }
  }
}

/** Not `isComplete` where there are more than were counted. */
export type DocumentCount = { documents: number; isComplete: boolean }

/** Reads keys alone. */
export async function countDocuments(
  { query }: Pick<Tables, 'query'>,
  tenant: TenantId,
  { documents: most, contexts }: { documents: number; contexts: number },
): Promise<DocumentCount> {
  let documents = 0
  let looked = 0
  for (let number = 0; number < SPREAD; number++) {
    for await (const row of queryAll({ query }, 'documents', contextRows(tenant, number))) {
      if (looked++ === contexts) return { documents, isComplete: false }
      for await (const _ of queryAll({ query }, 'documents', keysOfPartition(partitionOfRow(tenant, row)))) {
        if (documents === most) return { documents, isComplete: false }
        documents++
      }
    }
  }
  return { documents, isComplete: true }
}

/**
 * Gives rows to contexts whose documents are older than the rows. @param partitions of some documents of the tenant
 * @returns how many rows are new
 */
export async function addContextRows(
  { insert }: Pick<Tables, 'insert'>,
  tenant: TenantId,
  partitions: Iterable<string>,
): Promise<number> {
  const rows = Array.from(new Set(partitions), (partition) => contextRow(tenant, partition))
  return rows.length === 0 ? 0 : (await insert('documents', rows)).filter((before) => before === undefined).length
}
