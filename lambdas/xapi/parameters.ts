/** Query parameters, checked as strictly as the same values in a statement (1.0.3 Communication 3.2; 2.0 4.1.6). */
import { InvalidJson, parseJson } from '../json/parse.ts'
import { ifiKey } from './agent.ts'
import { XapiError } from './errors.ts'
import { explain } from './explanation.ts'
import { isIri, isUuid } from './formats.ts'
import type { Agent, Group, Version } from './statement.ts'
import { toMilliseconds } from './timestamps.ts'
import { agent as isAgent, identifiedActor as isIdentifiedActor } from './validators.compiled.js'

/** Reads one value. `name` is that of the parameter, for the error. @throws XapiError `invalid` */
export type Parser<T> = (text: string, name: string, version: Version) => T

export type Parsers = { [name: string]: Parser<unknown> }
export type ParameterValues<P extends Parsers> = { [name in keyof P]?: ReturnType<P[name]> }

/**
 * Reads all parameters of a request.
 * @throws XapiError `invalid` with a violation for each that is unknown, repeated (D-4) or not valid.
 */
export function parseParameters<P extends Parsers>(
  parameters: ReadonlyMap<string, string[]>,
  parsers: P,
  version: Version,
): ParameterValues<P> {
  const parsed: ParameterValues<P> = {}
  const errors: XapiError[] = []
  for (const [name, values] of parameters) {
    try {
      const key = knownName(name, parsers)
      const [text = ''] = values
      if (values.length > 1) throw invalidParameter(name, 'must be given once', `${values.length} values`)
      parsed[key] = parsers[key]?.(text, name, version) as ReturnType<P[typeof key]>
    } catch (error) {
      if (!(error instanceof XapiError)) throw error
      errors.push(error)
    }
  }
  const [first] = errors
  if (!first) return parsed
  const violations = errors.flatMap((error) => error.violations)
  throw new XapiError('invalid', first.message, violations)
}

function knownName<P extends Parsers>(name: string, parsers: P): keyof P {
  if (Object.hasOwn(parsers, name)) return name
  const meant = Object.keys(parsers).find((known) => known.toLowerCase() === name.toLowerCase())
  throw invalidParameter(name, meant === undefined ? 'is not known here' : `is spelt ${meant}`)
}

export function invalidParameter(name: string, rule: string, found?: string): XapiError {
  const parameter = name.length > 60 ? `${name.slice(0, 60)}…` : name
  const message = `The parameter ${parameter} ${rule}${found === undefined ? '' : `, found ${found}`}`
  return new XapiError('invalid', message, [{ parameter, rule, ...(found !== undefined && { found }) }])
}

const kindOfText = (text: string) => (text === '' ? 'an empty string' : 'something else')

/** In lower case, since UUIDs are case-insensitive (D-24). */
export function parseUuid(text: string, name: string): string {
  if (!isUuid(text)) throw invalidParameter(name, 'must be a UUID', kindOfText(text))
  return text.toLowerCase()
}

export function parseIri(text: string, name: string): string {
  if (!isIri(text)) throw invalidParameter(name, 'must be an IRI with a scheme', kindOfText(text))
  return text
}

export function parseBoolean(text: string, name: string): boolean {
  if (text !== 'true' && text !== 'false') throw invalidParameter(name, 'must be true or false', kindOfText(text))
  return text === 'true'
}

/** Milliseconds since 1970, cut to whole ones: `stored` has none smaller, so comparisons give the same. */
export function parseTimestamp(text: string, name: string, version: Version): number {
  const milliseconds = toMilliseconds(text, version)
  if (milliseconds !== undefined) return milliseconds
  const rule = version === '2.0.0' ? 'must be an RFC 3339 date and time' : 'must be an ISO 8601 date and time'
  const hint = text.includes(' ') ? 'a space (a + must be sent as %2B)' : kindOfText(text)
  throw invalidParameter(name, rule, hint)
}

export function parseLimit(text: string, name: string): number {
  const limit = /^\d{1,15}$/.test(text) ? Number(text) : -1
  if (limit < 0) throw invalidParameter(name, 'must be a whole number from 0', kindOfText(text))
  return limit
}

/** Any text, such as a `stateId` or `profileId`. */
export const parseText = (text: string, name: string): string => {
  if (text === '') throw invalidParameter(name, 'must not be empty', 'an empty string')
  return text
}

/** `agent` of documents and of `agents`: an Agent, never a Group (D-20). */
export function parseAgentParameter(text: string, _version: Version, name = 'agent'): Agent {
  const value = parseObject(text, name)
  if (!isAgent(value)) throw invalidActor(value, name, 'agent')
  return value as Agent
}

/** `agent` of GET statements: the IFI key of an Agent or identified Group. */
export function parseAgentFilter(text: string, name = 'agent'): string {
  const value = parseObject(text, name)
  if (!isIdentifiedActor(value)) throw invalidActor(value, name, 'identifiedActor')
  return ifiKey(value as Agent | Group) ?? ''
}

function parseObject(text: string, name: string): unknown {
  try {
    return parseJson(text).value
  } catch (error) {
    if (!(error instanceof InvalidJson)) throw error
    throw invalidParameter(name, `must be an Agent in JSON (it ${error.fault})`)
  }
}

function invalidActor(value: unknown, name: string, definition: string): XapiError {
  const violations = explain(value, `urn:cairn:xapi:definitions#/definitions/${definition}`)
  const [first] = violations
  const message = `The parameter ${name}: ${first?.pointer ?? ''} ${first?.rule}, found ${first?.found}`
  return new XapiError(
    'invalid',
    message,
    violations.map((violation) => ({ parameter: name, ...violation })),
  )
}
