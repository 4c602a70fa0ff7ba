/** Who asks. */
import type { Tables } from '../../database/tables.ts'
import { listMemberships } from '../../tenancy/people/memberships.ts'
import { forPerson, type Operations } from './call.ts'
import { json } from './json-body.ts'

export const meOperations = (tables: Tables): Operations => ({
  getMe: forPerson(async ({ person }) => {
    const { subject, issuer, name, isOwner, claimedRoles } = person
    // An owner may do everything everywhere: which tenants have them as a member says nothing more.
    const members = isOwner ? { roles: new Map(), isComplete: true } : await listMemberships(tables, person)
    // What the token says of a tenant goes before its members.
    const roles = [...new Map([...members.roles, ...claimedRoles])].sort(([one], [other]) => (one < other ? -1 : 1))
    const tenants = roles.map(([tenant, role]) => ({ tenant, role }))
    const { isComplete } = members
    return json(200, { subject, issuer, ...(name !== undefined && { name }), isOwner, tenants, isComplete })
  }),
})
