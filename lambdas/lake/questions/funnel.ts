import { ACTIVITY, ACTIVITY_IDS, COMPLETED, COURSES, PASSED } from '../meanings.ts'
import { column, optional, type Question, SPAN, SPAN_PARAMETERS } from './question.ts'

export const FUNNEL: Question = {
  name: 'funnel',
  meaning: 'How many learners reach, complete and pass each part of a course',
  parameters: [...SPAN_PARAMETERS, optional('course', 'IRI of the course')],
  columns: [
    column('course', 'IRI', 'a grouping or a parent of the part'),
    column('part', 'IRI', 'an activity of the course'),
    column('part_name', 'text', 'its name'),
    column('learners', 'learners', 'learners who have a statement about the part'),
    column('completed', 'learners', 'learners who completed it'),
    column('passed', 'learners', 'learners who passed it'),
    column('reached', 'share', 'learners of the part among those of the course and all its parts, from 0 to 1'),
  ],
  sql: `WITH told AS (
  SELECT actor_id, object_id AS part, object_name,
    ${COMPLETED} AS completed,
    ${PASSED} AS passed,
    ${ACTIVITY_IDS}
  FROM statements
  WHERE ${SPAN} AND ${ACTIVITY}
),
sets AS (
  SELECT course_ids, part, actor_id, max(object_name) AS part_name, bool_or(completed) AS completed,
    bool_or(passed) AS passed
  FROM told
  GROUP BY course_ids, part, actor_id
),
people AS (
  SELECT course, part, actor_id, max(part_name) AS part_name, bool_or(completed) AS completed, bool_or(passed) AS passed
  FROM sets CROSS JOIN ${COURSES}
  GROUP BY course, part, actor_id
),
totals AS (
  SELECT course, count(DISTINCT actor_id) AS learners
  FROM people
  GROUP BY course
),
parts AS (
  SELECT course, max(course) AS asked, part, max(part_name) AS part_name, count(*) AS learners, count_if(completed) AS completed,
    count_if(passed) AS passed
  FROM people
  WHERE part <> course
  GROUP BY course, part
)
SELECT parts.course, part, part_name, parts.learners, completed, passed,
  cast(parts.learners AS double) / totals.learners AS reached
FROM parts JOIN totals ON totals.course = parts.course
WHERE ? IN ('', asked)
ORDER BY parts.course, parts.learners DESC, part`,
  chart: { kind: 'funnel', x: 'part', y: ['learners', 'completed', 'passed'], label: 'part_name' },
}
