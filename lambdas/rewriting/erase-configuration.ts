/** What `Control` says of a person: launches for them, credentials that speak as them, answers that may be given once more. */

import type { Person } from '../cases/person.ts'
import { forEachConcurrently } from '../database/concurrency.ts'
import { type Item, type Key, keyOf, type Tables } from '../database/tables.ts'
import { authorityKey, toAuthorityItem } from '../tenancy/authority-item.ts'
import { credentialKey, fromCredentialItem, isAsRead, toCredentialItem } from '../tenancy/credential-item.ts'
import { listingKey } from '../tenancy/credential-listing-item.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'
import { ifiKey } from '../xapi/agent.ts'

type At = { tenant: TenantId; person: Person }
export type ErasedConfiguration = { removed: number; replaced: number }

/** @param keys some of a tenant's, as a look through the table's keys finds them: launches are in no list */
export async function eraseConfiguration(tables: Tables, at: At, keys: Key[]): Promise<ErasedConfiguration> {
  const done: ErasedConfiguration = { removed: 0, replaced: 0 }
  const credentials = keys.filter(({ pk }) => pk.startsWith(CREDENTIALS))
  const others = keys.filter(({ pk }) => pk === `${at.tenant}|authority` || pk === `${at.tenant}|repeats`)
  await forEachConcurrently(await tables.getAll('control', credentials, true), (item) =>
    eraseCredential(tables, at, item, done),
  )
  await forEachConcurrently(await tables.getAll('control', others, true), async (item) => {
    if (item.pk.endsWith('|authority')) return eraseAuthority(tables, at, item, done)
    if (!at.person.mayName(JSON.stringify(item))) return
    // Who sends the same once more gets it done once more, as a day later.
    await tables.removeIf('control', keyOf(item))
    done.removed++
  })
  return done
}

const CREDENTIALS = credentialKey('').pk

/** Content that was launched for the person may not go on to speak for them. */
async function eraseCredential(tables: Tables, { tenant, person }: At, item: Item, done: ErasedConfiguration) {
  const credential = fromCredentialItem(item)
  const { key } = credential
  if (credential.tenant !== tenant) return
  if (person.isAgent(credential.launch?.actor)) {
    await tables.removeIf('control', credentialKey(key), isAsRead(credential))
    await tables.removeIf('control', listingKey(tenant, key))
    done.removed++
    return
  }
  const { authority, filter, label, launch } = credential
  const revised = {
    authority: person.withoutIn(authority),
    label: person.withoutInText(label),
    ...(filter !== undefined && { filter: JSON.parse(person.withoutIn(JSON.stringify(filter))) }),
    ...(launch !== undefined && { launch: JSON.parse(person.withoutIn(JSON.stringify(launch))) }),
  }
  if (
    JSON.stringify(revised) ===
    JSON.stringify({ authority, label, ...(filter && { filter }), ...(launch && { launch }) })
  )
    return
  const { done: isDone } = await tables.putIf(
    'control',
    toCredentialItem({ ...credential, ...revised }),
    isAsRead(credential),
  )
  if (isDone) done.replaced++
}

/** Statements have it as their authority, and are found by that: so the stranger is one, too. */
async function eraseAuthority(tables: Tables, { tenant, person }: At, item: Item, done: ErasedConfiguration) {
  const authority = String(item.authority)
  const revised = person.withoutIn(authority)
  if (revised === authority) return
  const agent = ifiKey(JSON.parse(revised)) ?? ''
  await tables.insert('control', [toAuthorityItem(tenant, agent, revised)])
  if (authorityKey(tenant, agent).sk !== item.sk) await tables.removeIf('control', keyOf(item))
  done.replaced++
}
