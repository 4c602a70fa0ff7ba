/** Tenants and their credentials in the table `Control`: what an operator does with them, and who sends a request. */
import { createSecretKey, type KeyObject } from 'node:crypto'
import type { Scanner } from '../database/scan.ts'
import type { Tables } from '../database/tables.ts'
import { ifiKey } from '../xapi/agent.ts'
import type { LenientRule } from '../xapi/leniency.ts'
import type { Agent } from '../xapi/statement.ts'
import { authorityKey, toAuthorityItem } from './authority-item.ts'
import { isSecret, secretHash } from './credential.ts'
import {
  belongsTo,
  type CredentialItem,
  changedLeniency,
  credentialKey,
  credentialsOf,
  fromCredentialItem,
  MOST_KEY_BYTES,
  toCredentialItem,
} from './credential-item.ts'
import { createLeniencyCounter } from './leniency-counter.ts'
import type { Principal } from './principal.ts'
import type { Scope } from './scopes.ts'
import { type TenantId, tenantId } from './tenant-id.ts'
import { ALL_TENANTS, fromTenantItem, type TenantItem, tenantKey, toTenantItem } from './tenant-item.ts'

/** A revoked or changed credential works at most this much longer. */
const CACHE_MS = 60_000

/** Does nothing when the tenant exists. @returns whether it is new */
export async function createTenant({ insert }: Tables, tenant: TenantItem): Promise<boolean> {
  const [existing] = await insert('control', [toTenantItem(tenant)])
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
  /** None where it is left out. */
  lenient?: LenientRule[]
}

/**
 * Does nothing when the key exists. The authority is noted first: a query for it must never be told there is none.
 * @returns whether it is new
 */
export async function createCredential({ insert }: Tables, credential: NewCredential): Promise<boolean> {
  const { key, secret, salt, label, scopes, lenient = [] } = credential
  const tenant = tenantId(credential.tenant)
  const agent = ifiKey(credential.authority)
  if (agent === undefined) throw new Error('An authority needs an IFI.')
  const authority = JSON.stringify(credential.authority)
  await insert('control', [toAuthorityItem(tenant, agent, authority)])
  const hashes = [secretHash(secret, salt)]
  const [existing] = await insert('control', [
    toCredentialItem({ key, tenant, hashes, salt, label, scopes, authority, lenient }),
  ])
  return existing === undefined
}

/**
 * Its authority stays noted: statements have it. Running functions know the credential for `CACHE_MS` more.
 * @returns false when the tenant has no such key
 */
export async function revokeCredential({ removeIf }: Tables, tenant: TenantId, key: string): Promise<boolean> {
  return (await removeIf('control', credentialKey(key), belongsTo(tenant))).done
}

/** Running functions go on with what they know of the credential for `CACHE_MS`. @returns false when the tenant has no such key */
export const changeLeniency = async (
  { updateIf }: Tables,
  { tenant, key, lenient }: { tenant: TenantId; key: string; lenient: LenientRule[] },
): Promise<boolean> => (await updateIf('control', changedLeniency(tenant, key, lenient))).done

export type ListedTenant = Omit<TenantItem, 'moreKey'>
export type ListedCredential = Omit<CredentialItem, 'tenant' | 'hashes' | 'salt'>

/** Every tenant, by id. Reads the whole table. */
export async function listTenants(scanner: Scanner): Promise<ListedTenant[]> {
  const tenants: ListedTenant[] = []
  for await (const { items } of scanner.scan('control', ALL_TENANTS)) {
    for (const { id, name, defaultVersion } of items.map(fromTenantItem)) tenants.push({ id, name, defaultVersion })
  }
  return tenants.sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** A tenant's credentials, by key. Reads the whole table. */
export async function listCredentials(scanner: Scanner, tenant: TenantId): Promise<ListedCredential[]> {
  const credentials: ListedCredential[] = []
  for await (const { items } of scanner.scan('control', credentialsOf(tenant))) {
    for (const { key, label, scopes, authority, lenient } of items.map(fromCredentialItem)) {
      credentials.push({ key, label, scopes, authority, lenient })
    }
  }
  return credentials.sort((a, b) => (a.key < b.key ? -1 : 1))
}

export type Registry = {
  /** The principal of a key and its secret; undefined when either is wrong. */
  authenticate(key: string, secret: string): Promise<Principal | undefined>
  /** @param agent the IFI key of an Agent */
  isAuthority(tenant: TenantId, agent: string): Promise<boolean>
  /** Counts what a request was let pass, sooner or later: `leniency-counter.ts`. */
  countLeniency(principal: Principal, used: ReadonlySet<LenientRule>): Promise<void>
}

type Credential = { principal: Principal; salt: KeyObject; hashes: Uint8Array[] }

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
      return credential && isSecret(secret, credential.salt, credential.hashes) ? credential.principal : undefined
    },
    async isAuthority(tenant, agent) {
      return (await tables.get('control', authorityKey(tenant, agent), true)) !== undefined
    },
    countLeniency: createLeniencyCounter(tables, now),
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
function toCredential(credential: CredentialItem, { defaultVersion, moreKey }: TenantItem): Credential {
  const { key, tenant, hashes, scopes, lenient } = credential
  const authority: Agent = JSON.parse(credential.authority)
  const principal = { tenant, key, scopes, authority, lenient, defaultVersion, moreKey: createSecretKey(moreKey) }
  return { principal, salt: createSecretKey(credential.salt), hashes }
}
