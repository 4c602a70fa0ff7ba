/**
 * The item by which a tenant's credential is found without a scan, and when it was used last. It is made with the
 * credential; for one that is older, when it is used next.
 */
import { fingerprint } from '../database/fingerprint.ts'
import type { Change, Item, Key, Range } from '../database/tables.ts'
import { CREDENTIALS_PARTITION } from '../runtime/names.ts'
import type { TenantId } from './tenant-id.ts'

/** `lastUsed` in ms; undefined where it never was, or nobody noted it yet. */
export type CredentialListing = { credential: string; lastUsed?: number }

/** @param credential its key, which may be longer than a sort key */
export const listingKey = (tenant: TenantId, credential: string): Key => ({
  pk: `${tenant}|${CREDENTIALS_PARTITION}`,
  sk: fingerprint(credential),
})

export const toListingItem = (tenant: TenantId, credential: string): Item => ({
  ...listingKey(tenant, credential),
  credential,
})

export function fromListingItem({ credential, last }: Item): CredentialListing {
  return { credential: String(credential), ...(typeof last === 'number' && { lastUsed: last }) }
}

/** Makes the item, too, where there is none. */
export const usedAt = (tenant: TenantId, credential: string, last: number): Change => ({
  key: listingKey(tenant, credential),
  set: { credential, last },
  expected: {},
})

/** Fingerprints are base64url, whose first character is `-` and whose last is `z`. */
export const listingsOf = (tenant: TenantId, limit: number, after?: string): Range => ({
  pk: `${tenant}|${CREDENTIALS_PARTITION}`,
  from: '-',
  to: '~',
  ascending: true,
  limit,
  ...(after !== undefined && { after }),
})
