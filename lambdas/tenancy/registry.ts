/** Tenants in the table `Control`, and who sends a request. What is done with credentials: `credentials.ts`. */
import { createSecretKey, type KeyObject } from 'node:crypto'
import type { Scanner } from '../database/scan.ts'
import type { Tables } from '../database/tables.ts'
import type { LenientRule } from '../xapi/leniency.ts'
import type { Agent } from '../xapi/statement.ts'
import { authorityKey } from './authority-item.ts'
import { isSecret } from './credential.ts'
import { visibilityFor } from './credential-filter.ts'
import {
  type CredentialItem,
  credentialKey,
  fromCredentialItem,
  MOST_KEY_BYTES,
  type Secret,
} from './credential-item.ts'
import { createUseNotes } from './credential-use.ts'
import { createLeniencyCounter } from './leniency-counter.ts'
import type { Principal } from './principal.ts'
import { type Admit, createAdmission } from './quotas/admission.ts'
import { type TenantId, tenantId } from './tenant-id.ts'
import {
  ALL_TENANTS,
  fromTenantItem,
  fromTenantRow,
  type TenantItem,
  tenantKey,
  tenantRowKey,
  toTenantItem,
} from './tenant-item.ts'
import { type CountUsage, createUsageCounter } from './usage/usage-counter.ts'

/** A revoked or changed credential works at most this much longer. */
const CACHE_MS = 60_000

/** Does nothing when the tenant exists, or one of its id was removed. @returns whether it is new */
export async function createTenant({ get, insert }: Tables, tenant: TenantItem): Promise<boolean> {
  const row = await get('control', tenantRowKey(tenantId(tenant.id)), true)
  if (row !== undefined && fromTenantRow(row) !== undefined) return false
  // The row first: one without a tenant is passed over, but a tenant without its row is not listed.
  const [, existing] = await insert('control', [tenantRowKey(tenantId(tenant.id)), toTenantItem(tenant)])
  return existing === undefined
}

export const isTenant = async ({ get }: Tables, tenant: TenantId): Promise<boolean> =>
  (await get('control', tenantKey(tenant), true)) !== undefined

export type ListedTenant = Omit<TenantItem, 'moreKey'>

/** Every tenant, by id. Reads the whole table, and gives rows to those that are older than the list of all. */
export async function scanTenants({ insert }: Pick<Tables, 'insert'>, scanner: Scanner): Promise<ListedTenant[]> {
  const tenants: ListedTenant[] = []
  for await (const { items } of scanner.scan('control', ALL_TENANTS)) {
    for (const { moreKey: _, ...tenant } of items.map(fromTenantItem)) tenants.push(tenant)
  }
  const rows = tenants.map(({ id }) => tenantRowKey(tenantId(id)))
  if (rows.length > 0) await insert('control', rows)
  return tenants.sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** Why a request is not let in. What is told of a credential is told after a right secret alone. */
export type Refusal = 'wrong' | 'expired' | 'suspended'

export type Registry = {
  /** The principal of a key and its secret; or why there is none. */
  authenticate(key: string, secret: string): Promise<Principal | Refusal>
  /** Of a credential that was asked for lately, whatever its secret; it asks nobody. */
  tenantOf(key: string): TenantId | undefined
  /** @param agent the IFI key of an Agent */
  isAuthority(tenant: TenantId, agent: string): Promise<boolean>
  /** Counts what a request was let pass, sooner or later: `leniency-counter.ts`. */
  countLeniency(principal: Principal, used: ReadonlySet<LenientRule>): Promise<void>
  /** Notes that a credential was used, within minutes: `credential-use.ts`. */
  noteUse(principal: Principal): Promise<void>
  /** Whether the tenant's quotas let a request pass: `quotas/admission.ts`. */
  admit: Admit
  /** Counts what a request used, sooner or later: `usage/usage-counter.ts`. */
  countUsage: CountUsage
}

type Credential = { principal: Principal; salt: KeyObject; secrets: Secret[]; expires: number; isSuspended: boolean }

export function createRegistry(tables: Tables, now: () => number): Registry {
  const cache = new Map<string, { credential: Credential; until: number }>()

  async function lookUp(key: string): Promise<Credential | undefined> {
    if (Buffer.byteLength(key) > MOST_KEY_BYTES) return undefined
    const cached = cache.get(key)
    if (cached && cached.until > now()) return cached.credential
    cache.delete(key)
    const credential = await readCredential(tables, key)
    if (credential) cache.set(key, { credential, until: now() + CACHE_MS })
    return credential
  }

  return {
    async authenticate(key, secret) {
      const credential = await lookUp(key)
      if (!credential || !isSecret(secret, credential.salt, credential.secrets, now())) return 'wrong'
      if (credential.isSuspended) return 'suspended'
      return now() < credential.expires ? credential.principal : 'expired'
    },
    tenantOf: (key) => cache.get(key)?.credential.principal.tenant,
    async isAuthority(tenant, agent) {
      return (await tables.get('control', authorityKey(tenant, agent), true)) !== undefined
    },
    countLeniency: createLeniencyCounter(tables, now),
    noteUse: createUseNotes(tables, now),
    admit: createAdmission(tables, now),
    countUsage: createUsageCounter(tables, now),
  }
}

/** The credential of a key, with what its tenant settles for all of them. */
async function readCredential({ get }: Tables, key: string): Promise<Credential | undefined> {
  const item = await get('control', credentialKey(key), true)
  if (item === undefined) return undefined
  const credential = fromCredentialItem(item)
  const tenant = await get('control', tenantKey(credential.tenant), true)
  return tenant && toCredential(credential, fromTenantItem(tenant))
}

/** Keys are made here, once: from bytes, each HMAC would make its own, which costs six times the HMAC. */
function toCredential(credential: CredentialItem, of: TenantItem): Credential {
  const { defaultVersion, moreKey, quotas, suspended, removal } = of
  const { key, tenant, secrets, scopes, lenient, expires = Number.POSITIVE_INFINITY, filter, launch } = credential
  const authority: Agent = JSON.parse(credential.authority)
  const visibility = visibilityFor({ scopes, authority, filter, launch })
  const principal: Principal = {
    tenant,
    key,
    scopes,
    authority,
    lenient,
    defaultVersion,
    moreKey: createSecretKey(moreKey),
    ...(filter && { filter }),
    ...(visibility && { visibility }),
    ...(launch && { launch }),
    ...(quotas && { quotas }),
  }
  const isSuspended = suspended !== undefined || removal !== undefined
  return { principal, salt: createSecretKey(credential.salt), secrets, expires, isSuspended }
}
