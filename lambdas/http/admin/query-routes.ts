/** The rows of the lake's named questions. */
import { type AdminRoute, PAGED } from './route.ts'

const PATH = '/tenants/{tenant}/queries'

export const QUERY_ROUTES = [
  {
    method: 'GET',
    path: PATH,
    operationId: 'listQueries',
    summary: 'The named questions, with their parameters, columns and SQL; the views that these read',
    may: ['owner', 'admin', 'auditor', 'analyst'],
    answers: { 200: { meaning: 'All of them', schema: 'Queries' } },
  },
  {
    method: 'POST',
    path: `${PATH}/{name}`,
    operationId: 'startQuery',
    summary: "Starts a question on the tenant's part of the lake; what it reads is paid for",
    may: ['owner', 'admin', 'auditor', 'analyst'],
    request: 'NewRun',
    answers: {
      202: { meaning: 'The run, to be asked for again', schema: 'Run', headers: ['Location', 'Retry-After'] },
    },
    problems: [404, 429],
  },
  {
    method: 'GET',
    path: `${PATH}/{name}/runs/{run}`,
    operationId: 'getRun',
    summary: 'The state of a run, and its rows once it has succeeded',
    may: ['owner', 'admin', 'auditor', 'analyst'],
    parameters: PAGED,
    answers: { 200: { meaning: 'Its state, and a page of its rows', schema: 'Run' } },
    problems: [404],
  },
] as const satisfies readonly AdminRoute[]
