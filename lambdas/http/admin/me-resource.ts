/** Who asks. */
import { forPerson, type Operations } from './call.ts'
import { json } from './json-body.ts'

export const meOperations: Operations = {
  getMe: forPerson(async ({ person }) => {
    const { subject, issuer, name, isOwner, claimedRoles } = person
    const tenants = Array.from(claimedRoles, ([tenant, role]) => ({ tenant, role }))
    return json(200, { subject, issuer, ...(name !== undefined && { name }), isOwner, tenants })
  }),
}
