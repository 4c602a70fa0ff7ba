/** The rows of members. */
import { type AdminRoute, DRY_RUN, PAGED } from './route.ts'

const PATH = '/tenants/{tenant}/members'
const MEMBER = { meaning: 'The member', schema: 'Member' } as const

export const MEMBER_ROUTES = [
  {
    method: 'GET',
    path: PATH,
    operationId: 'listMembers',
    summary: 'Who has a role in a tenant, besides those whose token names it',
    may: ['owner', 'admin', 'auditor'],
    parameters: PAGED,
    answers: { 200: { meaning: 'A page of members', schema: 'Members' } },
  },
  {
    method: 'GET',
    path: `${PATH}/{subject}`,
    operationId: 'getMember',
    summary: 'One member',
    may: ['owner', 'admin', 'auditor'],
    answers: { 200: MEMBER },
    isTagged: true,
  },
  {
    method: 'PUT',
    path: `${PATH}/{subject}`,
    operationId: 'putMember',
    summary: 'Gives a person a role, or another one, within a minute',
    may: ['owner', 'admin'],
    request: 'MemberRole',
    answers: { 200: MEMBER, 201: { meaning: 'The new member', schema: 'Member' } },
    isTagged: true,
  },
  {
    method: 'DELETE',
    path: `${PATH}/{subject}`,
    operationId: 'removeMember',
    summary: 'Takes a role away, within a minute',
    may: ['owner', 'admin'],
    parameters: [DRY_RUN],
    answers: { 200: { meaning: 'Who would be removed', schema: 'Member' }, 204: { meaning: 'The role is taken away' } },
    isTagged: true,
  },
] as const satisfies readonly AdminRoute[]
