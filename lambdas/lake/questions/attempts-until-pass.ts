import { ACTIVITY, OF_ACTIVITY, PASSED } from '../meanings.ts'
import { column, optional, type Question, SPAN, SPAN_PARAMETERS } from './question.ts'

export const ATTEMPTS_UNTIL_PASS: Question = {
  name: 'attempts-until-pass',
  meaning: 'How many results each learner needed until the first pass',
  parameters: [...SPAN_PARAMETERS, optional('course', 'IRI of an activity: it and its parts')],
  columns: [
    column('course', 'IRI', 'the activity'),
    column('attempts', 'results', 'results up to the first pass; NULL for learners who have not passed yet'),
    column('learners', 'learners', 'learners who needed so many'),
    column('course_name', 'text', 'name of the activity'),
  ],
  sql: `WITH facts AS (
  SELECT object_id AS course, object_name, actor_id, timestamp, sq,
    ${PASSED} AS passed
  FROM statements
  WHERE ${SPAN} AND ${ACTIVITY}
    AND ${OF_ACTIVITY}
),
results AS (
  SELECT course, object_name, actor_id, passed, row_number() OVER (PARTITION BY course, actor_id ORDER BY timestamp, sq) AS attempt
  FROM facts
  WHERE passed IS NOT NULL
),
firsts AS (
  SELECT course, max(object_name) AS course_name, actor_id, min(CASE WHEN passed THEN attempt END) AS attempts
  FROM results
  GROUP BY course, actor_id
)
SELECT course, attempts, count(*) AS learners, max(course_name) AS course_name
FROM firsts
GROUP BY course, attempts
ORDER BY course, attempts`,
  chart: { kind: 'bar', x: 'attempts', y: ['learners'], series: 'course', none: 'not yet' },
}
