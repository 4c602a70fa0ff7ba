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
    .sort((a, b) => lengthOf(a, b) || Object.keys(a.path).length - Object.keys(b.path).length)
  const [first] = fitting
  if (first === undefined) throw new Problem('not-found', 'There is no such resource: see /admin/v1/openapi.json.')
  const same = fitting.filter(({ route }) => route.path === first.route.path)
  const wanted = method === 'HEAD' ? 'GET' : method
  const found = same.find(({ route }) => route.method === wanted)
  if (found !== undefined) return found
  const allow = same.flatMap(({ route }) => (route.method === 'GET' ? ['GET', 'HEAD'] : [route.method])).join(', ')
  throw new Problem('method-not-allowed', `This resource takes ${allow}.`, { headers: { Allow: allow } })
}

/** What needs no slash in a value goes before what does. */
const lengthOf = (one: RoutedOperation, other: RoutedOperation) => other.segments.length - one.segments.length

/**
 * A value may have slashes: the gateway has decoded `%2F`. What it takes for the end of the path (`?`) and what would be
 * decoded twice (`%`) is sent encoded twice, so each value is decoded once more here.
 */
function match(segments: string[], sent: string[]): { [name: string]: string } | undefined {
  const more = sent.length - segments.length
  const open = segments.findIndex((segment) => MAY_HAVE_SLASHES.has(segment))
  if (more < 0 || (more > 0 && open < 0)) return undefined
  const joined = [...sent.slice(0, open), sent.slice(open, open + more + 1).join('/'), ...sent.slice(open + more + 1)]
  const path: { [name: string]: string } = {}
  for (const [at, text] of (more > 0 ? joined : sent).entries()) {
    const segment = segments[at] ?? ''
    if (segment.startsWith('{') && text !== '') path[segment.slice(1, -1)] = decoded(text)
    else if (segment !== text) return undefined
  }
  return path
}

/** Chosen elsewhere: by issuers, and by operators. */
const MAY_HAVE_SLASHES = new Set(['{subject}', '{key}'])

/** What is no escape stays as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
