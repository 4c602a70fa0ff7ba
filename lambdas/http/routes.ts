/**
 * The one route table: the API stack makes its routes from it, the endpoint finds each request's scope in it, the README
 * prints it. Plain data: `lib/` imports it.
 */
import type { DocumentResource } from '../xapi/precondition.ts'
import type { RouteScope, ScopedRoute } from './protocol/routing.ts'

export type FunctionName = 'statements' | 'documents' | 'fallback' | 'admin'
export type Route = ScopedRoute & { function: FunctionName }

/** The xAPI endpoint that clients are configured with. */
export const BASE = '/xapi'

/** Where content that is launched gets its credentials (cmi5 8.2). */
export const FETCH_PATH = '/cmi5/fetch'

export const ROUTES: readonly Route[] = [
  { method: 'POST', path: `${BASE}/statements`, function: 'statements', scope: 'statements/write' },
  { method: 'PUT', path: `${BASE}/statements`, function: 'statements', scope: 'statements/write' },
  { method: 'GET', path: `${BASE}/statements`, function: 'statements', scope: 'statements/read/mine' },
  { method: 'HEAD', path: `${BASE}/statements`, function: 'statements', scope: 'statements/read/mine' },
  ...documents('activities/state', 'state'),
  ...documents('activities/profile', 'profile'),
  ...documents('agents/profile', 'profile'),
  { method: 'GET', path: `${BASE}/activities`, function: 'documents', scope: 'statements/read' },
  { method: 'HEAD', path: `${BASE}/activities`, function: 'documents', scope: 'statements/read' },
  { method: 'GET', path: `${BASE}/agents`, function: 'documents', scope: 'statements/read' },
  { method: 'HEAD', path: `${BASE}/agents`, function: 'documents', scope: 'statements/read' },
  { method: 'GET', path: `${BASE}/about`, function: 'fallback', scope: 'none' },
  { method: 'HEAD', path: `${BASE}/about`, function: 'fallback', scope: 'none' },
  ...everythingElse(),
]

/** Outside the standard's resources: what answers here, whether it is well, and launches. They all come by the last routes. */
export const SITE_ROUTES: readonly ScopedRoute[] = [
  ...['/', BASE, '/health'].flatMap((path) =>
    (['GET', 'HEAD'] as const).map((method) => ({ method, path, scope: 'none' as const })),
  ),
  { method: 'POST', path: FETCH_PATH, scope: 'none' },
]

/** The admin API has a table of its own, `http/admin/routes.ts`: the gateway knows no more of it than where it begins. */
export const ADMIN_GATEWAY: readonly Omit<Route, 'scope'>[] = ['/admin/v1', '/admin/v1/{proxy+}'].flatMap((path) =>
  (['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const).map((method) => ({ method, path, function: 'admin' })),
)

/**
 * What no route above matches: `SITE_ROUTES`, 404, 405, and other spellings of a path above (another letter case of the
 * base, doubled or trailing slashes), which need the scope of that path. No OPTIONS, and so neither ANY nor `$default`:
 * the gateway answers preflights by itself, but only where it has no route.
 */
function everythingElse(): Route[] {
  const methods = ['PUT', 'POST', 'GET', 'HEAD', 'DELETE', 'PATCH'] as const
  return ['/', '/{proxy+}'].flatMap((path) =>
    methods.map((method) => ({ method, path, function: 'fallback' as const, scope: 'none' as const })),
  )
}

function documents(resource: DocumentResource, scope: RouteScope): Route[] {
  const methods = ['PUT', 'POST', 'GET', 'HEAD', 'DELETE'] as const
  return methods.map((method) => ({ method, path: `${BASE}/${resource}`, function: 'documents', scope }))
}
