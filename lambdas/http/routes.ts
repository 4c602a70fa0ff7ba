/** The one route table: the API stack makes its routes from it, the endpoint reads the scope, the README prints it. */

export type Method = 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE' | 'ANY'
export type Scope = 'statements/read' | 'statements/write' | 'state' | 'profile' | 'none'
export type FunctionName = 'statements' | 'documents' | 'fallback'
export type Route = { method: Method; path: string; function: FunctionName; scope: Scope }

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
  // Everything else below the base: preflights, other spellings of a known path (doubled or trailing slashes), 404, 405.
  { method: 'ANY', path: `${BASE}/{proxy+}`, function: 'fallback', scope: 'none' },
]

function documents(resource: string, scope: Scope): Route[] {
  const methods = ['PUT', 'POST', 'GET', 'HEAD', 'DELETE'] as const
  return methods.map((method) => ({ method, path: `${BASE}/${resource}`, function: 'documents', scope }))
}
