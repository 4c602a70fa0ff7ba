/** What policies can tell apart: two calls that look the same to them have the same answer, which is then kept. */
import type { Json, JsonObject } from '../template/assembly.ts'

export type PolicyQuestions = {
  /** The condition keys that matter to an action. */
  conditionKeys(action: string): readonly string[]
  /** The same text for resources that no policy tells apart. */
  resourceClass(resource: string): string
}

export function questionsOf(documents: readonly JsonObject[]): PolicyQuestions {
  const statements = documents.flatMap((document) => listOf(document.Statement)) as JsonObject[]
  const patterns = [
    ...new Set(statements.flatMap(({ Resource, NotResource }) => [...listOf(Resource), ...listOf(NotResource)])),
  ].map(String)
  const expressions = patterns.map((pattern) => toExpression(pattern))
  // What a variable stands for is known for each call alone.
  const hasVariables = patterns.some((pattern) => pattern.includes('${'))
  const keys = new Map<string, string[]>()
  return {
    conditionKeys(action) {
      const known = keys.get(action) ?? keysFor(action, statements)
      keys.set(action, known)
      return known
    },
    resourceClass: (resource) =>
      hasVariables ? resource : expressions.map((expression) => (expression.test(resource) ? '1' : '0')).join(''),
  }
}

function keysFor(action: string, statements: readonly JsonObject[]): string[] {
  const concerned = statements.filter(({ Action }) =>
    // A statement with NotAction concerns nearly every action.
    Action === undefined ? true : listOf(Action).some((pattern) => toExpression(String(pattern), 'i').test(action)),
  )
  const conditions = concerned.flatMap(({ Condition }) => Object.values((Condition ?? {}) as JsonObject))
  const variables = JSON.stringify(concerned).matchAll(/\$\{([\w:/.-]+)/g)
  const named = [
    ...conditions.flatMap((keys) => Object.keys(keys as JsonObject)),
    ...[...variables].map(([, key]) => key),
  ]
  return [...new Set(named)].filter((key) => key !== undefined)
}

const listOf = (value: Json | undefined): Json[] => (value === undefined ? [] : Array.isArray(value) ? value : [value])

/** `*` stands for any text, `?` for one character. */
function toExpression(pattern: string, flags = ''): RegExp {
  const text = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${text}$`, `s${flags}`)
}
