/** The row of launches. */
import type { AdminRoute } from './route.ts'

export const LAUNCH_ROUTES = [
  {
    method: 'POST',
    path: '/tenants/{tenant}/launches',
    operationId: 'createLaunch',
    summary: 'Prepares a launch of cmi5 content: its launch data, and credentials for one learner and session',
    may: ['owner', 'admin'],
    request: 'NewLaunch',
    answers: { 201: { meaning: 'What is added to the address of the content', schema: 'Launch' } },
    isSecret: true,
  },
] as const satisfies readonly AdminRoute[]
