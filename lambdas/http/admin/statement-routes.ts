/** The rows of statements: xAPI's filters and answers, for people. */
import type { AdminRoute, QueryParameter } from './route.ts'

const PATH = '/tenants/{tenant}/statements'
const ALSO = { alsoTypes: ['multipart/mixed'], headers: ['X-Experience-API-Version'] }

const filter = (name: string, meaning: string): QueryParameter => ({ name, schema: 'Text', meaning })

/** 1.0.3 Communication 2.1.3; 2.0 4.1.6.1. The last two are Cairn's own. */
const FILTERS: readonly QueryParameter[] = [
  filter('agent', 'An Agent or identified Group as JSON'),
  filter('verb', 'The IRI of a verb'),
  filter('activity', 'The IRI of an activity'),
  filter('registration', 'A UUID'),
  filter('related_activities', 'true: the activity anywhere in the statement'),
  filter('related_agents', 'true: the agent anywhere in the statement'),
  filter('since', 'Stored after this instant'),
  filter('until', 'Stored at this instant or before'),
  filter('limit', 'How many a page has at most; 0 is as many as it can have'),
  filter('format', 'ids, exact or canonical'),
  filter('attachments', 'true: with their data, as multipart/mixed'),
  filter('ascending', 'true: the oldest first'),
  filter('statementId', 'The id of one statement, which is then the whole answer'),
  filter('voidedStatementId', 'The id of one voided statement'),
  filter('more', 'As `more` of the page before has it'),
  filter('credential', 'The key of a credential: statements that have its authority, also where it was revoked'),
  filter('voided', 'true: voided statements alone, by when they were voided; so are `since`, `until` and the order'),
]

const BESIDE_AN_ID = FILTERS.filter(({ name }) => name === 'format' || name === 'attachments')

export const STATEMENT_ROUTES = [
  {
    method: 'GET',
    path: PATH,
    operationId: 'listStatements',
    summary: 'Statements, by the filters of xAPI, by credential, or voided ones; `more` leads on',
    may: ['owner', 'admin', 'auditor', 'analyst'],
    parameters: FILTERS,
    areOfXapi: true,
    answers: { 200: { meaning: 'A page of statements, or the one of an id', schema: 'StatementAnswer', ...ALSO } },
    problems: [406],
  },
  {
    method: 'GET',
    path: `${PATH}/{id}`,
    operationId: 'getStatement',
    summary: 'One statement, voided or not',
    may: ['owner', 'admin', 'auditor', 'analyst'],
    parameters: BESIDE_AN_ID,
    areOfXapi: true,
    answers: { 200: { meaning: 'The statement', schema: 'Statement', ...ALSO } },
    problems: [406],
  },
] as const satisfies readonly AdminRoute[]
