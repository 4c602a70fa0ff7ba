/** The documents of an export: listed context by context, with the operator's own rights. */
import { createKeyScanner } from '../../lambdas/database/dynamodb-key-scan.ts'
import type { Key } from '../../lambdas/database/tables.ts'
import { isContextRow } from '../../lambdas/documents/context-row.ts'
import { addContextRows, listDocuments } from '../../lambdas/documents/document-listing.ts'
import type { DocumentPages } from '../../lambdas/lake/export/documents.ts'
import { ENV } from '../../lambdas/runtime/names.ts'
import type { TenantId } from '../../lambdas/tenancy/tenant-id.ts'
import type { Deployment } from './deployment.ts'
import { patient } from './patience.ts'

export function exportDocuments(deployment: Deployment, tenant: TenantId): DocumentPages {
  const { clock } = deployment
  const tables = patient(deployment.tables, clock)
  const objects = patient(deployment.objects, clock)
  return (after) => listDocuments({ tables, objects }, tenant, after)
}

/** Looks through the keys of the whole table: documents from before contexts had rows can be listed from then on. */
export async function findOlderDocuments({ tables, names }: Deployment, tenant: TenantId): Promise<number> {
  const scanner = createKeyScanner({ documents: names[ENV.documentsTable] ?? '' })
  let [found, after]: [number, Key | undefined] = [0, undefined]
  do {
    const page = await scanner.page('documents', tenant, after)
    const partitions = page.keys.filter((key) => !isContextRow(tenant, key)).map(({ pk }) => pk)
    found += await addContextRows(tables, tenant, partitions)
    after = page.last
  } while (after !== undefined)
  return found
}
