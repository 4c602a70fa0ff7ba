/**
 * The SQL that we ship, written so that Athena (Trino) and DuckDB both read it. Plain data: the infrastructure makes the
 * view from it, and `npm run query` runs it on a laptop.
 */
import { COLUMNS, PARTITIONS } from './columns.ts'

/** The table of all files, in which a statement may stand twice, and the view that shows it once. */
export const FILES_TABLE = 'statement_files'
export const STATEMENTS_VIEW = 'statements'

const NAMES = [...PARTITIONS, ...COLUMNS].map(({ name }) => name).join(', ')

/**
 * Every statement once. Both engines push a filter below the window only if it is on the window's own partition
 * columns, so `tenant` and `dt` are among them: else each query would read the whole lake.
 */
export const STATEMENTS_SQL = `SELECT ${NAMES}
FROM (
  SELECT ${NAMES}, row_number() OVER (PARTITION BY tenant, dt, statement_id ORDER BY sq) AS copy
  FROM ${FILES_TABLE}
) AS copies
WHERE copy = 1`

/** The view as Glue holds it, for Athena: `ViewOriginalText` and the columns with their Trino types. */
export function athenaView(schema: string) {
  const columns = [...PARTITIONS, ...COLUMNS].map(({ name, hive }) => ({ name, type: trinoType(hive) }))
  const view = { originalSql: STATEMENTS_SQL, catalog: 'awsdatacatalog', schema, columns }
  return {
    columns: [...PARTITIONS, ...COLUMNS].map(({ name, hive }) => ({ name, type: hive })),
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
    title: 'Pass rate of each activity, voided statements left out',
    sql: `SELECT object_id, count(*) AS results, cast(count_if(success) AS double) / count(*) AS pass_rate
FROM statements
WHERE tenant = 'demo' AND dt >= '2026-01-01' AND success IS NOT NULL
  AND statement_id NOT IN (
    SELECT voided_statement_id FROM statements
    WHERE tenant = 'demo' AND dt >= '2026-01-01' AND voided_statement_id IS NOT NULL
  )
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
