/** What a value breaks of its schema, as violations: the place, the rule in words, and the kind of what was found. */
import { escapePointer } from '../../json/diagnosis.ts'
import { memberOf } from '../../json/value.ts'
import type { Violation } from '../../xapi/errors.ts'
import { kindOf } from '../../xapi/explanation.ts'
import { checks, type SchemaCheck, type SchemaError } from './validators.compiled.js'

/** @throws Error for a schema that no row names: it is not compiled */
export function violationsOf(schema: string, value: unknown): Violation[] {
  const check = checks[schema]
  if (check === undefined) throw new Error(`The schema ${schema} is not compiled.`)
  return violationsBy(check, value)
}

/** @param check of any schema that AJV compiled, with all its errors */
export function violationsBy(check: SchemaCheck, value: unknown): Violation[] {
  if (check(value)) return []
  const found = (check.errors ?? []).filter(
    (error) => !WRAPPERS.has(error.keyword) && !IN_ONE_OF.test(error.schemaPath),
  )
  const errors = found.length > 0 ? found : (check.errors ?? [])
  return withoutRepeats(errors.map((error) => toViolation(error, value)))
}

/** They only say that something in them is wrong, which has an error of its own. */
const WRAPPERS = new Set(['anyOf', 'if', 'propertyNames'])
/** What is missing for one of several forms is no error of its own. */
const IN_ONE_OF = /\/oneOf\/\d/

function toViolation(error: SchemaError, value: unknown): Violation {
  const pointer = error.instancePath + memberOfError(error)
  return { pointer, rule: ruleOf(error), found: kindOf(valueAt(value, pointer)) }
}

/** What is missing, or is too much, is the place; not the object around it. */
function memberOfError({ params: { missingProperty, additionalProperty } }: SchemaError): string {
  const name = missingProperty ?? additionalProperty
  return typeof name === 'string' ? `/${escapePointer(name)}` : ''
}

function ruleOf({ keyword, params, message = 'breaks a rule' }: SchemaError): string {
  if (keyword === 'oneOf') return 'must have exactly one of mbox, mbox_sha1sum, openid and account'
  if (keyword === 'required') return 'is required'
  if (keyword === 'additionalProperties') return 'is not a property that is known here'
  if (keyword === 'enum' && Array.isArray(params.allowedValues))
    return `must be one of ${params.allowedValues.join(', ')}`
  if (keyword === 'format') return FORMATS[String(params.format)] ?? message
  return message.replace('must NOT', 'must not').replace('characters', 'character(s)')
}

const FORMATS: { [name: string]: string } = {
  'date-time': 'must be an RFC 3339 date and time with its zone',
  uuid: 'must be a UUID',
  iri: 'must be an IRI with a scheme',
}

function valueAt(value: unknown, pointer: string): unknown {
  const names = pointer.split('/').slice(1)
  return names.reduce((inner, name) => memberOf(inner, name.replaceAll('~1', '/').replaceAll('~0', '~')), value)
}

function withoutRepeats(violations: Violation[]): Violation[] {
  const seen = new Set<string>()
  return violations.filter(({ pointer, rule }) => {
    const key = `${pointer} ${rule}`
    return !seen.has(key) && seen.add(key)
  })
}
