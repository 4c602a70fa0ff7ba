/** What is done with a tenant's credentials: made, listed, changed, rotated, revoked. Running functions learn of it within a minute. */
import { randomUUID } from 'node:crypto'
import type { Scanner } from '../database/scan.ts'
import type { Tables } from '../database/tables.ts'
import { ifiKey } from '../xapi/agent.ts'
import type { LenientRule } from '../xapi/leniency.ts'
import type { Agent } from '../xapi/statement.ts'
import { toAuthorityItem } from './authority-item.ts'
import { secretHash } from './credential.ts'
import type { CredentialFilter } from './credential-filter.ts'
import {
  belongsTo,
  type CredentialItem,
  credentialKey,
  credentialsOf,
  fromCredentialItem,
  isAsRead,
  MOST_KEY_BYTES,
  toCredentialItem,
} from './credential-item.ts'
import { fromListingItem, listingKey, listingsOf, toListingItem } from './credential-listing-item.ts'
import type { Launch } from './launch.ts'
import type { Scope } from './scopes.ts'
import { type TenantId, tenantId } from './tenant-id.ts'

/** Times in ms since 1970. */
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
  created?: number
  expires?: number
  filter?: CredentialFilter
  launch?: Launch
}

/** A credential as it is shown: without its hashes. `secrets`, the newest first, say how long each works. */
export type ListedCredential = Omit<CredentialItem, 'tenant' | 'secrets' | 'salt'> & {
  secrets: { until?: number }[]
  lastUsed?: number
}

/**
 * Does nothing when the key exists, of whichever tenant. The authority is noted first: a query for it must never be told
 * there is none. A credential of a launch is not listed.
 * @returns whether it is new
 */
export async function createCredential(
  { insert }: Pick<Tables, 'insert'>,
  credential: NewCredential,
): Promise<boolean> {
  const { secret, lenient = [], ...rest } = credential
  const tenant = tenantId(credential.tenant)
  const agent = ifiKey(credential.authority)
  if (agent === undefined) throw new Error('An authority needs an IFI.')
  const authority = JSON.stringify(credential.authority)
  const listing = credential.launch === undefined ? [toListingItem(tenant, credential.key)] : []
  await insert('control', [toAuthorityItem(tenant, agent, authority), ...listing])
  const secrets = [{ hash: secretHash(secret, credential.salt) }]
  const revision = randomUUID()
  const item = toCredentialItem({ ...rest, tenant, secrets, authority, lenient, revision })
  const [existing] = await insert('control', [item])
  return existing === undefined
}

/** A page of a tenant's credentials, in no order that means anything. `last`: where the next page goes on, if there may be one. */
export async function listCredentials(
  tables: Pick<Tables, 'query' | 'getAll'>,
  tenant: TenantId,
  { limit, after }: { limit: number; after?: string },
): Promise<{ credentials: ListedCredential[]; last?: string }> {
  const { items, last } = await tables.query('control', listingsOf(tenant, limit, after))
  const listings = items.map(fromListingItem)
  const keys = listings.map(({ credential }) => credentialKey(credential))
  const found = keys.length > 0 ? await tables.getAll('control', keys, true) : []
  const known = new Map(found.map(fromCredentialItem).map((credential) => [credential.key, credential]))
  const credentials = listings.flatMap(({ credential: key, lastUsed }) => {
    const credential = known.get(key)
    // A key that was revoked may be another tenant's by now.
    return credential?.tenant === tenant ? [toListed(credential, lastUsed)] : []
  })
  return { credentials, ...(last !== undefined && { last }) }
}

/** All of them, by key, those of launches included. Reads the whole table, and lists those that no function can find yet. */
export async function scanCredentials(
  tables: Pick<Tables, 'getAll' | 'insert'>,
  scanner: Scanner,
  tenant: TenantId,
): Promise<ListedCredential[]> {
  const all: CredentialItem[] = []
  for await (const { items } of scanner.scan('control', credentialsOf(tenant)))
    all.push(...items.map(fromCredentialItem))
  const listed = all.filter(({ launch }) => launch === undefined)
  const existing = await tables.insert(
    'control',
    listed.map(({ key }) => toListingItem(tenant, key)),
  )
  const uses = new Map(listed.map(({ key }, at) => [key, existing[at] && fromListingItem(existing[at]).lastUsed]))
  return all.map((one) => toListed(one, uses.get(one.key))).sort((a, b) => (a.key < b.key ? -1 : 1))
}

