/** The item of one tenant. */
import type { ScanFilter } from '../database/scan.ts'
import type { Item, Key } from '../database/tables.ts'
import type { Version } from '../xapi/statement.ts'
import { parseQuotas, type Quotas } from './quotas/quotas.ts'
import { type TenantId, tenantId } from './tenant-id.ts'

export type TenantItem = {
  id: string
  /** For people. */
  name: string
  /** The version whose rules and header answer a request without a version header. */
  defaultVersion: Version
  /** Signs the tenant's `more` links. */
  moreKey: Uint8Array
  /** What it may use at most; the item of a tenant without quotas has no such attribute. */
  quotas?: Quotas
}
type Attributes = Key & Omit<TenantItem, 'quotas'> & { quotas?: string }

export const tenantKey = (tenant: TenantId): Key => ({ pk: `${tenant}|tenant`, sk: '0' })

export const toTenantItem = ({ id, name, defaultVersion, moreKey, quotas }: TenantItem): Item => ({
  ...tenantKey(tenantId(id)),
  id,
  name,
  defaultVersion,
  moreKey,
  ...(quotas && { quotas: JSON.stringify(quotas) }),
})

export function fromTenantItem(item: Item): TenantItem {
  const { id, name, defaultVersion, moreKey, quotas } = item as Attributes
  return { id, name, defaultVersion, moreKey, ...(quotas !== undefined && { quotas: parseQuotas(quotas) }) }
}

/** No other item of the table `Control` has this attribute. */
export const ALL_TENANTS: ScanFilter = { having: { attribute: 'moreKey' } }
