/** Tenants by the tables, where each change is told to the trail by itself: for a command that makes many. */
import type { Act } from '../../lambdas/audit/acts.ts'
import { tenantId } from '../../lambdas/tenancy/tenant-id.ts'
import type { Administration } from './administration.ts'
import type { Changed } from './changed.ts'
import type { Teller } from './operator-trail.ts'

export function toldAdministration(administration: Administration, tell: Teller): Administration {
  const { createTenant, changeTenant, createCredential, changeCredential, revokeCredential } = administration
  const { putMember, removeMember } = administration
  const told = <Value>(act: Act, tenant: string, run: () => Promise<Changed<Value>>) =>
    tell({ act, tenant: tenantId(tenant) }, run)
  return {
    ...administration,
    createTenant: (body) => told('tenant.created', body.id, () => createTenant(body)),
    changeTenant: (id, change) => told('tenant.changed', id, () => changeTenant(id, change)),
    createCredential: (id, made) => told('credential.created', id, () => createCredential(id, made)),
    changeCredential: (id, key, change) => told('credential.changed', id, () => changeCredential(id, key, change)),
    revokeCredential: (id, key) => told('credential.revoked', id, () => revokeCredential(id, key)),
    putMember: (id, subject, member) => told('member.changed', id, () => putMember(id, subject, member)),
    removeMember: (id, member) => told('member.removed', id, () => removeMember(id, member)),
  }
}
