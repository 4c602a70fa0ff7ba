/** The item of one authority: an Agent that a credential of the tenant has, or had. It is never removed. */
import { fingerprint } from '../database/fingerprint.ts'
import type { Item, Key } from '../database/tables.ts'
import type { Agent } from '../xapi/statement.ts'
import type { TenantId } from './tenant-id.ts'

/** @param agent its IFI key */
export const authorityKey = (tenant: TenantId, agent: string): Key => ({
  pk: `${tenant}|authority`,
  sk: fingerprint(agent),
})

/** @param authority the Agent as JSON text, for people: only whether there is such an item is ever asked */
export const toAuthorityItem = (tenant: TenantId, agent: string, authority: string): Item => ({
  ...authorityKey(tenant, agent),
  authority,
})

/** Of a credential that brings none: an account whose name is the key. */
export const ownAuthority = (key: string): Agent => ({
  objectType: 'Agent',
  account: { homePage: 'https://cairn.example/credentials', name: key },
})
