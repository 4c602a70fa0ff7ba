/** What there is of a tenant that would be removed with it: counted, up to bounds that an answer can wait for. */
import type { CountObjects, ObjectCount } from '../database/object-count.ts'
import type { Tables } from '../database/tables.ts'
import { countDocuments } from '../documents/document-listing.ts'
import { countStatements, type StatementCount } from '../statements/maintenance/count-statements.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'

/** Where one is not `isComplete`, there is at least so much. */
export type Stock = { statements: StatementCount; documents: ObjectCount; objects: ObjectCount; lakeFiles: ObjectCount }

export type StockParts = { tables: Pick<Tables, 'query' | 'get'>; content: CountObjects; lake: CountObjects }

/** Some seconds: five lists of S3, and a query for each context. */
const MOST = { objects: 5_000, documents: 5_000, contexts: 300 }

export async function stockOf({ tables, content, lake }: StockParts, tenant: TenantId): Promise<Stock> {
  const [statements, { documents, isComplete }, objects, lakeFiles] = await Promise.all([
    countStatements(tables, tenant),
    countDocuments(tables, tenant, MOST),
    content([`${tenant}/`], MOST.objects),
    lake(
      ['lake', 'voids', 'usage'].map((folder) => `${folder}/tenant=${tenant}/`),
      MOST.objects,
    ),
  ])
  return { statements, documents: { count: documents, isComplete }, objects, lakeFiles }
}
