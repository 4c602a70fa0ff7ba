import { ACTIVITY, COMPLETED, PASSED, SCORE, TENTH } from '../meanings.ts'
import { column, optional, type Question, SPAN, SPAN_PARAMETERS } from './question.ts'

/** An array, not `contains(verbs, '')`, which DuckDB's optimizer takes for the search of an empty text and makes true. */
export const SCORE_BY_OUTCOME: Question = {
  name: 'score-by-outcome',
  meaning: 'Scores by verb, completion, success and tenth of the scale',
  parameters: [
    ...SPAN_PARAMETERS,
    optional('course', 'IRI of the activity that is scored'),
    { name: 'verbs', type: 'words', default: '', meaning: 'IRIs of verbs; all where it is empty' },
    { name: 'least', type: 'number', default: -1, meaning: 'lowest score' },
    { name: 'most', type: 'number', default: 1, meaning: 'highest score' },
  ],
  columns: [
    column('verb', 'IRI', 'the verb'),
    column('completed', 'boolean', 'whether the statement says completed'),
    column('passed', 'boolean', 'whether it says passed; NULL where it does not say'),
    column('score_from', 'score', 'beginning of the tenth of the scale'),
    column('scores', 'statements', 'how many'),
    column('learners', 'learners', 'different learners'),
    column('mean', 'score', 'mean of these scores'),
  ],
  sql: `WITH facts AS (
  SELECT verb_id AS verb, actor_id,
    ${COMPLETED} AS completed,
    ${PASSED} AS passed,
    ${SCORE} AS score
  FROM statements
  WHERE ${SPAN} AND ${ACTIVITY}
    AND ? IN ('', object_id)
),
asked AS (
  SELECT split(?, ' ') AS verbs
)
SELECT verb, completed, passed, ${TENTH} AS score_from, count(*) AS scores,
  count(DISTINCT actor_id) AS learners, avg(score) AS mean
FROM facts CROSS JOIN asked
WHERE (contains(verbs, verb) OR verbs = ARRAY['']) AND score BETWEEN ? AND ?
GROUP BY 1, 2, 3, 4
ORDER BY 1, 2, 3, 4`,
  chart: { kind: 'histogram', x: 'score_from', y: ['scores'], series: 'verb' },
}
