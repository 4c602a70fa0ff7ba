/** What `Control` says of a person: launches for them, credentials that speak as them, answers that may be given once more. */
import { forEachConcurrently } from '../database/concurrency.ts'
import { type Item, keyOf, queryAll, type Tables } from '../database/tables.ts'
import { authorityKey, toAuthorityItem } from '../tenancy/authority-item.ts'
import { credentialKey, fromCredentialItem, isAsRead, toCredentialItem } from '../tenancy/credential-item.ts'
import { fromListingItem, listingKey, listingsOf } from '../tenancy/credential-listing-item.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'
import { ifiKey } from '../xapi/agent.ts'
import type { Person } from './person.ts'

type At = { tenant: TenantId; person: Person }
export type ErasedConfiguration = { removed: number; replaced: number }

const PAGE = 200
const allOf = (tenant: TenantId, kind: string) => ({
  pk: `${tenant}|${kind}`,
  from: '-',
  to: '~',
  ascending: true,
  limit: PAGE,
})

export async function eraseConfiguration(tables: Tables, at: At): Promise<ErasedConfiguration> {
  const done: ErasedConfiguration = { removed: 0, replaced: 0 }
  const { tenant, person } = at
  for await (const item of queryAll(tables, 'control', listingsOf(tenant, PAGE)))
    await eraseCredential(tables, at, fromListingItem(item).credential, done)
  for await (const item of queryAll(tables, 'control', allOf(tenant, 'authority')))
    await eraseAuthority(tables, at, item, done)
  const repeats: Item[] = []
  for await (const item of queryAll(tables, 'control', allOf(tenant, 'repeats')))
    if (person.mayName(JSON.stringify(item))) repeats.push(item)
  // Who sends the same once more gets it done once more, as a day later.
  await forEachConcurrently(repeats, async (item) => void (await tables.removeIf('control', keyOf(item))))
  done.removed += repeats.length
  return done
}

/** Content that was launched for the person may not go on to speak for them. */
async function eraseCredential(tables: Tables, { tenant, person }: At, key: string, done: ErasedConfiguration) {
  const item = await tables.get('control', credentialKey(key), true)
  if (item === undefined) return
  const credential = fromCredentialItem(item)
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
