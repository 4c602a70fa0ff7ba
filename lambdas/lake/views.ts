/**
 * The SQL that we ship, written so that Athena (Trino) and DuckDB both read it. Plain data: the infrastructure makes the
 * view from it, and `npm run query` runs it on a laptop.
 */
import {
  ATTEMPT_COLUMNS,
  AUDIT_COLUMNS,
  COLUMNS,
  type Column,
  PARTITIONS,
  RESULT_COLUMNS,
  USAGE_COLUMNS,
  VOIDED_COLUMNS,
} from './columns.ts'
import { ACTIVITY, ANSWER, COMPLETED, ENDED, PASSED, SCORE, SESSION_ENDED, STARTED } from './meanings.ts'
import { AUDIT_TABLE, FILES_TABLE, USAGE_TABLE, VOIDS_TABLE } from './tables.ts'

export type View = { name: string; description: string; columns: Column[]; sql: string }

const NAMES = [...PARTITIONS, ...COLUMNS].map(({ name }) => name)
const listOf = (names: string[], alias?: string) => names.map((name) => (alias ? `${alias}.${name}` : name)).join(', ')

/**
 * Every statement once, and whether it is voided as far as is known now. Both engines push a filter below the window
 * only if it is on the window's own partition columns, so `tenant` and `dt` are among them: else each query would read
 * the whole lake. For the same reason the voids are grouped and joined by `tenant`, which the reader names. The first
 * voiding statement counts; a voiding statement itself is never voided (xAPI 1.0.3 Data 2.3.2).
 */
const STATEMENTS_ALL_SQL = `SELECT ${listOf(NAMES, 'copies')},
  voids.voided_by IS NOT NULL AND NOT copies.is_voiding AS voided,
  CASE WHEN NOT copies.is_voiding THEN voids.voided_by END AS voided_by,
  CASE WHEN NOT copies.is_voiding THEN voids.voided_at END AS voided_at
FROM (
  SELECT ${listOf(NAMES)}, row_number() OVER (PARTITION BY tenant, dt, statement_id ORDER BY sq) AS copy
  FROM ${FILES_TABLE}
) AS copies
LEFT JOIN (
  SELECT tenant, voided_statement_id, min_by(voided_by, sq) AS voided_by, min_by(voided_at, sq) AS voided_at
  FROM ${VOIDS_TABLE}
  GROUP BY tenant, voided_statement_id
) AS voids ON voids.tenant = copies.tenant AND voids.voided_statement_id = copies.statement_id
WHERE copies.copy = 1`

const STATEMENTS_SQL = `SELECT ${listOf(NAMES)}
FROM statements_all
WHERE NOT voided`

const RESULTS_SQL = `SELECT tenant, dt, statement_id, sq, timestamp, actor_id, actor_name, object_id AS question,
  coalesce(object_description, object_name) AS wording, interaction_type, response, correct_responses_pattern, success,
  ${SCORE} AS score,
  duration_seconds AS seconds, registration, parent_ids, grouping_ids
FROM statements
WHERE ${ANSWER} AND (response IS NOT NULL OR success IS NOT NULL OR ${SCORE} IS NOT NULL)`

/** What is latest is found by windows: `max_by` of two keys would be an error in Athena where one of them is NULL. */
const ATTEMPTS_SQL = `SELECT tenant, actor_id, max(actor_name) AS actor_name, activity, max(object_name) AS activity_name,
  registration, count(*) AS statements, min(timestamp) AS started,
  max(CASE WHEN has_ended THEN timestamp END) AS ended, max(timestamp) AS last_seen,
  CASE
    WHEN bool_or(CASE WHEN verdict_place = 1 THEN passed END) THEN 'passed'
    WHEN NOT bool_or(CASE WHEN verdict_place = 1 THEN passed END) THEN 'failed'
    WHEN bool_or(completed) THEN 'completed'
    WHEN bool_or(has_ended) THEN 'ended'
    ELSE 'started'
  END AS outcome,
  max(CASE WHEN score_place = 1 THEN score END) AS score,
  coalesce(sum(CASE WHEN is_session THEN duration_seconds END), max(duration_seconds)) AS seconds
FROM (
  SELECT tenant, actor_id, actor_name, activity, object_name, registration, timestamp, duration_seconds, is_session,
    completed, passed, score, has_ended,
    row_number() OVER (
      PARTITION BY tenant, actor_id, activity, registration ORDER BY passed IS NULL, timestamp DESC, sq DESC
    ) AS verdict_place,
    row_number() OVER (
      PARTITION BY tenant, actor_id, activity, registration ORDER BY score IS NULL, timestamp DESC, sq DESC
    ) AS score_place
  FROM (
    SELECT tenant, actor_id, actor_name, object_id AS activity, object_name, registration, timestamp, sq,
      duration_seconds,
      ${SESSION_ENDED} AS is_session,
      ${STARTED} AS has_started,
      ${COMPLETED} AS completed,
      ${PASSED} AS passed,
      ${SCORE} AS score,
      ${ENDED} OR ${COMPLETED} OR (${PASSED}) IS NOT NULL AS has_ended
    FROM statements
    WHERE ${ACTIVITY}
  ) AS facts
  WHERE has_started OR has_ended OR score IS NOT NULL
) AS places
GROUP BY tenant, actor_id, activity, registration`

