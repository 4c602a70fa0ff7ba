/**
 * Why a value does not match a schema: place, rule, and the kind of what was found. The compiled checks decide; this walk
 * explains what they refuse, so it may be slow, but it stops after a number of violations, whatever was sent.
 */
import { escapePointer } from '../json/diagnosis.ts'
import { isRecord } from '../json/value.ts'
import { MAX_VIOLATIONS, type Violation } from './errors.ts'
import { formats } from './formats.ts'
import { IFIS } from './statement.ts'
import { type Schema, type SchemaObject, schemas } from './validators.compiled.js'

/** Sentences by format or by name of the definition in `schemas/`. */
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
}

/** Where the walk is: the schema that `#` means, the definition whose rule applies, and the pointer to the value. */
type Place = { document: string; definition: string; pointer: string }
type Findings = { most: number; violations: Violation[] }

/** The first violations of a value, one for each place. @param ref the schema, such as `urn:…#/definitions/agent` */
export function explain(value: unknown, ref: string): Violation[] {
  const findings: Findings = { most: MAX_VIOLATIONS, violations: [] }
  walk({ $ref: ref }, value, { document: '', definition: '', pointer: '' }, findings)
  return findings.violations
}

function walk(schema: Schema, value: unknown, place: Place, findings: Findings): void {
  if (schema === true || findings.violations.length >= findings.most) return
  if (schema === false) addViolation(findings, place, RULES[place.definition] ?? 'is not allowed here', value)
  else if (schema.$ref !== undefined) followReference(schema.$ref, value, place, findings)
  else walkObject(schema, value, place, findings)
}

function walkObject(schema: SchemaObject, value: unknown, place: Place, findings: Findings): void {
  const broken = ownRule(schema, value, place)
  if (broken !== undefined) {
    // A value of the wrong kind breaks all other rules too, which would say nothing new.
    addViolation(findings, place, broken, value)
    return
  }
  if (isOfAnotherType(schema, value, place)) {
    walkMembers({ properties: { objectType: schema.properties?.objectType ?? true } }, value, place, findings)
    return
  }
  if (Array.isArray(value)) walkElements(schema, value, place, findings)
  else if (isRecord(value)) walkMembers(schema, value, place, findings)
  for (const part of schema.allOf ?? []) walk(part, value, place, findings)
  if (schema.if === undefined) return
  const branch = matches(schema.if, value, place) ? schema.then : schema.else
  if (branch !== undefined) walk(branch, value, place, findings)
}

/** True when `objectType` says that the value is meant as something else: then nothing else is worth saying. */
const isOfAnotherType = (schema: SchemaObject, value: unknown, place: Place): value is { [key: string]: unknown } =>
  schema.properties?.objectType !== undefined &&
  isRecord(value) &&
  Object.hasOwn(value, 'objectType') &&
  !matches(schema.properties.objectType, value.objectType, place)

function followReference(ref: string, value: unknown, place: Place, findings: Findings): void {
  const [id = '', path] = ref.split('#')
  const document = id === '' ? place.document : id
  const root = schemas[document]
  const definition = path?.split('/').at(-1) ?? ''
  const target = definition === '' ? root : typeof root === 'object' ? root.definitions?.[definition] : undefined
  if (target === undefined) throw new RangeError(`no schema ${ref}`)
  walk(target, value, { ...place, document, definition }, findings)
}

/** The rule that the value itself breaks, not one of its members. */
function ownRule(schema: SchemaObject, value: unknown, place: Place): string | undefined {
  const named = RULES[schema.format ?? place.definition]
  if (schema.type !== undefined && !isOfType(value, schema.type)) return `must be ${withArticle(schema.type)}`
  if ('const' in schema && value !== schema.const) return `must be ${JSON.stringify(schema.const)}`
  if (schema.enum && !schema.enum.includes(value)) return `must be one of ${schema.enum.join(', ')}`
  if (schema.format !== undefined && typeof value === 'string' && !isOfFormat(value, schema.format)) return named
  if (schema.pattern !== undefined && typeof value === 'string' && !new RegExp(schema.pattern).test(value)) return named
  if (schema.minimum !== undefined && Number(value) < schema.minimum) return `must be at least ${schema.minimum}`
  if (schema.maximum !== undefined && Number(value) > schema.maximum) return `must be at most ${schema.maximum}`
  return rulesOfParts(schema, value, place)
}

