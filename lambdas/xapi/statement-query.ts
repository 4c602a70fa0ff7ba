/** The parameters of the statements resource (1.0.3 Communication 2.1; 2.0 4.1.6.1). */
import {
  invalidParameter,
  type Parser,
  parseAgentFilter,
  parseBoolean,
  parseIri,
  parseLimit,
  parseParameters,
  parseTimestamp,
  parseUuid,
} from './parameters.ts'
import type { Version } from './statement.ts'

const FORMATS = ['ids', 'exact', 'canonical'] as const
export type Format = (typeof FORMATS)[number]

/**
 * The query of GET statements. Ids and registration in lower case, `agent` as IFI key; `since` (exclusive) and `until`
 * (inclusive) as milliseconds since 1970; `limit` 0 is the server's maximum. A query by id has no filters.
 */
export type StatementQuery = {
  statementId?: string
  voidedStatementId?: string
  agent?: string
  verb?: string
  activity?: string
  registration?: string
  since?: number
  until?: number
  relatedActivities: boolean
  relatedAgents: boolean
  limit: number
  format: Format
  attachments: boolean
  ascending: boolean
}

const parseFormat: Parser<Format> = (text, name) => {
  const format = FORMATS.find((known) => known === text)
  if (format === undefined) throw invalidParameter(name, `must be one of ${FORMATS.join(', ')}`)
  return format
}

const PARSERS = {
  statementId: parseUuid,
  voidedStatementId: parseUuid,
  agent: parseAgentFilter,
  verb: parseIri,
  activity: parseIri,
  registration: parseUuid,
  related_activities: parseBoolean,
  related_agents: parseBoolean,
  since: parseTimestamp,
  until: parseTimestamp,
  limit: parseLimit,
  format: parseFormat,
  attachments: parseBoolean,
  ascending: parseBoolean,
}

/** What a query by id may have beside the id. */
const BESIDE_AN_ID = new Set(['format', 'attachments'])

export function parseStatementQuery(parameters: ReadonlyMap<string, string[]>, version: Version): StatementQuery {
  const { related_activities, related_agents, ...rest } = parseParameters(parameters, PARSERS, version)
  refuseFiltersBesideId([...parameters.keys()])
  return {
    limit: 0,
    format: 'exact',
    attachments: false,
    ascending: false,
    ...rest,
    relatedActivities: related_activities ?? false,
    relatedAgents: related_agents ?? false,
  }
}

function refuseFiltersBesideId(names: string[]): void {
  const id = names.find((name) => name === 'statementId' || name === 'voidedStatementId')
  if (id === undefined) return
  const other = names.find((name) => name !== id && !BESIDE_AN_ID.has(name))
  if (other !== undefined) throw invalidParameter(other, `is not allowed beside ${id}`)
}

/** The one parameter of PUT, in lower case. */
export function parseStatementId(parameters: ReadonlyMap<string, string[]>): string {
  const { statementId } = parseParameters(parameters, { statementId: parseUuid }, '2.0.0')
  if (statementId === undefined) throw invalidParameter('statementId', 'is required', 'nothing')
  return statementId
}