const AUDIT_NAMES = listOf([...PARTITIONS, ...AUDIT_COLUMNS].map(({ name }) => name))

const AUDIT_SQL = `SELECT ${AUDIT_NAMES}
FROM (
  SELECT ${AUDIT_NAMES}, row_number() OVER (PARTITION BY tenant, dt, entry_id ORDER BY happened) AS copy
  FROM ${AUDIT_TABLE}
) AS copies
WHERE copy = 1`

const USAGE_VIEW_COLUMNS = [...PARTITIONS.filter(({ name }) => name === 'tenant'), ...USAGE_COLUMNS]

/** Each file is written whole, so that no day is in two of them. */
const USAGE_SQL = `SELECT ${listOf(USAGE_VIEW_COLUMNS.map(({ name }) => name))}
FROM ${USAGE_TABLE}`

/** The views, each after those that it reads. */
export const VIEWS: View[] = [
  {
    name: 'statements_all',
    description: 'Every statement once, and whether, by what and when it was voided; a query must name its tenant',
    columns: [...PARTITIONS, ...COLUMNS, ...VOIDED_COLUMNS],
    sql: STATEMENTS_ALL_SQL,
  },
  {
    name: 'statements',
    description: 'Every statement once, voided ones left out; a query must name its tenant',
    columns: [...PARTITIONS, ...COLUMNS],
    sql: STATEMENTS_SQL,
  },
  {
    name: 'results',
    description: 'One row for each answered question; a query must name its tenant',
    columns: RESULT_COLUMNS,
    sql: RESULTS_SQL,
  },
  {
    name: 'attempts',
    description:
      'One row for each actor, activity and registration; a query must name its tenant, and reads all its days',
    columns: ATTEMPT_COLUMNS,
    sql: ATTEMPTS_SQL,
  },
  {
    name: 'audit',
    description: 'One row for each entry of the trail of audit; a query must name its tenant',
    columns: [...PARTITIONS, ...AUDIT_COLUMNS],
    sql: AUDIT_SQL,
  },
  {
    name: 'usage',
    description: 'One row for each tenant and day: what was used, and what that costs; a query must name its tenant',
    columns: USAGE_VIEW_COLUMNS,
    sql: USAGE_SQL,
  },
]

/** The views that SQL of ours reads; what it names itself, by WITH, is none. */
export function viewsIn(sql: string): string[] {
  const read = new Set([...sql.matchAll(/\b(?:FROM|JOIN) (\w+)/g)].map(([, name]) => name))
  const own = new Set([...sql.matchAll(/\b(\w+) AS \(/g)].map(([, name]) => name))
  return VIEWS.flatMap(({ name }) => (read.has(name) && !own.has(name) ? [name] : []))
}

/** The view as Glue holds it, for Athena: `ViewOriginalText` and the columns with their Trino types. */
export function athenaView({ columns, sql }: View, schema: string) {
  const typed = columns.map(({ name, hive }) => ({ name, type: trinoType(hive) }))
  const view = { originalSql: sql, catalog: 'awsdatacatalog', schema, columns: typed }
  return {
    columns: columns.map(({ name, hive }) => ({ name, type: hive })),
    originalText: `/* Presto View: ${Buffer.from(JSON.stringify(view)).toString('base64')} */`,
    expandedText: '/* Presto View */',
    parameters: { presto_view: 'true', comment: 'Presto View' },
  }
}

/** A type that differs from what the query gives makes Athena call the view stale. */
export function trinoType(hive: string): string {
  const [, kind, inner = ''] = hive.match(/^(array|map|struct)<(.*)>$/) ?? []
  if (kind === 'array') return `array(${trinoType(inner)})`
  if (kind === 'map') return `map(${inner.split(',').map(trinoType).join(', ')})`
  if (kind === 'struct') return `row(${inner.split(',').map(trinoField).join(', ')})`
  return { string: 'varchar', timestamp: 'timestamp(3)' }[hive] ?? hive
}

function trinoField(field: string) {
  const [name = '', type = ''] = field.split(':')
  return `${name} ${trinoType(type)}`
}

export type Example = { title: string; sql: string }

/** Queries to begin with. Each names a tenant, as Athena demands, and the first day to read. */
export const EXAMPLES: Example[] = [
  {
    title: 'Who failed what, and how often',
    sql: `SELECT actor_name, object_name, count(*) AS failures, max(score_scaled) AS best
FROM statements
WHERE tenant = 'demo' AND dt >= '2026-01-01' AND success = false
GROUP BY actor_name, object_name
ORDER BY failures DESC, actor_name, object_name`,
  },
  {
    title: 'Pass rate of each activity',
    sql: `SELECT object_id, count(*) AS results, cast(count_if(success) AS double) / count(*) AS pass_rate
FROM statements
WHERE tenant = 'demo' AND dt >= '2026-01-01' AND success IS NOT NULL
GROUP BY object_id
ORDER BY pass_rate, object_id`,
  },
  {
    title: 'Statements of each course and day',
    sql: `SELECT dt, course, count(*) AS statements, count(DISTINCT actor_id) AS learners
FROM statements CROSS JOIN UNNEST(grouping_ids) AS courses(course)
WHERE tenant = 'demo' AND dt >= '2026-01-01'
GROUP BY dt, course
ORDER BY dt, statements DESC, course`,
  },
]
