/** Values by a JSON Schema: such that fit it, and such that break one of its rules. For the schemas of the admin API. */
import fc from 'fast-check'

export type JsonSchema = { [keyword: string]: unknown }
type Resolve = (schema: JsonSchema) => JsonSchema
type Any = fc.Arbitrary<unknown>

const nothing = Symbol('left out')

/** @param resolve follows a `$ref` */
export function fittingValue(schema: JsonSchema, resolve: Resolve): Any {
  const { $ref, allOf, anyOf, oneOf, enum: values, type, ...rest } = schema
  if (Array.isArray(allOf)) return fittingValue(joined(allOf, resolve), resolve)
  if (typeof $ref === 'string') return fittingValue(resolve(schema), resolve)
  if ('const' in rest) return fc.constant(rest.const)
  if (Array.isArray(values)) return fc.constantFrom(...values)
  if (Array.isArray(anyOf)) return fc.oneof(...anyOf.map((each) => fittingValue(each, resolve)))
  if (Array.isArray(oneOf)) return fc.oneof(...oneOf.map((form) => objectOf(schema, resolve, form)))
  if (Array.isArray(type)) return fc.oneof(...type.map((each) => fittingValue({ ...schema, type: each }, resolve)))
  return ofType(schema, String(type), resolve)
}

/** A schema, and others that only want more properties of it: of its forms those stay that have them. */
function joined([first, ...others]: JsonSchema[], resolve: Resolve): JsonSchema {
  const whole = first?.$ref ? resolve(first) : (first ?? {})
  const wanted = others.flatMap(({ required = [] }) => required)
  const forms = Array.isArray(whole.oneOf) ? whole.oneOf : []
  return { ...whole, oneOf: forms.filter(({ required = [] }) => wanted.every((name) => required.includes(name))) }
}

function ofType(schema: JsonSchema, type: string, resolve: Resolve): Any {
  const { minimum = -1_000, maximum = 1_000, minItems = 0, maxItems = 3, items = {} } = schema
  if (type === 'integer') return fc.integer({ min: Number(minimum), max: Number(maximum) })
  if (type === 'number') return fc.double({ noNaN: true, noDefaultInfinity: true })
  if (type === 'boolean') return fc.boolean()
  if (type === 'null') return fc.constant(null)
  if (type === 'string') return textOf(schema)
  if (type === 'array') {
    const lengths = { minLength: Number(minItems), maxLength: Math.min(3, Number(maxItems)) }
    return fc.array(fittingValue(items as JsonSchema, resolve), lengths)
  }
  return objectOf(schema, resolve)
}

const FORMATS: { [format: string]: Any } = {
  iri: fc.webUrl().filter((url) => url.length < 1_000),
  uuid: fc.uuid(),
  'email-iri': fc.emailAddress().map((address) => `mailto:${address}`),
  'date-time': fc
    .date({ min: new Date('1990-01-01'), max: new Date('2200-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString()),
}

function textOf({ format, pattern, minLength = 0, maxLength = 40 }: JsonSchema): Any {
  if (typeof format === 'string') {
    const known = FORMATS[format]
    if (known === undefined) throw new Error(`There are no texts of the format ${format}.`)
    return known
  }
  if (typeof pattern === 'string') return textsMatching(pattern)
  return fc.string({ unit: 'binary', minLength: Number(minLength), maxLength: Math.min(60, Number(maxLength)) })
}

const matching = new Map<string, Any>()

/** Made once for each pattern: fast-check looks each time whether it can make some ill-famed texts of it. */
function textsMatching(pattern: string): Any {
  const texts = matching.get(pattern) ?? fc.stringMatching(new RegExp(pattern)).filter(({ length }) => length <= 200)
  matching.set(pattern, texts)
  return texts
}

/** @param form one of several, whose properties are required too */
function objectOf(schema: JsonSchema, resolve: Resolve, form: JsonSchema = {}): Any {
  const properties = Object.entries((schema.properties ?? {}) as { [name: string]: JsonSchema })
  const others = Array.isArray(schema.oneOf) ? schema.oneOf.flatMap(({ required = [] }) => required) : []
  const required = [...((schema.required as string[]) ?? []), ...((form.required as string[]) ?? [])]
  const excluded = others.filter((name) => !required.includes(name))
  const members = properties
    .filter(([name]) => !excluded.includes(name))
    .map(([name, each]): [string, Any] => {
      const value = fittingValue(each, resolve)
      return [name, required.includes(name) ? value : fc.option(value, { nil: nothing, freq: 2 })]
    })
  return fc
    .record(Object.fromEntries(members))
    .map((record) => Object.fromEntries(Object.entries(record).filter(([, value]) => value !== nothing)))
    .filter((record) => Object.keys(record).length >= Number(schema.minProperties ?? 0))
}

/** What fits no schema of ours at the place where it is put, most of the time: the server decides. */
const STRANGE = fc.constantFrom<unknown>(
  ...[null, '', 'x', 0, -1, 1.5, 1e300, true, [], {}, [null], [[]], { x: 1 }, 'é\u0000', '\ud800', 'a'.repeat(3_000)],
  ...['../..', '%2F', '|', 'a|b', '{}', '__proto__', 'constructor', '2026-02-30T00:00:00Z', '9999999999999999999'],
)

/** The value with one thing in it changed, left out or added. */
export const brokenValue = (value: Any): Any =>
  fc
    .tuple(value, fc.array(fc.nat(9), { minLength: 1, maxLength: 4 }), STRANGE)
    .map(([whole, way, strange]) => changed(whole, way, strange))

function changed(value: unknown, [turn = 0, ...way]: number[], strange: unknown): unknown {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) return strange
  if (Array.isArray(value))
    return value.map((each, at) => (at === turn % value.length ? changed(each, way, strange) : each))
  const names = Object.keys(value)
  const name = names[turn % names.length] ?? ''
  const { [name]: inner, ...others } = value as { [name: string]: unknown }
  if (way.length > 0) return { ...others, [name]: changed(inner, way, strange) }
  const choices = [
    others,
    { ...others, [name]: strange },
    { ...value, more: strange },
    { ...others, [`${name}x`]: inner },
  ]
  return choices[turn % choices.length]
}
