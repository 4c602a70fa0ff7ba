/** The documents of a tenant by whose they are: page by page, so that a count can go on later. Nothing else of them is read. */
import { forEachConcurrently } from '../database/concurrency.ts'
import { queryAll, type Tables } from '../database/tables.ts'
import { contextRows, partitionOfRow, SPREAD } from '../documents/context-row.ts'
import { contextOf, ownersOfPartition, partitionsOfAgent } from '../documents/document-item.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'

/** `agent`: the IFI key of whose they are. Older documents do not say it. */
export type DocumentsOfContext = { partition: string; agent?: string | undefined; count: number }
export type StoredDocumentsPage = { contexts: DocumentsOfContext[]; after?: string }
export type StoredDocuments = (tenant: TenantId, after?: string) => AsyncIterable<StoredDocumentsPage>

const CONTEXTS_PER_PAGE = 200
/** Those of activities are nobody's. */
const OWNED = /^(activities\/state|agents\/profile)\|/

type Place = { spread: number; row?: string }

export const createStoredDocuments = (tables: Pick<Tables, 'query'>): StoredDocuments =>
  async function* pages(tenant, after) {
    let place: Place | undefined = after === undefined ? { spread: 0 } : JSON.parse(after)
    while (place !== undefined) {
      const { spread, row }: Place = place
      const range = {
        ...contextRows(tenant, spread),
        limit: CONTEXTS_PER_PAGE,
        ...(row !== undefined && { after: row }),
      }
      const { items, last } = await tables.query('documents', range)
      const contexts: DocumentsOfContext[] = []
      await forEachConcurrently(
        items.filter(({ sk }) => OWNED.test(sk)),
        async (item) => void contexts.push(await documentsOf(tables, partitionOfRow(tenant, item))),
      )
      place = last !== undefined ? { spread, row: last } : spread + 1 < SPREAD ? { spread: spread + 1 } : undefined
      yield { contexts, ...(place && { after: JSON.stringify(place) }) }
    }
  }

async function documentsOf(tables: Pick<Tables, 'query'>, partition: string): Promise<DocumentsOfContext> {
  const found: DocumentsOfContext = { partition, count: 0 }
  for await (const item of queryAll(tables, 'documents', ownersOfPartition(partition))) {
    found.count++
    found.agent ??= contextOf(item)?.agent
  }
  return found
}

/**
 * Which documents are a person's own. Profiles are found by their partition alone, too: it is made of nothing but the Agent.
 * @param keys by which the person is known
 */
export function createOwnershipTest(tenant: TenantId, keys: readonly string[]) {
  const known = new Set(keys.map((key) => key.toLowerCase()))
  const profiles = new Set(keys.flatMap((key) => partitionsOfAgent(tenant, key, [])))
  return ({ partition, agent }: Pick<DocumentsOfContext, 'partition' | 'agent'>): boolean =>
    known.has(agent?.toLowerCase() ?? '') || profiles.has(partition)
}
