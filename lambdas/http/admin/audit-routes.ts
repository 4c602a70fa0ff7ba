/** The rows of the trail of audit. */
import { type AdminRoute, PAGED, type QueryParameter } from './route.ts'

const FILTERS: readonly QueryParameter[] = [
  { name: 'from', schema: 'Instant', meaning: 'It happened at this instant or later; a day ago if left out' },
  { name: 'to', schema: 'Instant', meaning: 'It happened before this instant; now if left out' },
  { name: 'who', schema: 'Text', meaning: 'Key of a credential, subject of a person, ARN of an operator' },
  { name: 'act', schema: 'Text', meaning: 'Name of an act, or the first part of its name: credential' },
  { name: 'descending', schema: 'Flag', meaning: 'true: what was stored last comes first' },
]
const ABOUT: QueryParameter = {
  name: 'about',
  schema: 'Text',
  meaning: 'An Agent as JSON: reads that named this person',
}

export const AUDIT_ROUTES = [
  {
    method: 'GET',
    path: '/tenants/{tenant}/audit',
    operationId: 'listTenantAudit',
    summary: 'The trail of a tenant: who did, read or tried what, in the order of storing',
    may: ['owner', 'admin', 'auditor'],
    parameters: [...FILTERS, ABOUT, ...PAGED],
    answers: { 200: { meaning: 'A page of the trail', schema: 'AuditEntries' } },
  },
  {
    method: 'GET',
    path: '/audit',
    operationId: 'listAudit',
    summary: 'The trail of what belongs to no tenant: sign-ins, tenants made, keys that are nobody’s',
    may: ['owner'],
    parameters: [...FILTERS, ...PAGED],
    answers: { 200: { meaning: 'A page of the trail', schema: 'AuditEntries' } },
  },
] as const satisfies readonly AdminRoute[]
