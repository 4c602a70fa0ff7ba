/** Members by the tables themselves: so that a deployment without owners can have them, too. */
import { changeOf } from '../../lambdas/http/admin/told.ts'
import type { Member } from '../../lambdas/tenancy/people/member-item.ts'
import { listMembers, putMember, readMember, removeMember } from '../../lambdas/tenancy/people/members.ts'
import type { TenantId } from '../../lambdas/tenancy/tenant-id.ts'
import type { Administration } from './administration.ts'
import type { Deployment } from './deployment.ts'
import { Failure } from './failure.ts'
import { requireIssuer } from './owners-command.ts'

const PAGE = 200

export function membersByTables(
  { tables }: Deployment,
  existing: (text: string) => Promise<TenantId>,
): Pick<Administration, 'issuer' | 'members' | 'putMember' | 'removeMember'> {
  return {
    issuer: async (given) => requireIssuer(given),
    async members(text) {
      const tenant = await existing(text)
      const members: Member[] = []
      for (let after: string | undefined; ; ) {
        const page = await listMembers(tables, tenant, { limit: PAGE, ...(after !== undefined && { after }) })
        members.push(...page.items)
        if (page.after === undefined) return members.map(shown)
        after = page.after
      }
    },
    async putMember(text, subject, { issuer, ...role }) {
      const tenant = await existing(text)
      const identity = { issuer: requireIssuer(issuer), subject }
      const before = await readMember(tables, tenant, identity)
      const written = await putMember(tables, tenant, { ...identity, ...role })
      if (written === undefined) throw new Error('A condition that is none did not hold.')
      const after = shown(written.member)
      return { value: after, told: changeOf(before ? shown(before) : null, after) }
    },
    async removeMember(text, { subject, issuer }) {
      const tenant = await existing(text)
      const identity = { issuer: requireIssuer(issuer), subject }
      const before = await readMember(tables, tenant, identity)
      if (before === undefined || (await removeMember(tables, tenant, identity)) === 'absent')
        throw new Failure(`${subject} is no member of ${tenant}.`)
      return { value: undefined, told: changeOf(shown(before), null) }
    },
  }
}

const shown = ({ version: _, ...member }: Member) => member
