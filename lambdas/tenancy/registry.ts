/** Tenants and their credentials in the `Control` table. */
import { createSecretKey, type KeyObject } from 'node:crypto'
import { fingerprint } from '../database/fingerprint.ts'
import type { Scanner } from '../database/scan.ts'
import type { Item, Key, Tables } from '../database/tables.ts'
import { ifiKey } from '../xapi/agent.ts'
import type { Agent, Version } from '../xapi/statement.ts'
import { isSecret, type Principal, type Scope, secretHash } from './credential.ts'
import { type TenantId, tenantId } from './tenant-id.ts'

/** A revoked or changed credential works at most this much longer. */
const CACHE_MS = 60_000

const tenantKey = (tenant: TenantId): Key => ({ pk: `${tenant}|tenant`, sk: '0' })
const authorityKey = (tenant: TenantId, agent: string): Key => ({ pk: `${tenant}|authority`, sk: fingerprint(agent) })
/** The one key that no tenant leads, since it is how the tenant becomes known; no tenant's id can be empty. */
const credentialKey = (key: string): Key => ({ pk: `|credential|${key}`, sk: '0' })

export type NewTenant = { id: string; name: string; defaultVersion: Version; moreKey: Uint8Array }

/** Does nothing when the tenant exists. @returns whether it is new */
export async function createTenant({ insert }: Tables, { id, ...tenant }: NewTenant): Promise<boolean> {
  const [existing] = await insert('control', [{ ...tenantKey(tenantId(id)), id, ...tenant }])
  return existing === undefined
}

export const isTenant = async ({ get }: Tables, tenant: TenantId): Promise<boolean> =>
  (await get('control', tenantKey(tenant), true)) !== undefined

export type NewCredential = {
  tenant: string
  key: string
  secret: string
  salt: Uint8Array
  label: string
  scopes: Scope[]
  authority: Agent
}

/**
 * Does nothing when the key exists. The authority is noted first: a query for it must never be told there is none.
 * @returns whether it is new
 */
export async function createCredential({ insert }: Tables, credential: NewCredential): Promise<boolean> {
  const { key, secret, salt, label, scopes, authority } = credential
  const tenant = tenantId(credential.tenant)
  const agent = ifiKey(authority)
  if (agent === undefined) throw new Error('An authority needs an IFI.')
  const authorityText = JSON.stringify(authority)
  await insert('control', [{ ...authorityKey(tenant, agent), authority: authorityText }])
  const hashes = [secretHash(secret, salt)]
  const item = { ...credentialKey(key), tenant, hashes, salt, label, scopes, authority: authorityText }
  const [existing] = await insert('control', [item])
  return existing === undefined
}

/**
 * Its authority stays noted: statements have it. Running functions know the credential for `CACHE_MS` more.
 * @returns false when the tenant has no such key
 */
export async function revokeCredential({ removeIf }: Tables, tenant: TenantId, key: string): Promise<boolean> {
  return (await removeIf('control', credentialKey(key), { attribute: 'tenant', oneOf: [tenant] })).done
}

export type ListedTenant = Omit<NewTenant, 'moreKey'>
export type ListedCredential = Pick<NewCredential, 'key' | 'label' | 'scopes'> & { authority: string }

/** Every tenant, by id. Reads the whole table. */
export async function listTenants(scanner: Scanner): Promise<ListedTenant[]> {
  const tenants: ListedTenant[] = []
  for await (const { items } of scanner.scan('control', { having: { attribute: 'moreKey' } })) {
    for (const { id, name, defaultVersion } of items as (Item & ListedTenant)[])
      tenants.push({ id, name, defaultVersion })
  }
  return tenants.sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** A tenant's credentials, by key. Reads the whole table. */
export async function listCredentials(scanner: Scanner, tenant: TenantId): Promise<ListedCredential[]> {
  const found: ListedCredential[] = []
  const filter = { prefix: credentialKey('').pk, having: { attribute: 'tenant', value: tenant } }
  for await (const { items } of scanner.scan('control', filter)) {
    for (const { pk, label, scopes, authority } of items as (Item & ListedCredential)[]) {
      found.push({ key: pk.slice(credentialKey('').pk.length), label, scopes, authority })
    }
  }
  return found.sort((a, b) => (a.key < b.key ? -1 : 1))
}

export type Registry = {
  /** The principal of a key and its secret; undefined when either is wrong. */
  authenticate(key: string, secret: string): Promise<Principal | undefined>
  isAuthority(tenant: TenantId, agent: string): Promise<boolean>
}

type Known = { principal: Principal; salt: KeyObject; hashes: Uint8Array[]; until: number }

/** Keys are made here, once: from bytes, each HMAC would make its own, which costs six times the HMAC. */
function toKnown(key: string, credential: Item, tenant: Item): Omit<Known, 'until'> {
  const principal = {
    tenant: tenantId(credential.tenant as string),
    key,
    scopes: credential.scopes as Scope[],
    authority: JSON.parse(credential.authority as string) as Agent,
    defaultVersion: tenant.defaultVersion as Version,
    moreKey: createSecretKey(tenant.moreKey as Uint8Array),
  }
  const salt = createSecretKey(credential.salt as Uint8Array)
  return { principal, salt, hashes: credential.hashes as Uint8Array[] }
}

export function createRegistry(tables: Tables, now: () => number): Registry {
  const cache = new Map<string, Known>()

  async function lookUp(key: string): Promise<Known | undefined> {
    const known = cache.get(key)
    if (known && known.until > now()) return known
    cache.delete(key)
    const credential = await tables.get('control', credentialKey(key), true)
    if (credential === undefined) return undefined
    const tenant = await tables.get('control', tenantKey(tenantId(credential.tenant as string)), true)
    if (tenant === undefined) return undefined
    const fresh = { ...toKnown(key, credential, tenant), until: now() + CACHE_MS }
    cache.set(key, fresh)
    return fresh
  }

  return {
    async authenticate(key, secret) {
      const known = await lookUp(key)
      return known && isSecret(secret, known.salt, known.hashes) ? known.principal : undefined
    },
    async isAuthority(tenant, agent) {
      return (await tables.get('control', authorityKey(tenant, agent), true)) !== undefined
    },
  }
}
