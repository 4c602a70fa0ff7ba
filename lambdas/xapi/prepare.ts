/**
 * From a valid statement to what is stored: its text as it was received, with only the values changed and added that the
 * LRS sets (1.0.3 Data 2.4; 2.0 4.2.2).
 */
import { type Replacement, splice } from '../json/members.ts'
import { membersAt, type Span } from '../json/scanner.ts'
import { addIfiKeys } from './agent.ts'
import { distinct } from './distinct.ts'
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
  /** Whoever the credentials stand for. */
  authority: Actor
  newId: () => string
  /** The `statementId` of a PUT: the id of its statement, if that has none. */
  id?: string
}

/** Stands in an edited text where the store writes `stored`. No JSON text can contain it. */
const GAP = '\u0000'

const DEFAULT_VERSION = { '1.0.3': '1.0.0', '2.0.0': '2.0.0' }

export function prepareStatements(
  body: StatementsBody,
  statements: Statement[],
  options: PrepareOptions,
): PreparedStatement[] {
  const lrs = { version: options.version, authority: JSON.stringify(options.authority) }
  const authorityKeys = distinct()
  addIfiKeys(authorityKeys, options.authority)
  return statements.map((statement, index) => {
    const id = statement.id ?? options.id ?? options.newId()
    return {
      id: id.toLowerCase(),
      pieces: completePieces(statementText(body, index), statement, id, lrs),
      features: featuresOf(statement, authorityKeys.texts),
    }
  })
}

/** What the LRS sets in all statements of a request; the authority as JSON. */
type LrsValues = { version: Version; authority: string }

/** The text, cut where `stored` goes. What the statement lacks is appended to the last piece, which copies no text. */
function completePieces(text: string, statement: Statement, id: string, lrs: LrsValues): string[] {
  const start = replaceValues(text, statement, lrs).slice(0, -1)
  const pieces = statement.stored === undefined ? [start] : start.split(GAP)
  const append = (end: string) => pieces.push(`${pieces.pop()}${end}`)
  const appendStored = (key: string) => {
    append(`,"${key}":"`)
    pieces.push('"')
  }
  if (statement.id === undefined) append(`,"id":"${id.toLowerCase()}"`)
  if (statement.timestamp === undefined) appendStored('timestamp')
  if (statement.stored === undefined) appendStored('stored')
  const authority = statement.authority === undefined ? `,"authority":${lrs.authority}` : ''
  const version = statement.version === undefined ? `,"version":"${DEFAULT_VERSION[lrs.version]}"` : ''
  append(`${authority}${version}}`)
  return pieces
}

/** The text with those values replaced that the LRS changes. Nearly always there are none, and it is the text itself. */
function replaceValues(text: string, statement: Statement, lrs: LrsValues): string {
  const timestamp = statement.timestamp && toUtc(statement.timestamp, lrs.version)
  const mustWrap = hasSingleActivity(statement.context) || hasSingleActivityInSubStatement(statement)
  if (timestamp === statement.timestamp && !mustWrap && !statement.stored && !statement.authority) return text
  const members = membersAt(text, 0)
  const replacements: Replacement[] = []
  const replace = (key: string, value: string) => {
    const span = members.get(key)
    if (span) replacements.push([...span, value])
  }
  if (timestamp !== statement.timestamp) replace('timestamp', `"${timestamp}"`)
  replace('stored', `"${GAP}"`)
  replace('authority', lrs.authority)
  wrapSingleActivities(text, replacements, statement.context, members.get('context'))
  const object = members.get('object')
  if (object && isSubStatement(statement.object)) {
    wrapSingleActivities(text, replacements, statement.object.context, membersAt(text, object[0]).get('context'))
  }
  return splice(text, replacements)
}

const hasSingleActivityInSubStatement = ({ object }: Statement) =>
  isSubStatement(object) && hasSingleActivity(object.context)

function hasSingleActivity(context: Context | undefined): boolean {
  const lists = context?.contextActivities
  if (lists === undefined) return false
  for (const key of CONTEXT_ACTIVITIES) if (lists[key] !== undefined && !Array.isArray(lists[key])) return true
  return false
}

/** contextActivities are always returned as arrays (1.0.3 Data 2.4.6.2; 2.0 4.2.2). @param span of the context */
function wrapSingleActivities(
  text: string,
  replacements: Replacement[],
  context: Context | undefined,
  span: Span | undefined,
): void {
  if (!span || !hasSingleActivity(context)) return
  const lists = membersAt(text, span[0]).get('contextActivities')
  if (!lists) return
  for (const [start, end] of membersAt(text, lists[0]).values()) {
    if (text[start] === '{') replacements.push([start, end, `[${text.slice(start, end)}]`])
  }
}
