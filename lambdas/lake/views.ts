/**
 * The SQL that we ship, written so that Athena (Trino) and DuckDB both read it. Plain data: the infrastructure makes the
 * view from it, and `npm run query` runs it on a laptop.
 */
import { COLUMNS, type Column, PARTITIONS, VOIDED_COLUMNS } from './columns.ts'
import { FILES_TABLE, VOIDS_TABLE } from './tables.ts'

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
]

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
function trinoType(hive: string): string {
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
