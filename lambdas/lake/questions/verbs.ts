import { column, optional, type Question, SPAN, SPAN_PARAMETERS } from './question.ts'

export const VERBS: Question = {
  name: 'verbs',
  meaning: 'Statements of each verb and sender',
  parameters: [...SPAN_PARAMETERS, optional('verb', 'IRI of the verb')],
  columns: [
    column('verb', 'IRI', 'the verb'),
    column('verb_name', 'text', 'the verb in words'),
    column('sender', 'actor_id', 'the authority that vouches for the statements'),
    column('statements', 'statements', 'how many'),
    column('learners', 'learners', 'different learners'),
    column('activities', 'objects', 'different objects'),
  ],
  sql: `SELECT verb_id AS verb, max(verb_display) AS verb_name, authority_id AS sender, count(*) AS statements,
  count(DISTINCT actor_id) AS learners, count(DISTINCT object_id) AS activities
FROM statements
WHERE ${SPAN} AND ? IN ('', verb_id)
GROUP BY verb_id, authority_id
ORDER BY statements DESC, verb, sender`,
  chart: { kind: 'bar', x: 'verb', y: ['statements'], series: 'sender', label: 'verb_name' },
}
