import { ACTIVITY, COURSE_IDS, COURSES, SESSION_ENDED } from '../meanings.ts'
import { column, optional, type Question, SPAN, SPAN_PARAMETERS } from './question.ts'

/** `passed` and `completed` of one attempt repeat its duration, so only the verb that says most counts, or the sessions. */
export const TIME_SPENT: Question = {
  name: 'time-spent',
  meaning: 'Time spent in each course, in all and per learner',
  parameters: [...SPAN_PARAMETERS, optional('course', 'IRI of the course')],
  columns: [
    column('course', 'IRI', 'what the activities belong to: grouping, else parent, else the activity itself'),
    column('learners', 'learners', 'learners with a duration'),
    column('hours', 'hours', 'time of all learners'),
    column('hours_per_learner', 'hours', 'mean of the learners'),
  ],
  sql: `WITH told AS (
  SELECT actor_id, object_id, registration, verb_id, duration_seconds,
    ${SESSION_ENDED} AS is_session,
    ${COURSE_IDS}
  FROM statements
  WHERE ${SPAN} AND ${ACTIVITY} AND duration_seconds IS NOT NULL
),
facts AS (
  SELECT course, actor_id, object_id, registration, verb_id, duration_seconds, is_session
  FROM told CROSS JOIN ${COURSES}
),
verbs AS (
  SELECT course, actor_id, object_id, registration, is_session,
    CASE WHEN is_session THEN '' ELSE verb_id END AS verb_id, sum(duration_seconds) AS seconds
  FROM facts
  GROUP BY 1, 2, 3, 4, 5, 6
),
activities AS (
  SELECT course, actor_id, coalesce(max(CASE WHEN is_session THEN seconds END), max(seconds)) AS seconds
  FROM verbs
  GROUP BY course, actor_id, object_id, registration
),
courses AS (
  SELECT course, max(course) AS asked, count(DISTINCT actor_id) AS learners, sum(seconds) / 3600 AS hours
  FROM activities
  GROUP BY course
)
SELECT course, learners, hours, hours / learners AS hours_per_learner
FROM courses
WHERE ? IN ('', asked)
ORDER BY hours DESC, course`,
  chart: { kind: 'bar', x: 'course', y: ['hours'] },
}
