/**
 * One statement as one row of the lake: flat and typed, with NULL where the statement says nothing, and the exact text
 * beside it. Whatever is odd in a stored statement becomes NULL as well, since a row that throws would keep a whole
 * request's statements from the analysts.
 */
import { msOf } from '../statements/batch/sequence.ts'
import {
  type Activity,
  type ActivityDefinition,
  type Attachment,
  type Context,
  isSubStatement,
  type Result,
  type Statement,
  VOIDED,
} from '../xapi/statement.ts'
import { toMilliseconds } from '../xapi/timestamps.ts'
import { type AnyActor, actorColumns, actorId, actorIds } from './actor-columns.ts'
import type { AttachmentCell, Row } from './columns.ts'
import { durationSeconds } from './duration.ts'
import { extensionTexts, withExactNumbers } from './extension-texts.ts'
import { languageMapText, textOrNull, textsOrNull } from './text-cells.ts'

/** cmi5 9.6.3.1 */
const SESSION_ID = 'https://w3id.org/xapi/cmi5/context/extensions/sessionid'

/**
 * @param text the statement as it is stored: JSON with id, stored, authority, version and timestamp
 * @param sequence its place in the store's order, which also tells `stored`
 * @throws SyntaxError when the text is not JSON, TypeError when it is no JSON object
 */
export function statementToRow(text: string, sequence: string): Row {
  const statement = JSON.parse(text) as Statement
  const exact = withExactNumbers(text, statement)
  return {
    statement_id: lower(statement.id),
    sq: sequence,
    stored: microseconds(msOf(sequence)),
    timestamp: microseconds(instant(statement.timestamp)),
    version: textOrNull(statement.version),
    ...actorColumns(statement.actor),
    verb_id: textOrNull(statement.verb?.id),
    verb_display: languageMapText(statement.verb?.display),
    ...objectColumns(statement, exact),
    ...resultColumns(statement.result ?? {}, exact),
    ...contextColumns(statement.context ?? {}, exact),
    ...recordColumns(statement),
    raw: text,
  }
}

/** What a voiding statement's row says of the statement that it voids; nothing for any other row. */
export const rowToVoid = ({ voided_statement_id, statement_id, stored, sq }: Row): Row[] =>
  voided_statement_id ? [{ voided_statement_id, voided_by: statement_id, voided_at: stored, sq } as Row] : []

function objectColumns({ object }: Statement, exact: Statement): Row {
  const type = typeOf(object)
  const activity = type === 'Activity' ? (object as Activity) : undefined
  const definition: ActivityDefinition = activity?.definition ?? {}
  const exactDefinition = (exact.object as Activity | undefined)?.definition
  const agentName = type === 'Agent' || type === 'Group' ? textOrNull((object as AnyActor).name) : null
  return {
    object_type: type,
    object_id: objectId(object),
    object_name: activity ? languageMapText(definition.name) : agentName,
    object_description: languageMapText(definition.description),
    activity_type: textOrNull(definition.type),
    interaction_type: textOrNull(definition.interactionType),
    correct_responses_pattern: textsOrNull(definition.correctResponsesPattern),
    object_extensions: activity ? extensionTexts(exactDefinition?.extensions) : null,
    ...subStatementColumns(object),
  }
}

function subStatementColumns(object: Statement['object']): Row {
  const sub = object && isSubStatement(object) ? object : undefined
  return {
    sub_actor_id: actorId(sub?.actor),
    sub_verb_id: textOrNull(sub?.verb?.id),
    sub_object_type: sub ? typeOf(sub.object) : null,
    sub_object_id: sub ? objectId(sub.object) : null,
  }
}

function objectId(object: Statement['object'] | undefined): string | null {
  if (object?.objectType === 'StatementRef') return lower(object.id)
  if (object?.objectType === 'Agent' || object?.objectType === 'Group') return actorId(object)
  return textOrNull((object as Activity | undefined)?.id)
}

const resultColumns = ({ score, ...result }: Result, exact: Statement): Row => ({
  score_scaled: double(score?.scaled),
  score_raw: double(score?.raw),
  score_min: double(score?.min),
  score_max: double(score?.max),
  success: booleanOrNull(result.success),
  completion: booleanOrNull(result.completion),
  response: textOrNull(result.response),
  duration: textOrNull(result.duration),
  duration_seconds: durationSeconds(textOrNull(result.duration) ?? undefined),
  result_extensions: extensionTexts(exact.result?.extensions),
})

const contextColumns = (context: Context, exact: Statement): Row => ({
  registration: lower(context.registration),
  session_id: textOrNull(context.extensions?.[SESSION_ID]),
  language: textOrNull(context.language),
  platform: textOrNull(context.platform),
  revision: textOrNull(context.revision),
  instructor_id: actorId(context.instructor),
  instructor_name: textOrNull(context.instructor?.name),
  team_id: actorId(context.team),
  team_name: textOrNull(context.team?.name),
  parent_ids: activityIds(context.contextActivities?.parent),
  grouping_ids: activityIds(context.contextActivities?.grouping),
  category_ids: activityIds(context.contextActivities?.category),
  other_ids: activityIds(context.contextActivities?.other),
  context_agent_ids: actorIds(context.contextAgents?.map(({ agent }) => agent)),
  context_group_ids: actorIds(context.contextGroups?.map(({ group }) => group)),
  context_statement_id: lower(context.statement?.id),
  context_extensions: extensionTexts(exact.context?.extensions),
})

function recordColumns({ authority, verb, object, attachments }: Statement): Row {
  const isVoiding = verb?.id === VOIDED
  // An OAuth authority is a group of the application and its user; the application comes first (1.0.3 Data 2.4.9).
  const members = authority?.objectType === 'Group' ? authority.member : undefined
  const voucher = members?.[0] ?? authority
  return {
    authority_id: actorId(voucher),
    authority_name: textOrNull(voucher?.name),
    is_voiding: isVoiding,
    voided_statement_id: isVoiding ? objectId(object) : null,
    attachments: attachments?.map(attachmentCell) ?? null,
  }
}

const attachmentCell = (attachment: Attachment): AttachmentCell => ({
  usage_type: textOrNull(attachment.usageType),
  display: languageMapText(attachment.display),
  content_type: textOrNull(attachment.contentType),
  length: Number.isSafeInteger(attachment.length) ? BigInt(attachment.length) : null,
  sha2: lower(attachment.sha2),
  file_url: textOrNull(attachment.fileUrl),
})

/** One activity or several: a statement may hold what its sender wrote before the store made it a list. */
const activityIds = (activities: Activity | Activity[] | undefined): string[] | null =>
  activities === undefined ? null : textsOrNull([activities].flat().map(({ id }) => id))

/** An object that does not say what it is, is an Activity. */
const typeOf = (object: Statement['object'] | undefined) =>
  object?.objectType === undefined ? 'Activity' : textOrNull(object.objectType)

const lower = (value: unknown) => textOrNull(value)?.toLowerCase() ?? null
const booleanOrNull = (value: unknown) => (typeof value === 'boolean' ? value : null)
/** A number beyond the doubles (`1e400`) is NULL here and exact in `raw`. */
const double = (value: number | undefined) => (Number.isFinite(value) ? (value as number) : null)
/** By the rules of 1.0.3, which also accept what 2.0 allows. */
const instant = (timestamp: string | undefined) => toMilliseconds(timestamp ?? '', '1.0.3')
const microseconds = (ms: number | undefined) => (ms === undefined ? null : BigInt(ms) * 1000n)
