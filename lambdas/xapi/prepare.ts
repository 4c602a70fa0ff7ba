/**
 * From a valid statement to what is stored: the text as received, with what the LRS sets spliced in and nothing else
 * touched (1.0.3 Data 2.4; 2.0 4.2.2).
 */

import { membersAt, type Span } from '../json/scanner.ts'
import { addIfiKeys } from './agent.ts'
import { featuresOf } from './features.ts'
import {
  type Actor,
  CONTEXT_ACTIVITIES,
  type Context,
  isSubStatement,
  type PreparedStatement,
  type Statement,
  type Version,
} from './statement.ts'
import { type StatementsBody, statementText } from './statements-body.ts'
import { toUtc } from './timestamps.ts'

export type PrepareOptions = {
  version: Version
  /** Whom the credentials stand for. */
  authority: Actor
  newId: () => string
  /** The `statementId` of a PUT: the one statement's id. */
  id?: string
}

/** Stands in an edited text where the store writes `stored`. No JSON text can contain it. */
const GAP = '\u0000'

const DEFAULT_VERSION = { '1.0.3': '1.0.0', '2.0.0': '2.0.0' }

export function prepareStatements(
  received: StatementsBody,
  statements: Statement[],
  preparation: PrepareOptions,
): PreparedStatement[] {
  const { authority, version, newId } = preparation
  const request = { version, authorityText: JSON.stringify(authority), authorityKeys: [] as string[] }
  addIfiKeys(request.authorityKeys, authority)
  return statements.map((statement, index) => {
    const text = statementText(received, index)
    const id = statement.id ?? preparation.id ?? newId()
    return {
      id: id.toLowerCase(),
      pieces: finish(text, statement, id, request),
      features: featuresOf(statement, request.authorityKeys),
    }
  })
}

type Request = { version: Version; authorityText: string; authorityKeys: string[] }

/** The text cut where `stored` goes. What is missing is appended piece by piece, which copies no text. */
function finish(text: string, statement: Statement, id: string, request: Request): string[] {
  const start = edited(text, statement, request).slice(0, -1)
  const pieces = statement.stored === undefined ? [start] : start.split(GAP)
  const append = (end: string) => pieces.push(`${pieces.pop()}${end}`)
  const appendStored = (key: string) => {
    append(`,"${key}":"`)
    pieces.push('"')
  }
  if (statement.id === undefined) append(`,"id":"${id.toLowerCase()}"`)
  if (statement.timestamp === undefined) appendStored('timestamp')
  if (statement.stored === undefined) appendStored('stored')
  const authority = statement.authority === undefined ? `,"authority":${request.authorityText}` : ''
  const version = statement.version === undefined ? `,"version":"${DEFAULT_VERSION[request.version]}"` : ''
  append(`${authority}${version}}`)
  return pieces
}

type Edit = [start: number, end: number, replacement: string]

/** The text with the values replaced that the LRS changes; nearly always it is the text itself. */
function edited(text: string, statement: Statement, request: Request): string {
  const timestamp = statement.timestamp && toUtc(statement.timestamp, request.version)
  const wrapped = hasSingleActivity(statement.context) || hasSingleActivityInSubStatement(statement)
  if (timestamp === statement.timestamp && !wrapped && !statement.stored && !statement.authority) return text
  const members = membersAt(text, 0)
  const edits: Edit[] = []
  const replace = (key: string, replacement: string) => {
    const span = members.get(key)
    if (span) edits.push([...span, replacement])
  }
  if (timestamp !== statement.timestamp) replace('timestamp', `"${timestamp}"`)
  replace('stored', `"${GAP}"`)
  replace('authority', request.authorityText)
  wrapSingleActivities(text, edits, statement.context, members.get('context'))
  const object = members.get('object')
  if (object && isSubStatement(statement.object)) {
    wrapSingleActivities(text, edits, statement.object.context, membersAt(text, object[0]).get('context'))
  }
  return splice(text, edits)
}

const hasSingleActivityInSubStatement = ({ object }: Statement) =>
  isSubStatement(object) && hasSingleActivity(object.context)

function hasSingleActivity(context: Context | undefined): boolean {
  const lists = context?.contextActivities
  if (lists === undefined) return false
  for (const key of CONTEXT_ACTIVITIES) if (lists[key] !== undefined && !Array.isArray(lists[key])) return true
  return false
}

/** contextActivities are returned as arrays, always (1.0.3 Data 2.4.6.2; 2.0 4.2.2). */
function wrapSingleActivities(text: string, edits: Edit[], context: Context | undefined, span: Span | undefined): void {
  if (!span || !hasSingleActivity(context)) return
  const lists = membersAt(text, span[0]).get('contextActivities')
  if (!lists) return
  for (const [start, end] of membersAt(text, lists[0]).values()) {
    if (text[start] === '{') edits.push([start, end, `[${text.slice(start, end)}]`])
  }
}

function splice(text: string, edits: Edit[]): string {
  let result = ''
  let at = 0
  for (const [start, end, replacement] of edits.sort((a, b) => a[0] - b[0])) {
    result += text.slice(at, start) + replacement
    at = end
  }
  return result + text.slice(at)
}
