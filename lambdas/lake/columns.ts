/**
 * The lake's columns: plain data that the Glue table, the Parquet schema, the view and the help text all read.
 * Columns are only ever added, never renamed or retyped: a file older than a column has NULL there.
 */

/** One kind of value, as Glue (Hive) and as Parquet know it. */
export type ColumnType = { hive: string; parquet: string }
/** `path`: where it stands in the statement, where it comes from one. */
export type Column = { name: string; hive: string; parquet: string; description: string; path?: string }

const TEXT: ColumnType = { hive: 'string', parquet: 'string' }
const BIGINT: ColumnType = { hive: 'bigint', parquet: 'bigint' }
const BOOLEAN: ColumnType = { hive: 'boolean', parquet: 'boolean' }
const DOUBLE: ColumnType = { hive: 'double', parquet: 'double' }
/** Hive timestamps have three digits and round, so the microseconds written are always whole milliseconds, in UTC. */
const TIMESTAMP: ColumnType = { hive: 'timestamp', parquet: 'timestamp(micros)' }
const TEXTS: ColumnType = { hive: 'array<string>', parquet: 'list<string>' }
const COUNT_MAP: ColumnType = { hive: 'map<string,bigint>', parquet: 'map<string,bigint>' }
const TEXT_MAP: ColumnType = { hive: 'map<string,string>', parquet: 'map<string,string>' }
const ATTACHMENTS: ColumnType = {
  hive: 'array<struct<usage_type:string,display:string,content_type:string,length:bigint,sha2:string,file_url:string>>',
  parquet:
    'list<struct<usage_type:string,display:string,content_type:string,length:bigint,sha2:string,file_url:string>>',
}

const column = (name: string, type: ColumnType, description: string, path?: string): Column => ({
  name,
  ...type,
  description,
  ...(path !== undefined && { path }),
})

/** Folders of the lake, not in the files: `lake/tenant=<tenant>/dt=<dt>/`. */
export const PARTITIONS: Column[] = [
  column('tenant', TEXT, "the tenant; every query names one: tenant = '...'"),
  column('dt', TEXT, 'day the statement was stored, UTC, as text: 2026-11-21', 'day of `stored`'),
]

const STATEMENT = [
  column('statement_id', TEXT, 'id of the statement, a UUID in lower case', 'id'),
  column('sq', TEXT, 'place in the order of everything stored; text order is stored order'),
  column('stored', TIMESTAMP, 'when the store received the statement, UTC', 'stored'),
  column(
    'timestamp',
    TIMESTAMP,
    'when the experience happened, as its sender says, in UTC, cut to milliseconds',
    'timestamp',
  ),
  column('version', TEXT, 'xAPI version of the statement', 'version'),
]

const ACTOR = [
  column(
    'actor_id',
    TEXT,
    'who, as one text for every kind of identifier; NULL for an anonymous group',
    'actor: mbox, mbox_sha1sum, openid or account',
  ),
  column(
    'actor_ifi',
    TEXT,
    'kind of identifier: mbox, mbox_sha1sum, openid, account; NULL for an anonymous group',
    'which of these',
  ),
  column('actor_object_type', TEXT, 'Agent or Group', 'actor.objectType'),
  column('actor_name', TEXT, 'name of the actor', 'actor.name'),
  column('actor_mbox', TEXT, 'mail address with its mailto:', 'actor.mbox'),
  column('actor_mbox_sha1sum', TEXT, 'SHA-1 of the mail address', 'actor.mbox_sha1sum'),
  column('actor_openid', TEXT, 'OpenID', 'actor.openid'),
  column('actor_account_home_page', TEXT, 'the system that the account belongs to', 'actor.account.homePage'),
  column(
    'actor_account_name',
    TEXT,
    'name of the account in that system, often a personnel number',
    'actor.account.name',
  ),
  column('actor_member_ids', TEXTS, 'members of a group, each as in actor_id', 'actor.member[]'),
]

const VERB_AND_OBJECT = [
  column('verb_id', TEXT, 'IRI of the verb', 'verb.id'),
  column('verb_display', TEXT, 'the verb in words: English where given, else the first language', 'verb.display'),
  column('object_type', TEXT, 'Activity, Agent, Group, StatementRef or SubStatement', 'object.objectType'),
  column('object_id', TEXT, 'activity IRI, id of the statement referred to, or the agent as in actor_id', 'object.id'),
  column(
    'object_name',
    TEXT,
    'name of the activity (English where given) or of the agent',
    'object.definition.name, object.name',
  ),
  column(
    'object_description',
    TEXT,
    'description of the activity: English where given',
    'object.definition.description',
  ),
  column('activity_type', TEXT, 'IRI of the type of the activity', 'object.definition.type'),
  column(
    'interaction_type',
    TEXT,
    'kind of question: choice, true-false, fill-in, ...',
    'object.definition.interactionType',
  ),
  column('correct_responses_pattern', TEXTS, 'answers that are right', 'object.definition.correctResponsesPattern'),
  column('object_extensions', TEXT_MAP, 'extensions of the activity: IRI to JSON text', 'object.definition.extensions'),
  column('sub_actor_id', TEXT, 'SubStatement: its actor, as in actor_id', 'object.actor'),
  column('sub_verb_id', TEXT, 'SubStatement: its verb', 'object.verb.id'),
  column('sub_object_type', TEXT, 'SubStatement: type of its object', 'object.object.objectType'),
  column('sub_object_id', TEXT, 'SubStatement: its object, as in object_id', 'object.object.id'),
]

