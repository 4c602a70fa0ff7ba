/**
 * Finds the route of a request as an HTTP API does: the most specific one wins. A full match of the path goes before a
 * greedy one, fixed segments before variables, a method before ANY, and `$default` takes what is left.
 */
import type { Route } from '../template/http-api.ts'

export type RouteMatch = { route: Route; pathParameters?: Record<string, string> }
export type RouteMatcher = (method: string, path: string) => RouteMatch | undefined

type Pattern = { route: Route; method: string; segments: string[]; greedy: boolean; rank: string }

export function createRouteMatcher(routes: readonly Route[]): RouteMatcher {
  const fallback = routes.find(({ key }) => key === '$default')
  const patterns = routes
    .filter(({ key }) => key !== '$default')
    .map(toPattern)
    .sort((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : b.segments.length - a.segments.length))
  return (method, path) => {
    const segments = path.slice(1).split('/')
    for (const pattern of patterns) {
      if (pattern.method !== 'ANY' && pattern.method !== method) continue
      const variables = matchSegments(pattern, segments)
      if (!variables) continue
      const hasVariables = Object.keys(variables).length > 0
      return { route: pattern.route, ...(hasVariables && { pathParameters: variables }) }
    }
    return fallback && { route: fallback }
  }
}

function toPattern(route: Route): Pattern {
  const [method = '', path = ''] = route.key.split(' ')
  const segments = path.slice(1).split('/')
  const greedy = segments.at(-1)?.endsWith('+}') === true
  // A letter for each segment sorts fixed (a) before variable (b) before greedy (c), from the left; then the method.
  const kinds = segments.map((segment) => (segment.endsWith('+}') ? 'c' : segment.startsWith('{') ? 'b' : 'a')).join('')
  return { route, method, segments, greedy, rank: `${greedy ? 1 : 0}${kinds}${method === 'ANY' ? 1 : 0}` }
}

function matchSegments({ segments, greedy }: Pattern, path: readonly string[]): Record<string, string> | undefined {
  if (greedy ? path.length < segments.length : path.length !== segments.length) return undefined
  const variables: Record<string, string> = {}
  for (const [i, segment] of segments.entries()) {
    const value = path[i] ?? ''
    if (segment.endsWith('+}')) {
      const rest = path.slice(i).join('/')
      if (rest === '') return undefined
      variables[segment.slice(1, -2)] = rest
    } else if (segment.startsWith('{')) {
      if (value === '') return undefined
      variables[segment.slice(1, -1)] = value
    } else if (segment !== value) return undefined
  }
  return variables
}
