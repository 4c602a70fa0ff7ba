import { ACTIVITY, COMPLETED, PASSED } from '../meanings.ts'
import { column, optional, type Question, SPAN, SPAN_PARAMETERS } from './question.ts'

export const COMPLETIONS: Question = {
  name: 'completions',
  meaning: 'Completions and pass rate of each course, month by month',
  parameters: [...SPAN_PARAMETERS, optional('course', 'IRI of the course')],
  columns: [
    column('course', 'IRI', 'the activity that was completed, passed or failed'),
    column('course_name', 'text', 'its name'),
    column('month', 'month', 'when it happened, UTC'),
    column('completed', 'learners', 'learners who completed it in that month'),
    column('passes', 'statements', 'results that were passed'),
    column('failures', 'statements', 'results that were failed'),
    column('pass_rate', 'share', 'passes of all results, from 0 to 1; NULL where there is no result'),
  ],
  sql: `WITH facts AS (
  SELECT object_id AS course, object_name, actor_id, date_format(timestamp, '%Y-%m') AS month,
    ${COMPLETED} AS completed,
    ${PASSED} AS passed
  FROM statements
  WHERE ${SPAN} AND ${ACTIVITY}
    AND ? IN ('', object_id)
)
SELECT course, max(object_name) AS course_name, month,
  count(DISTINCT CASE WHEN completed THEN actor_id END) AS completed,
  count_if(passed) AS passes,
  count_if(NOT passed) AS failures,
  cast(count_if(passed) AS double) / nullif(count(passed), 0) AS pass_rate
FROM facts
WHERE completed OR passed IS NOT NULL
GROUP BY course, month
ORDER BY course, month`,
  chart: { kind: 'line', x: 'month', y: ['pass_rate'], series: 'course_name' },
}
