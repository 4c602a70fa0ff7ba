/** The one table of the admin API: what there is, who may call it, what it takes and what it answers. Plain data. */
import type { AdminRoute } from './route.ts'
import { TENANT_ROUTES } from './tenant-routes.ts'

export const ADMIN_BASE = '/admin/v1'

export const ADMIN_ROUTES: readonly AdminRoute[] = [...TENANT_ROUTES]
