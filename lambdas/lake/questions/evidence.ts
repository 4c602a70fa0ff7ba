import { ACTIVITY, COMPLETED, COURSE_IDS, COURSES, PASSED, RESULT, SCORE } from '../meanings.ts'
import { column, optional, type Question, SPAN, SPAN_PARAMETERS } from './question.ts'

export const EVIDENCE: Question = {
  name: 'evidence',
  meaning: 'First and latest evidence, and the result, of each learner in each course',
  parameters: [
    ...SPAN_PARAMETERS,
    optional('learner', 'actor_id of the learner'),
    optional('course', 'IRI of the course'),
  ],
  columns: [
    column('learner', 'actor_id', 'who'),
    column('learner_name', 'text', 'name of the learner'),
    column('course', 'IRI', 'what the activity belongs to: grouping, else parent, else the activity itself'),
    column('statements', 'statements', 'what is known of the learner there'),
    column('first_time', 'time', 'when the first of it happened, UTC'),
    column('first_statement', 'UUID', 'that statement'),
    column('latest_time', 'time', 'when the latest of it happened, UTC'),
    column('latest_statement', 'UUID', 'that statement; of equal times, the one that was stored last'),
    column('latest_verb', 'IRI', 'its verb'),
    column('latest_completed', 'boolean', 'whether it says completed'),
    column('latest_passed', 'boolean', 'whether it says passed; NULL where it does not say'),
    column('latest_score', 'score', 'its score; NULL where it has none'),
    column('result_time', 'time', 'when the result that counts happened, UTC; NULL where there is none'),
    column('result_statement', 'UUID', 'that statement, about the course or a part of it'),
    column('result_completed', 'boolean', 'whether it says completed'),
    column('result_passed', 'boolean', 'whether it says passed; NULL where it does not say'),
    column('result_score', 'score', 'its score; NULL where it has none'),
  ],
  sql: `WITH told AS (
  SELECT actor_id AS learner, actor_name, timestamp, sq, statement_id, verb_id,
    ${COMPLETED} AS completed,
    ${PASSED} AS passed,
    ${SCORE} AS score,
    ${RESULT} AS result,
    ${COURSE_IDS}
  FROM statements
  WHERE ${SPAN} AND ${ACTIVITY}
    AND ? IN ('', actor_id)
),
sets AS (
  SELECT learner, course_ids, max(actor_name) AS learner_name, count(*) AS statements,
    min(timestamp) AS first_time, max(timestamp) AS latest_time, max(result) AS most,
    coalesce(max(CASE WHEN result = 3 THEN timestamp END), max(CASE WHEN result = 2 THEN timestamp END),
      max(CASE WHEN result = 1 THEN timestamp END)) AS result_time
  FROM told
  GROUP BY learner, course_ids
),
spans AS (
  SELECT learner, course, max(course) AS asked, max(learner_name) AS learner_name,
    cast(sum(statements) AS bigint) AS statements, min(first_time) AS first_time, max(latest_time) AS latest_time
  FROM sets CROSS JOIN ${COURSES}
  GROUP BY learner, course
),
edges AS (
  SELECT told.learner, told.course_ids, timestamp, sq, statement_id, verb_id, completed, passed, score, result
  FROM told JOIN sets ON sets.learner = told.learner AND sets.course_ids = told.course_ids
  WHERE timestamp = first_time OR timestamp = latest_time OR (timestamp = result_time AND result = most)
),
places AS (
  SELECT learner, course, timestamp, statement_id, verb_id, completed, passed, score, result,
    row_number() OVER (PARTITION BY learner, course ORDER BY timestamp, sq) AS place,
    row_number() OVER (PARTITION BY learner, course ORDER BY timestamp DESC, sq DESC) AS place_from_end,
    row_number() OVER (PARTITION BY learner, course ORDER BY result DESC, timestamp DESC, sq DESC) AS result_place
  FROM edges CROSS JOIN ${COURSES}
),
ends AS (
  SELECT learner, course,
    max(CASE WHEN place = 1 THEN statement_id END) AS first_statement,
    max(CASE WHEN place_from_end = 1 THEN statement_id END) AS latest_statement,
    max(CASE WHEN place_from_end = 1 THEN verb_id END) AS latest_verb,
    bool_or(CASE WHEN place_from_end = 1 THEN completed END) AS latest_completed,
    bool_or(CASE WHEN place_from_end = 1 THEN passed END) AS latest_passed,
    max(CASE WHEN place_from_end = 1 THEN score END) AS latest_score,
    max(CASE WHEN result_place = 1 AND result > 0 THEN timestamp END) AS result_time,
    max(CASE WHEN result_place = 1 AND result > 0 THEN statement_id END) AS result_statement,
    bool_or(CASE WHEN result_place = 1 AND result > 0 THEN completed END) AS result_completed,
    bool_or(CASE WHEN result_place = 1 AND result > 0 THEN passed END) AS result_passed,
    max(CASE WHEN result_place = 1 AND result > 0 THEN score END) AS result_score
  FROM places
  GROUP BY learner, course
)
SELECT spans.learner, learner_name, spans.course, statements, first_time, first_statement, latest_time,
  latest_statement, latest_verb, latest_completed, latest_passed, latest_score,
  result_time, result_statement, result_completed, result_passed, result_score
FROM spans LEFT JOIN ends ON ends.learner = spans.learner AND ends.course = spans.course
WHERE ? IN ('', asked)
ORDER BY spans.learner, spans.course`,
  chart: { kind: 'bar', x: 'learner', y: ['statements'], series: 'course', label: 'learner_name' },
}
