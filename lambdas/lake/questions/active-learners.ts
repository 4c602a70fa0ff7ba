import { column, type Question, SPAN, SPAN_PARAMETERS } from './question.ts'

export const ACTIVE_LEARNERS: Question = {
  name: 'active-learners',
  meaning: 'Learners with at least one statement in each day, week or month',
  parameters: [
    ...SPAN_PARAMETERS,
    { name: 'period', type: 'text', default: 'week', meaning: 'day, week (from Monday) or month' },
  ],
  columns: [
    column('period', 'day', 'first day of the period, UTC'),
    column('learners', 'learners', 'different learners'),
    column('statements', 'statements', 'what they did'),
  ],
  sql: `WITH facts AS (
  SELECT actor_id, timestamp
  FROM statements
  WHERE ${SPAN} AND NOT is_voiding AND actor_id IS NOT NULL
)
SELECT date_format(date_trunc(?, timestamp), '%Y-%m-%d') AS period, count(DISTINCT actor_id) AS learners,
  count(*) AS statements
FROM facts
GROUP BY 1
ORDER BY 1`,
  chart: { kind: 'line', x: 'period', y: ['learners'] },
}
