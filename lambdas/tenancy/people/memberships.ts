/** In which tenants a person is a member: each tenant has its own members, so the list of all tenants is gone through. */
import type { Tables } from '../../database/tables.ts'
import type { Role } from '../person.ts'
import { type TenantId, tenantId } from '../tenant-id.ts'
import { tenantRows } from '../tenant-item.ts'
import { fromMemberItem, type Identity, memberKey } from './member-item.ts'

/** As many keys as one call reads. */
const PAGE = 100
/** A person's own list is asked for often; with more tenants than this it is cut. */
const MOST_TENANTS = 2_000

/** `isComplete`: false where there are more tenants than were looked at. */
export type Memberships = { roles: Map<TenantId, Role>; isComplete: boolean }

/** It may be a second late. */
export async function listMemberships(
  { query, getAll }: Pick<Tables, 'query' | 'getAll'>,
  identity: Identity,
  most = MOST_TENANTS,
): Promise<Memberships> {
  const roles = new Map<TenantId, Role>()
  let after: string | undefined
  for (let looked = 0; looked < most; looked += PAGE) {
    const page = await query('control', { ...tenantRows(PAGE), ...(after !== undefined && { after }) })
    const byPartition = new Map(page.items.map(({ sk }) => [memberKey(tenantId(sk), identity).pk, tenantId(sk)]))
    const keys = [...byPartition.values()].map((tenant) => memberKey(tenant, identity))
    for (const item of await getAll('control', keys, false)) {
      const [tenant, member] = [byPartition.get(item.pk), fromMemberItem(item)]
      if (tenant !== undefined && member !== undefined) roles.set(tenant, member.role)
    }
    after = page.last
    if (after === undefined) return { roles, isComplete: true }
  }
  return { roles, isComplete: false }
}
