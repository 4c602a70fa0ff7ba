/** The item of one tenant, and its row in the list of all of them, since a function never scans. */
import type { ScanFilter } from '../database/scan.ts'
import type { Condition, Item, Key, Range } from '../database/tables.ts'
import { TENANTS_PARTITION } from '../runtime/names.ts'
import type { Version } from '../xapi/statement.ts'
import { type TenantId, tenantId } from './tenant-id.ts'
import { parseQuotas, type Quotas } from './tenant-quotas.ts'

/** What is its own is removed `after` that; from `began` on it can't be taken back. `by` is a person's subject. */
export type TenantRemoval = { at: string; after: string; reason?: string; by?: string; began?: string }

/** Instants are RFC 3339. */
export type TenantItem = {
  id: string
  /** For people. */
  name: string
  /** The version whose rules and header answer a request without a version header. */
  defaultVersion: Version
  /** Signs the tenant's `more` links and cursors. */
  moreKey: Uint8Array
  quotas?: Quotas
  created?: string
  /** Its credentials are refused. */
  suspended?: { at: string; reason: string }
  /** It is marked for deletion. Its credentials are refused. */
  removal?: TenantRemoval
  /** Nothing of it is removed as long as it is held. */
  hold?: { at: string; reason: string }
  /** Runs of retention are approved by another person than prepared them. */
  secondPerson?: boolean
  /** Another one after each change: its ETag. */
  version?: string
}

export const tenantKey = (tenant: TenantId): Key => ({ pk: `${tenant}|tenant`, sk: '0' })

export function toTenantItem(tenant: TenantItem): Item {
  const { id, name, defaultVersion, moreKey, quotas, created, suspended, removal, hold, secondPerson, version } = tenant
  return {
    ...tenantKey(tenantId(id)),
    id,
    name,
    defaultVersion,
    moreKey,
    ...(quotas && { quotas: JSON.stringify(quotas) }),
    ...(created && { created }),
    ...(suspended && { suspended: JSON.stringify(suspended) }),
    ...(removal && { removal: JSON.stringify(removal) }),
    ...(hold && { hold: JSON.stringify(hold) }),
    ...(secondPerson && { secondPerson }),
    ...(version && { version }),
  }
}

type Attributes = Pick<
  TenantItem,
  'id' | 'name' | 'defaultVersion' | 'moreKey' | 'created' | 'secondPerson' | 'version'
> & {
  quotas?: string
  suspended?: string
  removal?: string
  hold?: string
}

export function fromTenantItem(item: Item): TenantItem {
  const { id, name, defaultVersion, moreKey, quotas, created, suspended, removal, hold, secondPerson, version } =
    item as Key & Attributes
  return {
    id,
    name,
    defaultVersion,
    moreKey,
    ...(quotas && { quotas: parseQuotas(quotas) }),
    ...(created && { created }),
    ...(suspended && { suspended: JSON.parse(suspended) }),
    ...(removal && { removal: JSON.parse(removal) }),
    ...(hold && { hold: JSON.parse(hold) }),
    ...(secondPerson && { secondPerson }),
    ...(version && { version }),
  }
}

/** That nobody has changed it since it was read. Older items have no version. */
export const isStill = ({ version }: TenantItem): Condition =>
  version === undefined ? { attribute: 'version', noneOf: '*' } : { attribute: 'version', oneOf: [version] }

/** No other item of the table `Control` has this attribute. */
export const ALL_TENANTS: ScanFilter = { having: { attribute: 'moreKey' } }

/** No tenant leads this key: no tenant's id can be empty. */
export const tenantRowKey = (tenant: TenantId): Key => ({ pk: TENANTS_PARTITION, sk: tenant })

export const tenantRows = (limit: number): Range => ({
  pk: TENANTS_PARTITION,
  from: '-',
  to: '~',
  ascending: true,
  limit,
})

/** What stays of a tenant that was removed: that there was one, and what its removal was certified with. */
export type RemovedTenant = { removed: string; certificate: string; signature: string }

export const toRemovedRow = (tenant: TenantId, removed: RemovedTenant): Item => ({
  ...tenantRowKey(tenant),
  ...removed,
})

export function fromTenantRow({ removed, certificate, signature }: Item): RemovedTenant | undefined {
  if (removed === undefined) return undefined
  return { removed: String(removed), certificate: String(certificate), signature: String(signature) }
}
