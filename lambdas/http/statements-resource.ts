/** The statements resource (Communication 2.1; IEEE 9274.1.1 4.1.6.1). */
import { randomUUID } from 'node:crypto'
import { msOf } from '../store/sequence.ts'
import type { StatementStore, StoredStatement } from '../store/statements.ts'
import { XapiError } from '../xapi/errors.ts'
import { prepareStatements } from '../xapi/prepare.ts'
import { type Received, receiveStatements } from '../xapi/received.ts'
import type { PreparedStatement, Statement } from '../xapi/statement.ts'
import { parseStatementId, parseStatementQuery, type StatementQuery } from '../xapi/statement-query.ts'
import { requireFileUrls, validateStatements } from '../xapi/validate.ts'
import { type Continuation, MORE, moreToken, readMoreToken } from './more.ts'
import { parseQueryString } from './query.ts'
import type { HttpResponse } from './request.ts'
import type { Call, Resource } from './resource.ts'
import { BASE } from './routes.ts'

/** What went in must come out: Lambda answers with 6 MB at most, base64 and the rest of the answer included. */
const MOST_BODY_BYTES = 5_500_000
const MOST_PAGE_BYTES = 4_000_000
const MOST_STATEMENTS = 500

export const CONSISTENT_THROUGH = 'X-Experience-API-Consistent-Through'
const JSON_TYPE = { 'Content-Type': 'application/json' }

const instant = (ms: number) => new Date(ms).toISOString()
const lastModified = (sqs: string[]) => ({
  'Last-Modified': new Date(Math.max(...sqs.map(msOf))).toUTCString(),
})

export function statementsResource(store: StatementStore): Resource {
  return {
    headers: () => ({ [CONSISTENT_THROUGH]: instant(store.consistentThrough()) }),
    operations: {
      POST: { scope: 'statements/write', handle: (call) => post(store, call) },
      PUT: { scope: 'statements/write', handle: (call) => put(store, call) },
      GET: { scope: 'statements/read', handle: (call) => get(store, call) },
    },
  }
}

async function post(store: StatementStore, call: Call): Promise<HttpResponse> {
  const [parameter] = parseQueryString(call.request.query).keys()
  if (parameter !== undefined) {
    throw new XapiError('invalid', 'POST statements takes no parameters.', [{ parameter, rule: 'is not known here' }])
  }
  const statements = prepare(call)
  await add(store, call, statements)
  return { status: 200, headers: JSON_TYPE, body: JSON.stringify(statements.map(({ id }) => id)) }
}

async function put(store: StatementStore, call: Call): Promise<HttpResponse> {
  const id = parseStatementId(parseQueryString(call.request.query))
  await add(store, call, prepare(call, id))
  return { status: 204 }
}

/** PUT takes one statement, whose id, where it has one, is that of the request (Communication 2.1.1). */
function requireSame(id: string, { single }: Received, [statement]: Statement[]) {
  if (!single) throw new XapiError('invalid', 'PUT takes one statement, not an array.')
  if (statement?.id === undefined || statement.id.toLowerCase() === id.toLowerCase()) return
  const violation = { pointer: '/id', rule: 'must be the statementId of the request' }
  throw new XapiError('invalid', 'The statement has another id than the request.', [violation])
}

/** parse -> validate -> prepare: from bytes to what the store takes. @param id of PUT, whose body is one statement */
function prepare({ request, principal, version }: Call, id?: string): PreparedStatement[] {
  if (request.body.length > MOST_BODY_BYTES) {
    throw new XapiError('tooLarge', `A request may have ${MOST_BODY_BYTES} bytes; send the statements in several.`)
  }
  requireJson(request.headers.get('content-type'))
  const received = receiveStatements(request.body)
  const statements = validateStatements(received, version)
  if (id !== undefined) requireSame(id, received, statements)
  requireFileUrls(statements)
  const { authority } = principal
  const options = { version, authority, newId: randomUUID }
  return prepareStatements(received, statements, id === undefined ? options : { ...options, id })
}

function requireJson(contentType = '') {
  if (/^\s*application\/json\s*(;|$)/i.test(contentType)) return
  const violation = { parameter: 'Content-Type', rule: 'must be application/json' }
  throw new XapiError('invalid', 'Statements are sent as application/json.', [violation])
}

async function add(store: StatementStore, { principal, version }: Call, statements: PreparedStatement[]) {
  if (statements.length === 0) return
  const outcome = await store.add(principal.tenant, statements, version)
  if (outcome.kind === 'stored') return
  const violations = outcome.ids.map((id) => ({
    statement: statements.findIndex((statement) => statement.id === id),
    id,
    rule: 'exists with different content; a statement never changes',
  }))
  throw new XapiError(
    'conflict',
    `${outcome.ids.length} of the statements exist with different content. Nothing was stored.`,
    violations,
  )
}

async function get(store: StatementStore, call: Call): Promise<HttpResponse> {
  const parameters = parseQueryString(call.request.query)
  const token = parameters.get(MORE)
  if (token?.length === 1 && parameters.size === 1) return more(store, call, token[0] as string)
  const query = parseStatementQuery(parameters, call.version)
  const id = query.statementId ?? query.voidedStatementId
  if (id !== undefined) return one(store, call, { id, voided: query.voidedStatementId !== undefined })
  const language = call.request.headers.get('accept-language') ?? ''
  const begin = { query: call.request.query, after: '', consistentThrough: store.consistentThrough(), language }
  return list(store, call, { query, from: begin })
}

/** A page reached by `more` is asked for and answered exactly as the first one was, its header included. */
async function more(store: StatementStore, call: Call, token: string): Promise<HttpResponse> {
  const from = readMoreToken(call.principal, token)
  const query = parseStatementQuery(parseQueryString(from.query), call.version)
  return list(store, call, { query, from })
}

async function one(store: StatementStore, { principal }: Call, { id, voided }: { id: string; voided: boolean }) {
  const found = await store.find(principal.tenant, id)
  if (found === undefined || found.voided !== voided) {
    throw new XapiError('notFound', `There is no ${voided ? 'voided ' : ''}statement with this id.`)
  }
  return { status: 200, headers: { ...JSON_TYPE, ...lastModified([found.sq]) }, body: found.text }
}

async function list(
  store: StatementStore,
  { principal }: Call,
  { query, from }: { query: StatementQuery; from: Continuation },
): Promise<HttpResponse> {
  const limit = query.limit === 0 ? MOST_STATEMENTS : Math.min(query.limit, MOST_STATEMENTS)
  const request = { filters: query, limit, maxBytes: MOST_PAGE_BYTES }
  const page = await store.page(principal.tenant, from.after === '' ? request : { ...request, after: from.after })
  const next =
    page.next === undefined ? '' : `${BASE}/statements?${MORE}=${moreToken(principal, { ...from, after: page.next })}`
  const headers = { ...JSON_TYPE, [CONSISTENT_THROUGH]: instant(from.consistentThrough) }
  const sqs = page.statements.map(({ sq }) => sq)
  return {
    status: 200,
    headers: sqs.length > 0 ? { ...headers, ...lastModified(sqs) } : headers,
    body: toResult(page.statements, next),
  }
}

/** StatementResult (Data 2.5), out of texts that are not parsed again. */
const toResult = (statements: StoredStatement[], more: string) =>
  `{"statements":[${statements.map(({ text }) => text).join()}],"more":${JSON.stringify(more)}}`
