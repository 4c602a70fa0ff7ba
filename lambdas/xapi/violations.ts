/** Turns the errors of the compiled schemas into sentences: place, rule, and the kind of what was found. */
import type { Violation } from './errors.ts'
import { escapePointer } from './json-diagnosis.ts'
import type { SchemaError } from './validators.compiled.js'

/** By format or by name of the definition in `schemas/`. */
const RULES: { [name: string]: string } = {
  iri: 'must be an IRI with a scheme',
  uuid: 'must be a UUID',
  duration: 'must be an ISO 8601 duration such as PT1H30M',
  timestamp: 'must be an ISO 8601 date and time',
  'date-time': 'must be an RFC 3339 date and time with its zone',
  'email-iri': 'must be mailto: and an e-mail address',
  'media-type': 'must be a media type such as text/plain',
  'language-tag': 'must be an RFC 5646 language tag',
  sha1: 'must be a SHA-1 in 40 hex digits',
  sha2: 'must be a SHA-2 in hex digits',
  version: 'must be a version of xAPI that this request may use',
  exactlyOneIfi: 'must have exactly one of mbox, mbox_sha1sum, openid and account',
  noIfi: 'must not be given: an authority of two is an anonymous group',
  twoMembers: 'must have exactly two members: the application and the user',
  revisionOnlyWithActivity: 'is allowed only when the object is an Activity',
  voidingNeedsStatementRef: 'must be "StatementRef" in a voiding statement',
}

/** What follows from another error, and so is no error of its own. */
const CONSEQUENCES = new Set(['if', 'propertyNames'])

/** One violation for each place; a wrong kind outweighs whatever else a place breaks. */
export function explain(errors: SchemaError[], value: unknown): Violation[] {
  const places = new Map<string, Violation>()
  for (const error of errors) {
    if (CONSEQUENCES.has(error.keyword)) continue
    const pointer = place(error)
    if (places.has(pointer) && error.keyword !== 'type') continue
    places.set(pointer, { pointer, rule: rule(error), found: found(error, value) })
  }
  return [...places.values()]
}

function place({ instancePath, keyword, params, propertyName }: SchemaError): string {
  if (propertyName !== undefined) return `${instancePath}/${escapePointer(propertyName)}`
  if (keyword === 'additionalProperties') return `${instancePath}/${escapePointer(String(params.additionalProperty))}`
  if (MISSING.has(keyword)) return `${instancePath}/${escapePointer(String(params.missingProperty))}`
  return instancePath
}

const MISSING = new Set(['required', 'dependencies'])

function rule({ keyword, params, propertyName, schemaPath }: SchemaError): string {
  const named = RULES[String(params.format ?? definition(schemaPath))]
  if (propertyName !== undefined) return `as a key ${named}`
  if (keyword === 'type') return `must be ${article(String(params.type))}`
  if (keyword === 'required') return 'is required'
  if (named !== undefined) return named
  if (keyword === 'dependencies') return `is required beside ${params.property}`
  if (keyword === 'additionalProperties') return 'is not a property that xAPI knows here'
  if (keyword === 'const') return `must be ${JSON.stringify(params.allowedValue)}`
  if (keyword === 'enum') return `must be one of ${(params.allowedValues as string[]).join(', ')}`
  if (keyword === 'minItems') return `must have at least ${params.limit} elements`
  return `must be ${params.comparison} ${params.limit}`
}

/** The innermost definition on the path of the rule that failed. */
const definition = (schemaPath: string) => /.*\/definitions\/([^/]+)/.exec(schemaPath)?.[1] ?? ''

function found({ keyword, propertyName, params, instancePath }: SchemaError, value: unknown): string {
  if (propertyName !== undefined) return 'another key'
  if (MISSING.has(keyword)) return 'nothing'
  const holder = follow(value, instancePath)
  return kind(keyword === 'additionalProperties' ? member(holder, String(params.additionalProperty)) : holder)
}

/** The kind of a value, never the value: it may be personal. */
export function kind(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return `an array of ${value.length}`
  if (value === '') return 'an empty string'
  return article(typeof value)
}

const article = (noun: string) =>
  noun === 'boolean' ? 'true or false' : `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`

function follow(value: unknown, pointer: string): unknown {
  let holder = value
  for (const token of pointer.split('/').slice(1)) {
    holder = member(holder, token.replaceAll('~1', '/').replaceAll('~0', '~'))
  }
  return holder
}

/** An own property of anything. */
export const member = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined
