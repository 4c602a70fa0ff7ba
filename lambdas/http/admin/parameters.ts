/** The parameters of a path and of a query string, as their schemas want them. */
import { parseQueryString } from '../protocol/query-string.ts'
import { invalidParameter, Problem } from './problem.ts'
import { type AdminRoute, PATH_PARAMETERS } from './route.ts'
import { definitions } from './validators.compiled.js'
import { violationsOf } from './violations.ts'

type Value = string | number | boolean

/** By name, of the type that their schema says: asking for another is a fault of the handler. */
export type Parameters = {
  text(name: string): string
  textIf(name: string): string | undefined
  numberIf(name: string): number | undefined
  /** False where it is left out. */
  flag(name: string): boolean
}

export function readPathParameters(texts: { [name: string]: string }): Map<string, Value> {
  const values = new Map<string, Value>()
  for (const [name, text] of Object.entries(texts)) {
    values.set(name, checkedValue(name, text, PATH_PARAMETERS[name]?.schema ?? name))
  }
  return values
}

/** @throws Problem `invalid` for a parameter that the row does not know, that comes twice, or that breaks its schema */
export function readQueryParameters(route: AdminRoute, query: string): Map<string, Value> {
  const values = new Map<string, Value>()
  if (route.areOfXapi) return values
  const known = route.parameters ?? []
  for (const [name, texts] of parseQueryString(query)) {
    const parameter = known.find((one) => one.name === name)
    const [text = '', ...others] = texts
    if (parameter === undefined)
      throw unknownParameter(
        name,
        known.map(({ name: one }) => one),
      )
    if (others.length > 0) throw invalidParameter(name, 'must be given once', `it ${texts.length} times`)
    values.set(name, checkedValue(name, text, parameter.schema))
  }
  const missing = known.find(({ name, required }) => required && !values.has(name))
  if (missing !== undefined) throw invalidParameter(missing.name, 'is required')
  return values
}

function unknownParameter(name: string, known: string[]): Problem {
  const rule = known.length > 0 ? `is not one of ${known.join(', ')}` : 'is not known here: there are none'
  const parameter = name.slice(0, 60)
  return new Problem('invalid', `The parameter ${parameter} ${rule}.`, { violations: [{ parameter, rule }] })
}

function checkedValue(name: string, text: string, schema: string): Value {
  const value = toValue(text, definitions[schema]?.type)
  const [violation] = violationsOf(schema, value)
  if (violation !== undefined) throw invalidParameter(name, violation.rule)
  return value
}

/** What is no number, or neither true nor false, stays a text, which the schema refuses. */
function toValue(text: string, type: string | undefined): Value {
  if (type === 'integer' || type === 'number') return /^-?\d{1,15}(\.\d{1,15})?$/.test(text) ? Number(text) : text
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true'
  return text
}

export function toParameters(values: ReadonlyMap<string, Value>): Parameters {
  const valueIf = <Type extends Value>(name: string, isType: (value: Value) => value is Type): Type | undefined => {
    const value = values.get(name)
    if (value === undefined || isType(value)) return value
    throw new TypeError(`the parameter ${name} is a ${typeof value}`)
  }
  const isText = (value: Value) => typeof value === 'string'
  return {
    text(name) {
      const value = valueIf(name, isText)
      if (value === undefined) throw new TypeError(`no parameter ${name}`)
      return value
    },
    textIf: (name) => valueIf(name, isText),
    numberIf: (name) => valueIf(name, (value) => typeof value === 'number'),
    flag: (name) => valueIf(name, (value) => typeof value === 'boolean') ?? false,
  }
}
