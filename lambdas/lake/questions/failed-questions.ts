import { ANSWER } from '../meanings.ts'
import { column, optional, type Question, SPAN, SPAN_PARAMETERS } from './question.ts'

export const FAILED_QUESTIONS: Question = {
  name: 'failed-questions',
  meaning: 'The questions most often answered wrong, with their wrong answers',
  parameters: [
    ...SPAN_PARAMETERS,
    optional('question', 'IRI of one question'),
    { name: 'top', type: 'integer', default: 10, meaning: 'how many questions' },
  ],
  columns: [
    column('question', 'IRI', 'the question'),
    column('wording', 'text', 'its description, else its name'),
    column('answers', 'statements', 'answers that are right or wrong'),
    column('wrong', 'statements', 'wrong ones'),
    column('wrong_rate', 'share', 'wrong ones of all, from 0 to 1'),
    column('response', 'text', 'a wrong answer; NULL where the sender did not tell it'),
    column('times', 'statements', 'how often it was given'),
  ],
  sql: `WITH answers AS (
  SELECT object_id AS question, coalesce(object_description, object_name) AS wording, response, success
  FROM statements
  WHERE ${SPAN} AND ${ANSWER} AND success IS NOT NULL
    AND ? IN ('', object_id)
),
questions AS (
  SELECT question, max(wording) AS wording, count(*) AS answers, count_if(NOT success) AS wrong
  FROM answers
  GROUP BY question
),
ranked AS (
  SELECT question, wording, answers, wrong, row_number() OVER (ORDER BY wrong DESC, question) AS place
  FROM questions
  WHERE wrong > 0
),
responses AS (
  SELECT question, response, count(*) AS times
  FROM answers
  WHERE NOT success
  GROUP BY question, response
)
SELECT ranked.question, wording, answers, wrong, cast(wrong AS double) / answers AS wrong_rate, response, times
FROM ranked JOIN responses ON responses.question = ranked.question
WHERE place <= ?
ORDER BY place, times DESC, response`,
  chart: { kind: 'bar', x: 'question', y: ['times'], series: 'response', label: 'wording' },
}