/** @returns undefined when the tenant has no such key */
export async function getCredential(
  tables: Pick<Tables, 'get'>,
  tenant: TenantId,
  key: string,
): Promise<ListedCredential | undefined> {
  const credential = await readCredential(tables, tenant, key)
  if (credential === undefined) return undefined
  const listing = await tables.get('control', listingKey(tenant, key), true)
  return toListed(credential, listing && fromListingItem(listing).lastUsed)
}

/** What may be changed of a credential; undefined takes away what need not be there. */
export type CredentialChange = {
  label?: string
  scopes?: Scope[]
  lenient?: LenientRule[]
  expires?: number | undefined
  filter?: CredentialFilter | undefined
}

export type ChangeOutcome = { kind: 'changed'; credential: ListedCredential } | { kind: 'missing' } | { kind: 'stale' }
type ChangeTables = Pick<Tables, 'get' | 'putIf'>

/** @param expected the revision that it must still have; `stale` if it has another one, or gets one meanwhile */
export const changeCredential = (
  tables: ChangeTables,
  tenant: TenantId,
  { key, change, expected }: { key: string; change: CredentialChange; expected?: string },
): Promise<ChangeOutcome> => replace(tables, tenant, { key, expected }, (credential) => ({ ...credential, ...change }))

/** @param until when the secrets from before stop working, in ms; now, for one that others know */
export type Rotation = { key: string; secret: string; until: number; now: number; expected?: string }

/** A new secret, beside which the one before works for a while. Older ones end at once: there are two at most. */
export const rotateCredential = (
  tables: ChangeTables,
  tenant: TenantId,
  { key, secret, until, now, expected }: Rotation,
): Promise<ChangeOutcome> =>
  replace(tables, tenant, { key, expected }, (credential) => {
    const [before] = credential.secrets
    const old = before && until > now ? [{ hash: before.hash, until }] : []
    return { ...credential, secrets: [{ hash: secretHash(secret, credential.salt) }, ...old] }
  })

/**
 * Its authority stays noted: statements have it.
 * @returns false when the tenant has no such key
 */
export async function revokeCredential(
  { removeIf, remove }: Pick<Tables, 'removeIf' | 'remove'>,
  tenant: TenantId,
  key: string,
): Promise<boolean> {
  if (isTooLong(key)) return false
  const { done } = await removeIf('control', credentialKey(key), belongsTo(tenant))
  if (done) await remove('control', [listingKey(tenant, key)])
  return done
}

async function replace(
  tables: ChangeTables,
  tenant: TenantId,
  { key, expected }: { key: string; expected: string | undefined },
  change: (credential: CredentialItem) => CredentialItem,
): Promise<ChangeOutcome> {
  const credential = await readCredential(tables, tenant, key)
  if (credential === undefined) return { kind: 'missing' }
  if ((expected ?? credential.revision) !== credential.revision) return { kind: 'stale' }
  const changed = { ...change(credential), revision: randomUUID() }
  const { done } = await tables.putIf('control', toCredentialItem(changed), isAsRead(credential))
  return done ? { kind: 'changed', credential: toListed(changed) } : { kind: 'stale' }
}

async function readCredential({ get }: Pick<Tables, 'get'>, tenant: TenantId, key: string) {
  if (isTooLong(key)) return undefined
  const item = await get('control', credentialKey(key), true)
  const credential = item && fromCredentialItem(item)
  return credential?.tenant === tenant ? credential : undefined
}

const isTooLong = (key: string) => Buffer.byteLength(key) > MOST_KEY_BYTES

function toListed(
  { tenant: _, secrets, salt: __, ...credential }: CredentialItem,
  lastUsed?: number,
): ListedCredential {
  const ends = secrets.map(({ until }) => (until === undefined ? {} : { until }))
  return { ...credential, secrets: ends, ...(lastUsed !== undefined && { lastUsed }) }
}
