/** The item of one Activity: what is known of it, merged. */
import { digest } from '../database/fingerprint.ts'
import type { Key } from '../database/tables.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'

export const activityKey = (tenant: TenantId, id: string): Key => ({ pk: `${tenant}|ACT|${digest(id)}`, sk: '0' })
