/** The item of one credential. Of its secrets there are only hashes. */
import type { ScanFilter } from '../database/scan.ts'
import type { Condition, Item, Key } from '../database/tables.ts'
import { isLenientRule, type LenientRule } from '../xapi/leniency.ts'
import type { CredentialFilter } from './credential-filter.ts'
import type { Launch } from './launch.ts'
import { itemExpiry } from './launch-item.ts'
import { type Scope, withOlderRights } from './scopes.ts'
import { type TenantId, tenantId } from './tenant-id.ts'

/** `until`, in ms: when it stops working, if another one took its place. */
export type Secret = { hash: Uint8Array; until?: number }

export type CredentialItem = {
  key: string
  tenant: TenantId
  /** The newest first. */
  secrets: Secret[]
  salt: Uint8Array
  /** For people: who or what uses it. */
  label: string
  scopes: Scope[]
  /** An Agent as JSON text. */
  authority: string
  /** What its requests are let pass; the item of a strict credential has no such attribute. */
  lenient: LenientRule[]
  /** In ms; older items do not say. */
  created?: number
  /** From when on it is refused, in ms. */
  expires?: number | undefined
  /** What it may read, where not everything. */
  filter?: CredentialFilter | undefined
  /** The launch that it was made for: it reaches nothing else. */
  launch?: Launch
  /** Another one after each change. Items from before scopes told voiding and defining apart have none. */
  revision?: string
}

type Optional = { created?: number; expires?: number; filter?: string; launch?: string; revision?: string }
type Attributes = Key &
  Pick<CredentialItem, 'salt' | 'label' | 'scopes' | 'authority'> & { tenant: string; lenient?: string[] } & {
    hashes: Uint8Array[]
    /** One for each hash; 0 for one without an end. Left out where none has one. */
    untils?: number[]
  } & Optional

/** No tenant leads this key, since it is how the tenant becomes known; no tenant's id can be empty. */
const PREFIX = '|credential|'

/** DynamoDB's limit for a partition key is 2,048 bytes: no longer key can have an item, and asking for one is an error. */
export const MOST_KEY_BYTES = 2_048 - PREFIX.length

export const credentialKey = (key: string): Key => ({ pk: `${PREFIX}${key}`, sk: '0' })

export function toCredentialItem(credential: CredentialItem): Item {
  const { key, tenant, secrets, salt, label, scopes, authority, lenient } = credential
  const { created, expires, filter, launch, revision } = credential
  return {
    ...credentialKey(key),
    tenant,
    hashes: secrets.map(({ hash }) => hash),
    ...(secrets.some(({ until }) => until !== undefined) && { untils: secrets.map(({ until }) => until ?? 0) }),
    salt,
    label,
    scopes,
    authority,
    ...(lenient.length > 0 && { lenient }),
    ...(created !== undefined && { created }),
    ...(expires !== undefined && { expires }),
    ...(filter !== undefined && { filter: JSON.stringify(filter) }),
    ...(launch !== undefined && { launch: JSON.stringify(launch) }),
    // Nobody revokes these, and there may be thousands a day.
    ...(launch !== undefined && expires !== undefined && itemExpiry(expires)),
    ...(revision !== undefined && { revision }),
  }
}

export function fromCredentialItem(item: Item): CredentialItem {
  const { pk, tenant, hashes, untils, salt, label, scopes, authority, lenient = [], ...rest } = item as Attributes
  const { created, expires, filter, launch, revision } = rest
  return {
    key: pk.slice(PREFIX.length),
    tenant: tenantId(tenant),
    secrets: hashes.map((hash, at) => ({ hash, ...(untils?.[at] && { until: untils[at] }) })),
    salt,
    label,
    scopes: revision === undefined ? withOlderRights(scopes) : scopes,
    authority,
    lenient: lenient.filter(isLenientRule),
    ...(created !== undefined && { created }),
    ...(expires !== undefined && { expires }),
    ...(filter !== undefined && { filter: JSON.parse(filter) }),
    ...(launch !== undefined && { launch: JSON.parse(launch) }),
    ...(revision !== undefined && { revision }),
  }
}

export const belongsTo = (tenant: TenantId): Condition => ({ attribute: 'tenant', oneOf: [tenant] })

/** That nobody changed it since. Of an item without a revision, that it is still the same credential: its salt is its own. */
export const isAsRead = ({ revision, salt }: CredentialItem): Condition =>
  revision === undefined ? { attribute: 'salt', oneOf: [salt] } : { attribute: 'revision', oneOf: [revision] }

export const credentialsOf = (tenant: TenantId): ScanFilter => ({
  prefix: PREFIX,
  having: { attribute: 'tenant', value: tenant },
})