const RESULT = [
  column('score_scaled', DOUBLE, 'score from -1 to 1', 'result.score.scaled'),
  column('score_raw', DOUBLE, 'score in points', 'result.score.raw'),
  column('score_min', DOUBLE, 'least possible points', 'result.score.min'),
  column('score_max', DOUBLE, 'most possible points', 'result.score.max'),
  column('success', BOOLEAN, 'passed or failed; NULL where the sender did not say', 'result.success'),
  column('completion', BOOLEAN, 'completed or not; NULL where the sender did not say', 'result.completion'),
  column('response', TEXT, 'the answer given', 'result.response'),
  column('duration', TEXT, 'ISO 8601 duration as sent', 'result.duration'),
  column('duration_seconds', DOUBLE, 'duration in seconds (a year counts 365 days, a month 30)', 'result.duration'),
  column('result_extensions', TEXT_MAP, 'extensions of the result: IRI to JSON text', 'result.extensions'),
]

const CONTEXT = [
  column('registration', TEXT, 'registration, a UUID in lower case', 'context.registration'),
  column(
    'session_id',
    TEXT,
    'session of a cmi5 launch',
    'context.extensions["https://w3id.org/xapi/cmi5/context/extensions/sessionid"]',
  ),
  column('language', TEXT, 'language tag of the experience', 'context.language'),
  column('platform', TEXT, 'system the experience happened in', 'context.platform'),
  column('revision', TEXT, 'revision of the activity', 'context.revision'),
  column('instructor_id', TEXT, 'instructor, as in actor_id', 'context.instructor'),
  column('instructor_name', TEXT, 'name of the instructor', 'context.instructor.name'),
  column('team_id', TEXT, 'team, as in actor_id', 'context.team'),
  column('team_name', TEXT, 'name of the team', 'context.team.name'),
  column('parent_ids', TEXTS, 'activities this one is part of', 'context.contextActivities.parent[].id'),
  column(
    'grouping_ids',
    TEXTS,
    'activities it is loosely related to, such as the course',
    'context.contextActivities.grouping[].id',
  ),
  column('category_ids', TEXTS, 'profiles and categories', 'context.contextActivities.category[].id'),
  column('other_ids', TEXTS, 'other activities of the context', 'context.contextActivities.other[].id'),
  column(
    'context_agent_ids',
    TEXTS,
    'agents of the context (xAPI 2.0), as in actor_id',
    'context.contextAgents[].agent',
  ),
  column(
    'context_group_ids',
    TEXTS,
    'groups of the context (xAPI 2.0), as in actor_id',
    'context.contextGroups[].group',
  ),
  column('context_statement_id', TEXT, 'statement that gives the context', 'context.statement.id'),
  column('context_extensions', TEXT_MAP, 'extensions of the context: IRI to JSON text', 'context.extensions'),
]

const RECORD = [
  column(
    'authority_id',
    TEXT,
    'who vouches for the statement, as in actor_id (a group: its first member)',
    'authority, authority.member[0]',
  ),
  column('authority_name', TEXT, 'name of the authority', 'authority.name, authority.member[0].name'),
  column('is_voiding', BOOLEAN, 'true for a statement that voids another', 'verb.id'),
  column('voided_statement_id', TEXT, 'the statement that this one voids', 'object.id'),
  column('attachments', ATTACHMENTS, 'what is attached: type, size, SHA-2, address', 'attachments[]'),
  column('raw', TEXT, 'the exact statement as JSON text; its numbers are exact at any size', 'the whole statement'),
]

/** The columns of every file, in their order. */
export const COLUMNS: Column[] = [...STATEMENT, ...ACTOR, ...VERB_AND_OBJECT, ...RESULT, ...CONTEXT, ...RECORD]

/** Which statement is voided by which: kept apart, so that no query opens every day's files for it. */
export const VOID_COLUMNS: Column[] = [
  column('voided_statement_id', TEXT, 'the statement that is voided'),
  column('voided_by', TEXT, 'the voiding statement'),
  column('voided_at', TIMESTAMP, 'when the store received the voiding statement, UTC'),
  column('sq', TEXT, 'place of the voiding statement in the order of everything stored'),
]

