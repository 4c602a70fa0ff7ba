import { ACTIVITY, COMPLETED, OF_ACTIVITY, PASSED, STARTED } from '../meanings.ts'
import { column, optional, type Question, SPAN, SPAN_PARAMETERS } from './question.ts'

export const NEVER_FINISHED: Question = {
  name: 'never-finished',
  meaning: 'Learners who started something and neither completed nor passed it',
  parameters: [...SPAN_PARAMETERS, optional('course', 'IRI of an activity: it and its parts')],
  columns: [
    column('course', 'IRI', 'the activity'),
    column('course_name', 'text', 'its name'),
    column('learner', 'actor_id', 'who'),
    column('learner_name', 'text', 'name of the learner'),
    column('started', 'time', 'when the learner first started it, UTC'),
    column('last_seen', 'time', 'the latest that is known of the learner there, UTC'),
    column('starts', 'statements', 'how often it was started'),
  ],
  sql: `WITH facts AS (
  SELECT object_id AS course, object_name, actor_id, actor_name, timestamp,
    ${STARTED} AS started,
    ${COMPLETED} AS completed,
    ${PASSED} AS passed
  FROM statements
  WHERE ${SPAN} AND ${ACTIVITY}
    AND ${OF_ACTIVITY}
)
SELECT course, max(object_name) AS course_name, actor_id AS learner, max(actor_name) AS learner_name,
  min(CASE WHEN started THEN timestamp END) AS started, max(timestamp) AS last_seen, count_if(started) AS starts
FROM facts
GROUP BY course, actor_id
HAVING count_if(started) > 0 AND count_if(completed OR passed) = 0
ORDER BY course, last_seen, learner`,
  chart: { kind: 'bar', x: 'course', y: ['starts'], series: 'learner_name', label: 'course_name' },
}
