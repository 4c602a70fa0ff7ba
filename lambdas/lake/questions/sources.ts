import { column, type Question, SPAN, SPAN_PARAMETERS } from './question.ts'

export const SOURCES: Question = {
  name: 'sources',
  meaning: 'What each source sends, and from which platforms',
  parameters: SPAN_PARAMETERS,
  columns: [
    column('source', 'actor_id', 'the authority that vouches for the statements'),
    column('source_name', 'text', 'its name'),
    column('platform', 'text', 'platform of the context; NULL where it is not told'),
    column('statements', 'statements', 'how many'),
    column('learners', 'learners', 'different learners'),
    column('first_stored', 'time', 'when the first came, UTC'),
    column('last_stored', 'time', 'when the last came, UTC'),
  ],
  sql: `SELECT authority_id AS source, max(authority_name) AS source_name, platform, count(*) AS statements,
  count(DISTINCT actor_id) AS learners, min(stored) AS first_stored, max(stored) AS last_stored
FROM statements
WHERE ${SPAN} AND NOT is_voiding
GROUP BY authority_id, platform
ORDER BY statements DESC, source, platform`,
  chart: { kind: 'bar', x: 'source', y: ['statements'], series: 'platform', label: 'source_name' },
}