/** The trail of audit; `what`, `before` and `after` are JSON, since each act has its own. */
export const AUDIT_COLUMNS: Column[] = [
  column('entry_id', TEXT, 'names the entry'),
  column('happened', TIMESTAMP, 'when it happened, UTC'),
  column('act', TEXT, 'what was done; docs/audit.md lists the acts'),
  column('outcome', TEXT, 'done or refused'),
  column('who_kind', TEXT, 'credential, person, operator, system or unknown'),
  column('who_id', TEXT, 'key of the credential, subject of the person, ARN of the operator'),
  column('request_id', TEXT, 'id of the request, as in the logs'),
  column('resource', TEXT, 'of a read: the resource'),
  column('agent', TEXT, 'of a read: fingerprint of the person that the query named, by a key of the tenant'),
  column('amount', BIGINT, 'how many: records answered, requests counted, attempts refused'),
  column('what', TEXT, 'all that the act tells, as JSON'),
  column('before', TEXT, 'of a change: the old value, as JSON'),
  column('after', TEXT, 'of a change: the new value, as JSON'),
  column('reason', TEXT, 'why, where one was asked for'),
]

/** What a tenant used on a day, in files by tenant and month. */
export const USAGE_COLUMNS: Column[] = [
  column('dt', TEXT, 'the day, UTC, as text: 2026-11-21'),
  column('requests', BIGINT, 'requests with a right secret, those that were refused among them'),
  column('refused', BIGINT, 'how many of them were refused'),
  column('refused_by_reason', COUNT_MAP, 'how many for each reason: a code of the errors, or the name of a quota'),
  column('statements', BIGINT, 'statements that were accepted'),
  column('bytes_in', BIGINT, 'octets of the bodies that came in'),
  column('bytes_stored', BIGINT, 'octets that records grew by; less than 0 where more was removed'),
  column('read_units', DOUBLE, 'read units of DynamoDB'),
  column('write_units', DOUBLE, 'write units of DynamoDB'),
  column('object_reads', BIGINT, 'calls of S3 that read'),
  column('object_writes', BIGINT, 'calls of S3 that write'),
  column('function_gb_seconds', DOUBLE, 'billed time of functions, in gigabyte-seconds'),
  column('queries', BIGINT, 'questions that people asked of the lake'),
  column('scanned_bytes', BIGINT, 'octets that those read'),
  column('usd', DOUBLE, 'US dollars of all these calls, by the price list of when the row was written'),
  column('region', TEXT, 'region of AWS, whose prices count'),
  column('counted', TIMESTAMP, 'when something was counted last, UTC'),
]

/** What the view `statements_all` tells besides. */
export const VOIDED_COLUMNS: Column[] = [
  column('voided', BOOLEAN, 'true where the statement is voided by now; never NULL'),
  column('voided_by', TEXT, 'the statement that voided it; the first one, if there are several'),
  column('voided_at', TIMESTAMP, 'when the store received that one, UTC'),
]

/** Columns of a view that are those of `statements`. */
const same = (...names: string[]) => [...PARTITIONS, ...COLUMNS].filter(({ name }) => names.includes(name))

const SCORE = column(
  'score',
  DOUBLE,
  'score_scaled; where it is not told, the points between least and most, from 0 to 1',
)
const SECONDS_TEXT = 'seconds: of all sessions that ended, else the longest duration that is told'

export const RESULT_COLUMNS: Column[] = [
  ...same('tenant', 'dt', 'statement_id', 'sq', 'timestamp', 'actor_id', 'actor_name'),
  column('question', TEXT, 'IRI of the question'),
  column('wording', TEXT, 'its description, else its name'),
  ...['interaction_type', 'response', 'correct_responses_pattern', 'success'].flatMap((name) => same(name)),
  SCORE,
  column('seconds', DOUBLE, 'seconds that the answer took'),
  ...same('registration', 'parent_ids', 'grouping_ids'),
]

export const ATTEMPT_COLUMNS: Column[] = [
  ...same('tenant', 'actor_id', 'actor_name'),
  column('activity', TEXT, 'IRI of the activity'),
  column('activity_name', TEXT, 'its name'),
  ...same('registration'),
  column('statements', BIGINT, 'how many statements of it begin or end it, or have a score'),
  column('started', TIMESTAMP, 'the first of them, UTC'),
  column('ended', TIMESTAMP, 'the last that ended, completed, passed or failed it, UTC; NULL while it is open'),
  column('last_seen', TIMESTAMP, 'the last of them, UTC'),
  column('outcome', TEXT, 'passed or failed as the latest result says, else completed, ended or started'),
  SCORE,
  column('seconds', DOUBLE, SECONDS_TEXT),
]

export type AttachmentCell = {
  usage_type: string | null
  display: string | null
  content_type: string | null
  length: bigint | null
  sha2: string | null
  file_url: string | null
}
export type Cell =
  | string
  | number
  | bigint
  | boolean
  | string[]
  | Map<string, string>
  | Map<string, bigint>
  | AttachmentCell[]
  | null
/** A cell for each column of a table, by its name. Timestamps are microseconds since 1970. */
export type Row = { [column: string]: Cell }
