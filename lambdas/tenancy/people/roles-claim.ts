/** What a token's claim says of roles: a list of `owner` and `<tenant>:<role>`, as a claim of its own or as groups. */
import { ROLES, type Role } from '../person.ts'
import { isTenantId, type TenantId } from '../tenant-id.ts'

export type ClaimedRoles = { isOwner: boolean; roles: Map<TenantId, Role> }

/** Where a claim names several roles in one tenant, the first of `ROLES` counts. What it says besides is not for Cairn. */
export function readRolesClaim(claim: unknown): ClaimedRoles {
  const names = (Array.isArray(claim) ? claim : [claim]).filter((name) => typeof name === 'string')
  const roles = new Map<TenantId, Role>()
  for (const role of ROLES) {
    for (const name of names) {
      const tenant = name.endsWith(`:${role}`) ? name.slice(0, -role.length - 1) : ''
      if (isTenantId(tenant) && !roles.has(tenant)) roles.set(tenant, role)
    }
  }
  return { isOwner: names.includes('owner'), roles }
}
