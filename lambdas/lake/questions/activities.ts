import { column, type Question, SPAN, SPAN_PARAMETERS } from './question.ts'
import { holdingAll, partsOf } from './spelling.ts'

export const ACTIVITIES: Question = {
  name: 'activities',
  meaning: 'Activities by a part of their name or IRI, without questions, what was used last first',
  parameters: [...SPAN_PARAMETERS, ...partsOf('part of a name or IRI')],
  columns: [
    column('activity', 'IRI', 'the activity'),
    column('activity_name', 'text', 'name; of several, the last in the order of letters'),
    column('activity_type', 'IRI', 'its type'),
    column('statements', 'statements', 'how many are about it'),
    column('learners', 'learners', 'different learners'),
    column('last_time', 'time', 'when the latest of these happened, UTC'),
  ],
  sql: `WITH activities AS (
  SELECT object_id AS activity, max(object_name) AS activity_name, max(activity_type) AS activity_type,
    count(*) AS statements, count(DISTINCT actor_id) AS learners, max(timestamp) AS last_time,
    array_join(array_agg(DISTINCT object_name), ' ') AS names
  FROM statements
  WHERE ${SPAN} AND object_type = 'Activity' AND interaction_type IS NULL
  GROUP BY object_id
)
SELECT activity, activity_name, activity_type, statements, learners, last_time
FROM activities
WHERE ${holdingAll("coalesce(names, '') || ' ' || activity")}
ORDER BY last_time DESC, activity`,
  chart: { kind: 'bar', x: 'activity', y: ['statements'], label: 'activity_name' },
}
