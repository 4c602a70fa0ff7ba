/** The item of one launch: what its fetch URL gives once. Its key is a hash of the URL's token, which nobody else knows. */
import { digest } from '../database/fingerprint.ts'
import type { Change, Item, Key } from '../database/tables.ts'
import { ITEM_EXPIRY, LAUNCH_PREFIX } from '../runtime/names.ts'
import { type TenantId, tenantId } from './tenant-id.ts'

export type LaunchItem = {
  tenant: TenantId
  /** The key of its credential. */
  credential: string
  /** With the token it makes the credential's secret; without the token it says nothing. */
  salt: Uint8Array
  /** From when on the token is worth nothing, in ms. */
  until: number
  /** When it was given out, in ms. */
  fetched?: number
}

/** What has expired is kept a day longer, so that it is told apart from what never was. */
const KEPT_SECONDS = 86_400
export const itemExpiry = (expires: number) => ({ [ITEM_EXPIRY]: Math.ceil(expires / 1000) + KEPT_SECONDS })

export const launchKey = (token: string): Key => ({ pk: `${LAUNCH_PREFIX}${digest(token)}`, sk: '0' })

export const toLaunchItem = (token: string, { tenant, credential, salt, until }: LaunchItem): Item => ({
  ...launchKey(token),
  ...{ tenant, credential, salt, until, ...itemExpiry(until) },
})

export function fromLaunchItem(item: Item): LaunchItem {
  const { tenant, credential, salt, until, fetched } = item as Key & Omit<LaunchItem, 'tenant'> & { tenant: string }
  return { tenant: tenantId(tenant), credential, salt, until, ...(fetched !== undefined && { fetched }) }
}

/** Of two requests with one token, one makes it. */
export const fetchedAt = (token: string, { tenant }: LaunchItem, fetched: number): Change => ({
  key: launchKey(token),
  set: { fetched },
  expected: { tenant, fetched: undefined },
})
