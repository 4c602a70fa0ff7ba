import { ACTIVITY, SCORE, TENTH } from '../meanings.ts'
import { column, optional, type Question, SPAN, SPAN_PARAMETERS } from './question.ts'

export const SCORE_DISTRIBUTION: Question = {
  name: 'score-distribution',
  meaning: 'How many scores lie in each tenth of the scale',
  parameters: [...SPAN_PARAMETERS, optional('course', 'IRI of the activity that is scored')],
  columns: [
    column('score_from', 'score', 'beginning of the tenth: 0.8 holds scores from 0.8 up to 0.9, and 0.9 those up to 1'),
    column('scores', 'statements', 'scores in it'),
    column('learners', 'learners', 'learners who have such a score'),
    column('share', 'share', 'of all scores, from 0 to 1'),
  ],
  sql: `WITH facts AS (
  SELECT actor_id, ${SCORE} AS score
  FROM statements
  WHERE ${SPAN} AND ${ACTIVITY}
    AND ? IN ('', object_id)
),
tenths AS (
  SELECT ${TENTH} AS score_from, count(*) AS scores, count(DISTINCT actor_id) AS learners
  FROM facts
  WHERE score IS NOT NULL
  GROUP BY 1
)
SELECT score_from, scores, learners, cast(scores AS double) / sum(scores) OVER () AS share
FROM tenths
ORDER BY score_from`,
  chart: { kind: 'histogram', x: 'score_from', y: ['scores'] },
}
