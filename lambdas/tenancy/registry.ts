/** Tenants and their credentials in the `Control` table. */
import { fingerprint, type Key } from '../store/keys.ts'
import type { Item, Tables } from '../store/tables.ts'
import { type TenantId, tenantId } from '../store/tenant.ts'
import { ifiKey } from '../xapi/agent.ts'
import type { Agent, Version } from '../xapi/statement.ts'
import { isSecret, type Principal, type Scope, secretHash } from './credential.ts'

/** A revoked or changed credential works at most this much longer. */
const CACHE_MS = 60_000

const tenantKey = (tenant: TenantId): Key => ({ pk: `${tenant}|tenant`, sk: '0' })
const authorityKey = (tenant: TenantId, agent: string): Key => ({ pk: `${tenant}|authority`, sk: fingerprint(agent) })
/** The one key that no tenant leads, since it is how the tenant becomes known; no tenant's id can be empty. */
const credentialKey = (key: string): Key => ({ pk: `|credential|${key}`, sk: '0' })

export type NewTenant = { id: string; name: string; defaultVersion: Version; moreKey: Uint8Array }

/** Does nothing when the tenant exists. */
export async function createTenant({ insert }: Tables, { id, ...tenant }: NewTenant): Promise<void> {
  await insert('control', [{ ...tenantKey(tenantId(id)), id, ...tenant }])
}

export type NewCredential = {
  tenant: string
  key: string
  secret: string
  salt: Uint8Array
  label: string
  scopes: Scope[]
  authority: Agent
}

/** Does nothing when the key exists. The authority is noted first: a query for it must never be told there is none. */
export async function createCredential({ insert }: Tables, credential: NewCredential): Promise<void> {
  const { key, secret, salt, label, scopes, authority } = credential
  const tenant = tenantId(credential.tenant)
  const agent = ifiKey(authority)
  if (agent === undefined) throw new Error('An authority needs an IFI.')
  const authorityText = JSON.stringify(authority)
  await insert('control', [{ ...authorityKey(tenant, agent), authority: authorityText }])
  const hashes = [secretHash(secret, salt)]
  await insert('control', [{ ...credentialKey(key), tenant, hashes, salt, label, scopes, authority: authorityText }])
}

export type Registry = {
  /** The principal of a key and its secret; undefined when either is wrong. */
  authenticate(key: string, secret: string): Promise<Principal | undefined>
  isAuthority(tenant: TenantId, agent: string): Promise<boolean>
}

type Known = { credential: Item; tenant: Item; until: number }

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
    const fresh = { credential, tenant, until: now() + CACHE_MS }
    cache.set(key, fresh)
    return fresh
  }

  return {
    async authenticate(key, secret) {
      const known = await lookUp(key)
      if (known === undefined) return undefined
      const { credential, tenant } = known
      if (!isSecret(secret, credential.salt as Uint8Array, credential.hashes as Uint8Array[])) return undefined
      return {
        tenant: tenantId(credential.tenant as string),
        key,
        scopes: credential.scopes as Scope[],
        authority: JSON.parse(credential.authority as string) as Agent,
        defaultVersion: tenant.defaultVersion as Version,
        moreKey: tenant.moreKey as Uint8Array,
      }
    },
    async isAuthority(tenant, agent) {
      return (await tables.get('control', authorityKey(tenant, agent), true)) !== undefined
    },
  }
}
