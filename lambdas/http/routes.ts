/**
 * The one route table: the API stack makes its routes from it, the endpoint finds each request's scope in it, the README
 * prints it. Plain data: `lib/` imports it.
 */
import type { DocumentResource } from '../xapi/precondition.ts'
import type { RouteScope, ScopedRoute } from './protocol/routing.ts'

export type FunctionName = 'statements' | 'documents' | 'fallback'
export type Route = ScopedRoute & { function: FunctionName }

/** The xAPI endpoint that clients are configured with. */
export const BASE = '/xapi'

export const ROUTES: readonly Route[] = [
  { method: 'POST', path: `${BASE}/statements`, function: 'statements', scope: 'statements/write' },
  { method: 'PUT', path: `${BASE}/statements`, function: 'statements', scope: 'statements/write' },
  { method: 'GET', path: `${BASE}/statements`, function: 'statements', scope: 'statements/read' },
  { method: 'HEAD', path: `${BASE}/statements`, function: 'statements', scope: 'statements/read' },
  ...documents('activities/state', 'state'),
  ...documents('activities/profile', 'profile'),
  ...documents('agents/profile', 'profile'),
  { method: 'GET', path: `${BASE}/activities`, function: 'documents', scope: 'statements/read' },
  { method: 'HEAD', path: `${BASE}/activities`, function: 'documents', scope: 'statements/read' },
  { method: 'GET', path: `${BASE}/agents`, function: 'documents', scope: 'statements/read' },
  { method: 'HEAD', path: `${BASE}/agents`, function: 'documents', scope: 'statements/read' },
  { method: 'GET', path: `${BASE}/about`, function: 'fallback', scope: 'none' },
  { method: 'HEAD', path: `${BASE}/about`, function: 'fallback', scope: 'none' },
  // Everything else below the base: preflights, 404, 405, and other spellings of a path above (doubled or trailing
  // slashes), which need the scope of that path.
  { method: 'ANY', path: `${BASE}/{proxy+}`, function: 'fallback', scope: 'none' },
  // The base in another letter case (`/xAPI/statements`): the gateway compares paths letter by letter.
  { method: 'ANY', path: '/{base}/{proxy+}', function: 'fallback', scope: 'none' },
]

function documents(resource: DocumentResource, scope: RouteScope): Route[] {
  const methods = ['PUT', 'POST', 'GET', 'HEAD', 'DELETE'] as const
  return methods.map((method) => ({ method, path: `${BASE}/${resource}`, function: 'documents', scope }))
}
