import { column, type Question, SPAN, SPAN_PARAMETERS } from './question.ts'
import { holdingAll, partsOf } from './spelling.ts'

export const PEOPLE: Question = {
  name: 'people',
  meaning: 'People by a part of their name or identifier, who was seen last first',
  parameters: [...SPAN_PARAMETERS, ...partsOf('part of a name, mailbox or account')],
  columns: [
    column('learner', 'actor_id', 'who'),
    column('learner_name', 'text', 'name; of several, the last in the order of letters'),
    column('statements', 'statements', 'how many of theirs'),
    column('last_time', 'time', 'when the latest of these happened, UTC'),
  ],
  sql: `WITH people AS (
  SELECT actor_id AS learner, max(actor_name) AS learner_name, count(*) AS statements, max(timestamp) AS last_time,
    array_join(array_agg(DISTINCT actor_name), ' ') AS names
  FROM statements
  WHERE ${SPAN} AND actor_id IS NOT NULL AND NOT is_voiding
  GROUP BY actor_id
)
SELECT learner, learner_name, statements, last_time
FROM people
WHERE ${holdingAll("coalesce(names, '') || ' ' || learner")}
ORDER BY last_time DESC, learner`,
  chart: { kind: 'bar', x: 'learner', y: ['statements'], label: 'learner_name' },
}
