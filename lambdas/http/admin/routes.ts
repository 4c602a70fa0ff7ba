/** The one table of the admin API: what there is, who may call it, what it takes and what it answers. Plain data. */
import { AUDIT_ROUTES } from './audit-routes.ts'
import { CASE_ROUTES } from './case-routes.ts'
import { CREDENTIAL_ROUTES } from './credential-routes.ts'
import { EVIDENCE_ROUTES } from './evidence-routes.ts'
import { HOLD_ROUTES } from './hold-routes.ts'
import { LAUNCH_ROUTES } from './launch-routes.ts'
import { MEMBER_ROUTES } from './member-routes.ts'
import { QUERY_ROUTES } from './query-routes.ts'
import { RETENTION_ROUTES } from './retention-routes.ts'
import type { AdminRoute } from './route.ts'
import { STATEMENT_ROUTES } from './statement-routes.ts'
import { TENANT_ROUTES } from './tenant-routes.ts'
import { USAGE_ROUTES } from './usage-routes.ts'

export const ADMIN_BASE = '/admin/v1'

const ROWS = [
  ...TENANT_ROUTES,
  ...CREDENTIAL_ROUTES,
  ...LAUNCH_ROUTES,
  ...MEMBER_ROUTES,
  ...STATEMENT_ROUTES,
  ...QUERY_ROUTES,
  ...AUDIT_ROUTES,
  ...USAGE_ROUTES,
  ...HOLD_ROUTES,
  ...RETENTION_ROUTES,
  ...CASE_ROUTES,
  ...EVIDENCE_ROUTES,
] as const

export const ADMIN_ROUTES: readonly AdminRoute[] = ROWS

/** The rows as they are written: a client takes its types from them. */
export type AdminRow = (typeof ROWS)[number]
