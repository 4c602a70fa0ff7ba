/** The rows of what tenants use and what their senders send. */
import type { AdminRoute } from './route.ts'

export const USAGE_ROUTES = [
  {
    method: 'GET',
    path: '/tenants/{tenant}/usage',
    operationId: 'getUsage',
    summary: 'What the tenant used, day by day (UTC), and what it costs',
    may: ['owner', 'admin', 'auditor'],
    parameters: [
      { name: 'from', schema: 'Day', meaning: 'The first day; 30 days before the last one where it is left out' },
      { name: 'to', schema: 'Day', meaning: 'The last day; today where it is left out' },
    ],
    answers: { 200: { meaning: 'The days on which there was something', schema: 'Usage' } },
  },
  {
    method: 'GET',
    path: '/tenants/{tenant}/senders',
    operationId: 'listSenders',
    summary: 'When each credential was seen last, what was accepted of it, and what was refused where',
    may: ['owner', 'admin', 'auditor'],
    answers: { 200: { meaning: 'Those that were seen, the last one first', schema: 'Senders' } },
  },
] as const satisfies readonly AdminRoute[]
