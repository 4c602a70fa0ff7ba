/** The types of request bodies, by the names of their schemas in `schemas/admin.json`. */
import type { Quotas } from '../../tenancy/quotas/quotas.ts'
import type { Version } from '../../xapi/statement.ts'

export type Bodies = {
  NewTenant: { id: string; name?: string; defaultVersion?: Version; quotas?: Quotas }
  TenantChange: { name?: string; defaultVersion?: Version; quotas?: Quotas }
  Suspension: { reason: string }
}
