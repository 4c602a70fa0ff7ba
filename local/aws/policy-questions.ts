/** What policies can tell apart: two calls that look the same to them have the same answer, which is then kept. */
import type { Json, JsonObject } from '../template/assembly.ts'

export type PolicyQuestions = {
  /** The condition keys that matter to an action. */
  conditionKeys(action: string): readonly string[]
  /** The same text for resources that no policy tells apart. */
  resourceClass(resource: string): string
  /** The same for values of a condition key that no policy tells apart, however many there are. */
  valueClasses(key: string, values: string | string[]): string | string[]
}

/** What a variable in a policy stands for with every call of a caller, as its tags do; undefined if that differs. */
type Variables = (name: string) => string | undefined

export function questionsOf(documents: readonly JsonObject[], variables: Variables = () => undefined): PolicyQuestions {
  const statements = documents.flatMap((document) => listOf(document.Statement)) as JsonObject[]
  const resources = classifierOf(
    statements.flatMap(({ Resource, NotResource }) => [...listOf(Resource), ...listOf(NotResource)]).map(String),
    variables,
  )
  const keys = new Map<string, string[]>()
  const values = new Map<string, Classifier>()
  const classify = (key: string): Classifier => {
    const known = values.get(key) ?? classifierOf(patternsFor(key, statements), variables)
    values.set(key, known)
    return known
  }
  return {
    conditionKeys(action) {
      const known = keys.get(action) ?? keysFor(action, statements)
      keys.set(action, known)
      return known
    },
    resourceClass: resources,
    valueClasses(key, given) {
      const classOf = classify(key)
      // How many there are of a class is all the same to ForAllValues and ForAnyValue.
      return Array.isArray(given) ? [...new Set(given.map(classOf))].sort() : classOf(given)
    },
  }
}

type Classifier = (value: string) => string

/** @param patterns undefined where values are not compared with patterns alone: then each is a class of its own */
function classifierOf(patterns: readonly string[] | undefined, variables: Variables): Classifier {
  const filled = patterns?.map((pattern) => filledIn(pattern, variables))
  if (filled?.every((pattern) => pattern !== undefined) !== true) return (value) => value
  const expressions = [...new Set(filled)].map((pattern) => toExpression(pattern))
  return (value) => expressions.map((expression) => (expression.test(value) ? '1' : '0')).join('')
}

/** @returns undefined where a variable is of each call, or stands for what could be taken for a pattern */
function filledIn(pattern: string, variables: Variables): string | undefined {
  let isKnown = true
  const filled = pattern.replace(/\$\{([^}]+)\}/g, (_, name: string) => {
    const value = variables(name)
    isKnown &&= value !== undefined && !/[*?$]/.test(value)
    return value ?? ''
  })
  return isKnown ? filled : undefined
}

const COMPARISON = /^(?:For(?:All|Any)Values:)?String(?:Not)?(?:Equals|Like)(?:IfExists)?$/
const PRESENCE = /^(?:For(?:All|Any)Values:)?Null$/

/** All that policies compare the values of a key with; undefined where they do more with them than that. */
function patternsFor(key: string, statements: readonly JsonObject[]): string[] | undefined {
  if (JSON.stringify(statements).includes(`\${${key}}`)) return undefined
  const patterns: string[] = []
  for (const { Condition } of statements) {
    for (const [operator, compared] of Object.entries((Condition ?? {}) as JsonObject)) {
      const entry = Object.entries(compared as JsonObject).find(([name]) => name.toLowerCase() === key.toLowerCase())
      if (entry === undefined || PRESENCE.test(operator)) continue
      const texts = listOf(entry[1]).map(String)
      // A text that must be equal is told from others as a pattern is, if it has no wildcards.
      const isPattern = operator.includes('Like') || !texts.some((text) => /[*?]/.test(text))
      if (!COMPARISON.test(operator) || !isPattern) return undefined
      patterns.push(...texts)
    }
  }
  return patterns
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
