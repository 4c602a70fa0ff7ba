/** When a tenant is looked at next for what is past its time, and which case came of the last look. */
import type { Item, Key } from '../database/tables.ts'
import { RETENTION_LOOK_PARTITION } from '../runtime/names.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'

/** `rules`: their versions; `next`: a day (UTC); `caseId`: of a case that waits, or did. */
export type RetentionLook = { rules: string; next: string; caseId?: string }

export const retentionLookKey = (tenant: TenantId): Key => ({ pk: `${tenant}|${RETENTION_LOOK_PARTITION}`, sk: '0' })

export const toRetentionLookItem = (tenant: TenantId, { rules, next, caseId }: RetentionLook): Item => ({
  ...retentionLookKey(tenant),
  ...{ rules, next },
  ...(caseId !== undefined && { case: caseId }),
})

export const fromRetentionLookItem = ({ rules, next, case: caseId }: Item): RetentionLook => ({
  ...{ rules: String(rules), next: String(next) },
  ...(caseId !== undefined && { caseId: String(caseId) }),
})
