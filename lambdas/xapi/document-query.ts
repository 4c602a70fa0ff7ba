/** The parameters of the document resources (1.0.3 Communication 2.3, 2.6, 2.7; 2.0 4.1.6.2-4.1.6.5). */
import { ifiKey } from './agent.ts'
import { type Violation, XapiError } from './errors.ts'
import {
  invalidParameter,
  type Parser,
  parseAgentParameter,
  parseIri,
  parseParameters,
  parseText,
  parseTimestamp,
  parseUuid,
} from './parameters.ts'
import type { DocumentResource } from './precondition.ts'
import type { Version } from './statement.ts'

export type DocumentMethod = 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE'

/**
 * Whose documents: `agent` as IFI key, `registration` in lower case. An absent registration means documents that were
 * stored without one, never those of any registration (D-8).
 */
export type DocumentContext = { activityId?: string; agent?: string; registration?: string }

/** One document; the ids of those stored after `since` (milliseconds since 1970, exclusive); or all of a context. */
export type DocumentQuery = DocumentContext &
  ({ target: 'one'; id: string } | { target: 'ids'; since?: number } | { target: 'all' })

/** The agent of a document is an Agent, never a Group: data about a group belong to an Agent with its IFI (D-20). */
const parseAgentKey: Parser<string> = (text, name, version) => ifiKey(parseAgentParameter(text, version, name)) ?? ''

const RESOURCES = {
  'activities/state': { required: ['activityId', 'agent'], optional: ['registration'], id: 'stateId' },
  'activities/profile': { required: ['activityId'], optional: [], id: 'profileId' },
  'agents/profile': { required: ['agent'], optional: [], id: 'profileId' },
} as const

const CONTEXT_PARSERS = { activityId: parseIri, agent: parseAgentKey, registration: parseUuid }

/** @throws XapiError `invalid` (400) naming each parameter that is missing, unknown, repeated or not valid. */
export function parseDocumentQuery(
  resource: DocumentResource,
  method: DocumentMethod,
  parameters: ReadonlyMap<string, string[]>,
  version: Version,
): DocumentQuery {
  const { required, optional, id: idName } = RESOURCES[resource]
  const reads = method === 'GET' || method === 'HEAD'
  const known = [...required, ...optional].map((name) => [name, CONTEXT_PARSERS[name]] as const)
  const parsers = { ...Object.fromEntries(known), [idName]: parseText, ...(reads && { since: parseTimestamp }) }
  const { since, ...values } = parseParameters(parameters, parsers, version) as DocumentContext & { since?: number }
  const { [idName]: id, ...context } = values as DocumentContext & { [name in typeof idName]?: string }
  const deletesAll = method === 'DELETE' && resource === 'activities/state'
  requireAll([...required, ...(reads || deletesAll ? [] : [idName])], parameters)
  if (id === undefined)
    return reads ? { ...context, target: 'ids', ...(since !== undefined && { since }) } : { ...context, target: 'all' }
  if (since !== undefined) throw invalidParameter('since', `is not allowed beside ${idName}`)
  return { ...context, target: 'one', id }
}

function requireAll(names: readonly string[], parameters: ReadonlyMap<string, string[]>): void {
  const violations: Violation[] = names
    .filter((name) => !parameters.has(name))
    .map((parameter) => ({ parameter, rule: 'is required', found: 'nothing' }))
  const [first] = violations
  if (first) throw new XapiError('invalid', `The parameter ${first.parameter} ${first.rule}`, violations)
}
