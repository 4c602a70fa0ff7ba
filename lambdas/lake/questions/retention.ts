import { column, type Question, SPAN, SPAN_PARAMETERS } from './question.ts'

export const RETENTION: Question = {
  name: 'retention',
  meaning: 'Of the learners who began in a week, how many are active so many weeks later',
  parameters: SPAN_PARAMETERS,
  columns: [
    column('cohort', 'day', 'Monday of the week of the first statement in these days, UTC'),
    column('weeks_later', 'weeks', 'weeks since then'),
    column('cohort_size', 'learners', 'learners who began in that week'),
    column('learners', 'learners', 'those of them with a statement in the later week'),
    column('share', 'share', 'those of all who began, from 0 to 1'),
  ],
  sql: `WITH weeks AS (
  SELECT DISTINCT actor_id, cast(date_trunc('week', timestamp) AS date) AS week
  FROM statements
  WHERE ${SPAN} AND NOT is_voiding AND actor_id IS NOT NULL
),
learners AS (
  SELECT actor_id, week, min(week) OVER (PARTITION BY actor_id) AS cohort
  FROM weeks
),
counts AS (
  SELECT cohort, date_diff('week', cohort, week) AS weeks_later, count(*) AS learners
  FROM learners
  GROUP BY 1, 2
),
sized AS (
  SELECT cohort, weeks_later, learners, max(learners) OVER (PARTITION BY cohort) AS cohort_size
  FROM counts
)
SELECT cast(cohort AS varchar) AS cohort, weeks_later, cohort_size, learners,
  cast(learners AS double) / cohort_size AS share
FROM sized
ORDER BY cohort, weeks_later`,
  chart: { kind: 'heat', x: 'weeks_later', y: ['share'], series: 'cohort' },
}
