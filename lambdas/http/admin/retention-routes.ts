/** The rows of retention rules. */
import { type AdminRoute, DRY_RUN, PAGED } from './route.ts'

const PATH = '/tenants/{tenant}/retention-rules'
const RULE = { meaning: 'The rule', schema: 'RetentionRule' } as const

export const RETENTION_ROUTES = [
  {
    method: 'GET',
    path: PATH,
    operationId: 'listRetentionRules',
    summary: 'How long statements are kept; what no rule meets is kept for ever',
    may: ['owner', 'admin', 'auditor'],
    parameters: PAGED,
    answers: { 200: { meaning: 'A page of rules', schema: 'RetentionRules' } },
  },
  {
    method: 'GET',
    path: `${PATH}/{rule}`,
    operationId: 'getRetentionRule',
    summary: 'One rule',
    may: ['owner', 'admin', 'auditor'],
    answers: { 200: RULE },
    isTagged: true,
  },
  {
    method: 'PUT',
    path: `${PATH}/{rule}`,
    operationId: 'putRetentionRule',
    summary: 'Makes a rule, or another one of it; nothing goes by that alone',
    may: ['owner', 'admin'],
    request: 'NewRetentionRule',
    answers: { 200: RULE, 201: { meaning: 'The new rule', schema: 'RetentionRule' } },
    problems: [409],
    isTagged: true,
  },
  {
    method: 'DELETE',
    path: `${PATH}/{rule}`,
    operationId: 'removeRetentionRule',
    summary: 'Takes a rule away: what it alone met is kept for ever',
    may: ['owner', 'admin'],
    parameters: [
      DRY_RUN,
      { name: 'reason', schema: 'Reason', meaning: 'Why, for the audit trail; required unless `dryRun`' },
    ],
    answers: { 200: { meaning: 'What would be taken away', schema: 'RetentionRule' }, 204: { meaning: 'It is gone' } },
    isTagged: true,
  },
] as const satisfies readonly AdminRoute[]
