/** The statements of an export, read from the store as GET statements reads them, page by page. */
import { randomBytes } from 'node:crypto'
import { createActivityStore } from '../../lambdas/activities/activity-store.ts'
import type { StatementPages } from '../../lambdas/lake/export/export.ts'
import { createAttachmentStore } from '../../lambdas/statements/attachment-store.ts'
import { createStatementStore } from '../../lambdas/statements/create-store.ts'
import type { Filters } from '../../lambdas/statements/store.ts'
import { createRegistry } from '../../lambdas/tenancy/registry.ts'
import type { TenantId } from '../../lambdas/tenancy/tenant-id.ts'
import type { Deployment } from './deployment.ts'
import { patient } from './patience.ts'

/** As much as a page of the API, so that memory stays bounded. */
const PAGE = { limit: 500, maxBytes: 4_000_000 }

export function exportPages(deployment: Deployment, tenant: TenantId, filters: Filters): StatementPages {
  const { clock } = deployment
  const tables = patient(deployment.tables, clock)
  const objects = patient(deployment.objects, clock)
  const store = createStatementStore({
    ...{ tables, objects, clock },
    container: randomBytes(4).toString('hex'),
    attachments: createAttachmentStore(objects),
    activities: createActivityStore({ tables, clock }),
    isAuthority: createRegistry(tables, clock.now).isAuthority,
  })
  return async function* pages(after) {
    for (let next = after; ; ) {
      const request = { filters, ...PAGE, ...(next !== undefined && { after: next }) }
      const page = await store.page(tenant, request)
      yield page.statements
      if (page.next === undefined) return
      next = page.next
    }
  }
}
