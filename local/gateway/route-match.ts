import type { Route } from '../template/deployment.ts'

export type Match = { route: Route; pathParameters?: Record<string, string> }
export type Matcher = (method: string, path: string) => Match | undefined

type Pattern = { route: Route; method: string; segments: string[]; greedy: boolean; rank: string }

/**
 * Routes of an HTTP API: the most specific one wins. A full match of the path goes before a greedy one, fixed segments
 * before variables, a method before ANY, and `$default` takes what is left.
 */
export function createMatcher(routes: readonly Route[]): Matcher {
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
      const some = Object.keys(variables).length > 0
      return { route: pattern.route, ...(some && { pathParameters: variables }) }
    }
    return fallback && { route: fallback }
  }
}

function toPattern(route: Route): Pattern {
  const [method = '', path = ''] = route.key.split(' ')
  const segments = path.slice(1).split('/')
  const greedy = segments.at(-1)?.endsWith('+}') === true
  // One letter a segment sorts fixed (a) before variable (b) before greedy (c), from left to right; the method decides last.
  const kinds = segments.map((segment) => (segment.endsWith('+}') ? 'c' : segment.startsWith('{') ? 'b' : 'a')).join('')
  return { route, method, segments, greedy, rank: `${greedy ? 1 : 0}${kinds}${method === 'ANY' ? 1 : 0}` }
}

function matchSegments({ segments, greedy }: Pattern, given: readonly string[]): Record<string, string> | undefined {
  if (greedy ? given.length < segments.length : given.length !== segments.length) return undefined
  const variables: Record<string, string> = {}
  for (const [i, segment] of segments.entries()) {
    const value = given[i] ?? ''
    if (segment.endsWith('+}')) {
      const rest = given.slice(i).join('/')
      if (rest === '') return undefined
      variables[segment.slice(1, -2)] = rest
    } else if (segment.startsWith('{')) {
      if (value === '') return undefined
      variables[segment.slice(1, -1)] = value
    } else if (segment !== value) return undefined
  }
  return variables
}