function rulesOfParts(schema: SchemaObject, value: unknown, place: Place): string | undefined {
  const fits = (parts: Schema[]) => parts.filter((part) => matches(part, value, place)).length
  const named = RULES[place.definition] ?? 'breaks a rule'
  if (schema.anyOf && fits(schema.anyOf) === 0) return named
  if (schema.oneOf && fits(schema.oneOf) !== 1) return named
  if (!Array.isArray(value)) return undefined
  if (schema.minItems !== undefined && value.length < schema.minItems) {
    return RULES[place.definition] ?? `must have at least ${schema.minItems} element`
  }
  return schema.maxItems !== undefined && value.length > schema.maxItems ? named : undefined
}

const matches = (schema: Schema, value: unknown, place: Place): boolean => {
  const findings: Findings = { most: 1, violations: [] }
  walk(schema, value, place, findings)
  return findings.violations.length === 0
}

function walkElements({ items = true }: SchemaObject, value: unknown[], place: Place, findings: Findings): void {
  for (let index = 0; index < value.length && findings.violations.length < findings.most; index++) {
    walk(items, value[index], below(place, String(index)), findings)
  }
}

function walkMembers(schema: SchemaObject, value: { [key: string]: unknown }, place: Place, findings: Findings): void {
  const { properties = {}, additionalProperties: others = true, propertyNames = true } = schema
  for (const key of schema.required ?? []) {
    if (!Object.hasOwn(value, key)) addViolation(findings, below(place, key), 'is required', undefined)
  }
  for (const [key, needed] of Object.entries(schema.dependencies ?? {})) {
    const missing = Object.hasOwn(value, key) ? needed.find((name) => !Object.hasOwn(value, name)) : undefined
    if (missing !== undefined) addViolation(findings, below(place, missing), `is required beside ${key}`, undefined)
  }
  for (const key in value) {
    if (findings.violations.length >= findings.most) return
    const inner = below(place, key)
    if (!matches(propertyNames, key, place)) addKeyViolation(findings, inner, propertyNames)
    else if (Object.hasOwn(properties, key)) walk(properties[key] ?? true, value[key], inner, findings)
    else if (others === false) addViolation(findings, inner, 'is not a property that xAPI knows here', value[key])
    else walk(others, value[key], inner, findings)
  }
}

const below = (place: Place, key: string): Place => ({ ...place, pointer: `${place.pointer}/${escapePointer(key)}` })

function addViolation({ most, violations }: Findings, { pointer }: Place, rule: string, value: unknown): void {
  if (violations.length >= most || violations.some((violation) => violation.pointer === pointer)) return
  violations.push({ pointer, rule, found: rule === RULES.exactlyOneIfi ? ifisOf(value) : kindOf(value) })
}

const ifisOf = (value: unknown) =>
  IFIS.filter((ifi) => isRecord(value) && Object.hasOwn(value, ifi)).join(' and ') || 'none'

function addKeyViolation(findings: Findings, place: Place, names: Schema): void {
  const rule = RULES[(typeof names === 'object' && names.format) || ''] ?? 'must be another key'
  if (findings.violations.length >= findings.most) return
  findings.violations.push({ pointer: place.pointer, rule: `${rule}, as a key`, found: 'another key' })
}

function isOfType(value: unknown, type: string): boolean {
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return isRecord(value)
  if (type === 'number') return Number.isFinite(value)
  return type === 'integer' ? Number.isInteger(value) : typeof value === type
}

const isOfFormat = (value: string, format: string): boolean =>
  Object.entries(formats).find(([name]) => name === format)?.[1](value) ?? true

/** The kind of a value, never the value: it may be personal. */
export function kindOf(value: unknown): string {
  if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY)
    return 'a number past the range of a double'
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return `an array of ${value.length}`
  return value === '' ? 'an empty string' : withArticle(typeof value)
}

function withArticle(noun: string): string {
  if (noun === 'boolean') return 'true or false'
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`
}
