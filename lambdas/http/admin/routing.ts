/** Finds the row of a request: by its path first, so that another method of a known path is 405. */

import type { Operation, Operations } from './call.ts'
import { Problem } from './problem.ts'
import { type AdminRoute, isOfTenant } from './route.ts'

export type RoutedOperation = { route: AdminRoute; operation: Operation; segments: string[] }
export type Found = { route: AdminRoute; operation: Operation; path: { [name: string]: string } }

/** @throws Error where table and handlers do not fit: nobody would know who may call what */
export function routeOperations(routes: readonly AdminRoute[], operations: Operations): RoutedOperation[] {
  const known = new Set(routes.map(({ operationId }) => operationId))
  const unknown = Object.keys(operations).find((id) => !known.has(id))
  if (unknown !== undefined) throw new Error(`The table of the admin API has no ${unknown}.`)
  return routes.map((route) => {
    const operation = operations[route.operationId]
    if (operation === undefined) throw new Error(`Nothing handles ${route.operationId}.`)
    const wanted = route.may === 'none' ? 'all' : isOfTenant(route) ? 'tenant' : 'person'
    if (operation.for !== wanted || operation.body !== route.request)
      throw new Error(`The handler of ${route.operationId} is not for ${wanted} with ${route.request ?? 'no body'}.`)
    return { route, operation, segments: route.path.split('/') }
  })
}

/** @param path below the base, with its first slash. @throws Problem `not-found`, `method-not-allowed` */
export function findOperation(routed: readonly RoutedOperation[], method: string, path: string): Found {
  const sent = path.split('/')
  // What is spelt out goes before what is in braces.
  const fitting = routed
    .flatMap((one) => {
      const variables = match(one.segments, sent)
      return variables === undefined ? [] : [{ ...one, path: variables }]
    })
    .sort((a, b) => Object.keys(a.path).length - Object.keys(b.path).length)
  const [first] = fitting
  if (first === undefined) throw new Problem('not-found', 'There is no such resource: see /admin/v1/openapi.json.')
  const same = fitting.filter(({ route }) => route.path === first.route.path)
  const wanted = method === 'HEAD' ? 'GET' : method
  const found = same.find(({ route }) => route.method === wanted)
  if (found !== undefined) return found
  const allow = same.flatMap(({ route }) => (route.method === 'GET' ? ['GET', 'HEAD'] : [route.method])).join(', ')
  throw new Problem('method-not-allowed', `This resource takes ${allow}.`, { headers: { Allow: allow } })
}

function match(segments: string[], sent: string[]): { [name: string]: string } | undefined {
  if (segments.length !== sent.length) return undefined
  const path: { [name: string]: string } = {}
  for (const [at, segment] of segments.entries()) {
    const text = sent[at] ?? ''
    if (segment.startsWith('{') && text !== '') path[segment.slice(1, -1)] = text
    else if (segment !== text) return undefined
  }
  return path
}
