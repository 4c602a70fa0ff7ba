/** What is removed of a tenant, kind by kind. */
import type { TenantId } from '../tenancy/tenant-id.ts'

/** `names` say what is to be removed. `next`: where to go on after that; there is none at the end. */
export type RemovalPage = { names: string[]; statements?: number; next?: string }

export type RemovalSource = {
  kind: string
  /** Some of what there is now. @param first the hour of the tenant's first statement, where it has any */
  page(tenant: TenantId, at: { after?: string; first?: string; now: number }): Promise<RemovalPage>
  /** What is gone already is no error. */
  remove(tenant: TenantId, names: string[]): Promise<void>
}
