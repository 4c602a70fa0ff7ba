import { ACTIVITY, SCORE } from '../meanings.ts'
import { column, optional, type Question, SPAN, SPAN_PARAMETERS } from './question.ts'

export const SCORE_TREND: Question = {
  name: 'score-trend',
  meaning: 'Mean and median score of each month',
  parameters: [...SPAN_PARAMETERS, optional('course', 'IRI of the activity that is scored')],
  columns: [
    column('month', 'month', 'when it happened, UTC'),
    column('scores', 'statements', 'scores in that month'),
    column('mean', 'score', 'mean score'),
    column('median', 'score', 'the score in the middle (of two, the lower)'),
    column('least', 'score', 'lowest score'),
    column('most', 'score', 'highest score'),
  ],
  sql: `WITH facts AS (
  SELECT date_format(timestamp, '%Y-%m') AS month, ${SCORE} AS score
  FROM statements
  WHERE ${SPAN} AND ${ACTIVITY}
    AND ? IN ('', object_id)
)
SELECT month, count(*) AS scores, avg(score) AS mean,
  element_at(array_sort(array_agg(score)), cast((count(*) + 1) / 2 AS integer)) AS median,
  min(score) AS least, max(score) AS most
FROM facts
WHERE score IS NOT NULL
GROUP BY month
ORDER BY month`,
  chart: { kind: 'line', x: 'month', y: ['mean', 'median'] },
}
