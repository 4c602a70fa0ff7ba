/** Members: who has which role in a tenant, as the tenant says; roles of tokens stand elsewhere. */
import type { Tables } from '../../database/tables.ts'
import type { Member } from '../../tenancy/people/member-item.ts'
import { listMembers, putMember, readMember, removeMember } from '../../tenancy/people/members.ts'
import { tenantId } from '../../tenancy/tenant-id.ts'
import type { HttpResponse } from '../protocol/request.ts'
import { forTenant, forTenantWith, type Operations, type TenantCall } from './call.ts'
import { readCursor, toCursor } from './cursor.ts'
import { json } from './json-body.ts'
import { notFound } from './problem.ts'
import { changedMeanwhile, etagOfVersion, requiredState, tagged } from './state.ts'
import { DEFAULT_LIMIT } from './tenants-resource.ts'

/** The list's name in its cursors. */
const LIST = 'members'

export const memberOperations = (tables: Tables): Operations => ({
  listMembers: forTenant((call) => list(tables, call)),
  getMember: forTenant(async (call) => {
    const member = await read(tables, call)
    return tagged(call.request, member.version, shown(member))
  }),
  putMember: forTenantWith('MemberRole', async (call) => {
    const state = requiredState(call.request)
    const written = await putMember(tables, tenantId(call.tenant.id), { ...identityOf(call), ...call.body }, state)
    if (written === undefined) throw changedMeanwhile()
    const { member, isNew } = written
    return json(isNew ? 201 : 200, shown(member), { ETag: etagOfVersion(member.version) })
  }),
  removeMember: forTenant(async (call) => {
    if (call.parameters.flag('dryRun')) return json(200, shown(await read(tables, call)))
    const state = requiredState(call.request)
    const outcome = await removeMember(tables, tenantId(call.tenant.id), identityOf(call), state)
    if (outcome === 'absent') throw notFound('member')
    if (outcome === 'changed') throw changedMeanwhile()
    return { status: 204 }
  }),
})

/** The deployment has one issuer, which is that of whoever asks. */
const identityOf = ({ person: { issuer }, parameters }: TenantCall<unknown>) => ({
  issuer,
  subject: parameters.text('subject'),
})

async function list(tables: Tables, { tenant, parameters }: TenantCall): Promise<HttpResponse> {
  const last = readCursor(tenant, LIST, parameters.textIf('cursor'))
  const limit = parameters.numberIf('limit') ?? DEFAULT_LIMIT
  const { items, after } = await listMembers(tables, tenantId(tenant.id), { limit, ...(last && { after: last }) })
  const next = after === undefined ? {} : { next: toCursor(tenant, LIST, after) }
  return json(200, { items: items.map(shown), ...next })
}

async function read(tables: Tables, call: TenantCall): Promise<Member> {
  const member = await readMember(tables, tenantId(call.tenant.id), identityOf(call))
  if (member === undefined) throw notFound('member')
  return member
}

const shown = ({ version: _, ...member }: Member) => member
