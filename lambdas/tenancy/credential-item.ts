/** The item of one credential. Of its secret there is only a hash. */
import type { ScanFilter } from '../database/scan.ts'
import type { Change, Condition, Item, Key } from '../database/tables.ts'
import { isLenientRule, type LenientRule } from '../xapi/leniency.ts'
import type { Scope } from './scopes.ts'
import { type TenantId, tenantId } from './tenant-id.ts'

export type CredentialItem = {
  key: string
  tenant: TenantId
  hashes: Uint8Array[]
  salt: Uint8Array
  /** For people: who or what uses it. */
  label: string
  scopes: Scope[]
  /** An Agent as JSON text. */
  authority: string
  /** What its requests are let pass; the item of a strict credential has no such attribute. */
  lenient: LenientRule[]
}
type Attributes = Key & Omit<CredentialItem, 'key' | 'tenant' | 'lenient'> & { tenant: string; lenient?: string[] }

/** No tenant leads this key, since it is how the tenant becomes known; no tenant's id can be empty. */
const PREFIX = '|credential|'

/** DynamoDB's limit for a partition key is 2,048 bytes: no longer key can have an item, and asking for one is an error. */
export const MOST_KEY_BYTES = 2_048 - PREFIX.length

export const credentialKey = (key: string): Key => ({ pk: `${PREFIX}${key}`, sk: '0' })

export function toCredentialItem(credential: CredentialItem): Item {
  const { key, tenant, hashes, salt, label, scopes, authority, lenient } = credential
  const strict = { ...credentialKey(key), tenant, hashes, salt, label, scopes, authority }
  return lenient.length > 0 ? { ...strict, lenient } : strict
}

export function fromCredentialItem(item: Item): CredentialItem {
  const { pk, tenant, hashes, salt, label, scopes, authority, lenient = [] } = item as Attributes
  const known = { hashes, salt, label, scopes, authority, lenient: lenient.filter(isLenientRule) }
  return { key: pk.slice(PREFIX.length), tenant: tenantId(tenant), ...known }
}

export const belongsTo = (tenant: TenantId): Condition => ({ attribute: 'tenant', oneOf: [tenant] })

/** Other leniency for a credential of this tenant. */
export const changedLeniency = (tenant: TenantId, key: string, lenient: LenientRule[]): Change => ({
  key: credentialKey(key),
  set: { lenient },
  expected: { tenant },
})

export const credentialsOf = (tenant: TenantId): ScanFilter => ({
  prefix: PREFIX,
  having: { attribute: 'tenant', value: tenant },
})
