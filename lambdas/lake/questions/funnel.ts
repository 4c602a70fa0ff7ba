import { ACTIVITY, COMPLETED, COURSES, PASSED } from '../meanings.ts'
import { column, optional, type Question, SPAN, SPAN_PARAMETERS } from './question.ts'

export const FUNNEL: Question = {
  name: 'funnel',
  meaning: 'How many learners reach, complete and pass each part of a course',
  parameters: [...SPAN_PARAMETERS, optional('course', 'IRI of the course')],
  columns: [
    column('course', 'IRI', 'the grouping of the part, else its parent'),
    column('part', 'IRI', 'an activity of the course'),
    column('part_name', 'text', 'its name'),
    column('learners', 'learners', 'learners who have a statement about the part'),
    column('completed', 'learners', 'learners who completed it'),
    column('passed', 'learners', 'learners who passed it'),
    column('reached', 'share', 'learners of the part among the learners of the course, from 0 to 1'),
  ],
  sql: `WITH facts AS (
  SELECT course, object_id AS part, object_name, actor_id,
    ${COMPLETED} AS completed,
    ${PASSED} AS passed
  FROM statements CROSS JOIN ${COURSES}
  WHERE ${SPAN} AND ${ACTIVITY}
    AND ? IN ('', course)
),
totals AS (
  SELECT course, count(DISTINCT actor_id) AS learners
  FROM facts
  GROUP BY course
),
parts AS (
  SELECT course, part, max(object_name) AS part_name, count(DISTINCT actor_id) AS learners,
    count(DISTINCT CASE WHEN completed THEN actor_id END) AS completed,
    count(DISTINCT CASE WHEN passed THEN actor_id END) AS passed
  FROM facts
  WHERE part <> course
  GROUP BY course, part
)
SELECT parts.course, part, part_name, parts.learners, completed, passed,
  cast(parts.learners AS double) / totals.learners AS reached
FROM parts JOIN totals ON totals.course = parts.course
ORDER BY parts.course, parts.learners DESC, part`,
  chart: { kind: 'funnel', x: 'part', y: ['learners', 'completed', 'passed'], label: 'part_name' },
}
