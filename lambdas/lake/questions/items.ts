import { ANSWER } from '../meanings.ts'
import { column, optional, type Question, SPAN, SPAN_PARAMETERS } from './question.ts'

export const ITEMS: Question = {
  name: 'items',
  meaning: 'Item analysis: how hard each question is, and how well it tells good learners from others',
  parameters: [
    ...SPAN_PARAMETERS,
    optional('test', 'IRI of the test: first parent of the question, else first grouping'),
  ],
  columns: [
    column('test', 'IRI', 'the test; NULL for questions without one'),
    column('question', 'IRI', 'the question'),
    column('wording', 'text', 'its description, else its name'),
    column('n', 'learners', 'learners whose first answer is right or wrong'),
    column('facility', 'share', 'first answers that are right, from 0 (nobody) to 1 (everybody)'),
    column(
      'point_biserial',
      'correlation',
      'of a right answer with the share of right answers to the other questions of the test; NULL where one of them never varies',
    ),
  ],
  sql: `WITH answers AS (
  SELECT CASE WHEN cardinality(parent_ids) > 0 THEN element_at(parent_ids, 1) ELSE element_at(grouping_ids, 1) END AS test,
    object_id AS question, coalesce(object_description, object_name) AS wording, actor_id, timestamp, sq,
    CASE WHEN success THEN 1e0 ELSE 0e0 END AS correct
  FROM statements
  WHERE ${SPAN} AND ${ANSWER} AND success IS NOT NULL AND actor_id IS NOT NULL
),
numbered AS (
  SELECT test, question, wording, actor_id, correct,
    row_number() OVER (PARTITION BY test, question, actor_id ORDER BY timestamp, sq) AS place
  FROM answers
  WHERE ? IN ('', test)
),
firsts AS (
  SELECT test, question, wording, actor_id, correct,
    (sum(correct) OVER (PARTITION BY test, actor_id) - correct)
      / nullif(count(*) OVER (PARTITION BY test, actor_id) - 1, 0) AS others
  FROM numbered
  WHERE place = 1
),
items AS (
  SELECT test, question, max(wording) AS wording, count(*) AS n, avg(correct) AS facility,
    avg(CASE WHEN others IS NOT NULL THEN correct END) AS p,
    avg(CASE WHEN correct = 1 THEN others END) - avg(CASE WHEN correct = 0 THEN others END) AS difference,
    CASE WHEN stddev_pop(others) > 1e-9 THEN stddev_pop(others) END AS deviation
  FROM firsts
  GROUP BY test, question
)
SELECT test, question, wording, n, facility, difference / deviation * sqrt(p * (1 - p)) AS point_biserial
FROM items
ORDER BY test, facility, question`,
  chart: { kind: 'bar', x: 'question', y: ['facility', 'point_biserial'], label: 'wording' },
}
