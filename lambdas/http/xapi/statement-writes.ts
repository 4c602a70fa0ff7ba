/** PUT and POST statements (Communication 2.1.1, 2.1.2): parse -> validate -> prepare -> store. */
import { randomUUID } from 'node:crypto'
import { octetsOf, type TextOrOctets } from '../../json/text.ts'
import type { AddOutcome, NewStatement } from '../../statements/store.ts'
import { allows } from '../../tenancy/scopes.ts'
import { type AttachmentPart, type Content, matchAttachments, splitParts } from '../../xapi/attachments.ts'
import { sameStatement } from '../../xapi/comparison.ts'
import { XapiError } from '../../xapi/errors.ts'
import { acceptStatements } from '../../xapi/lenient-statements.ts'
import { parseMediaType } from '../../xapi/media-type.ts'
import { parseParameters } from '../../xapi/parameters.ts'
import { prepareStatements } from '../../xapi/prepare.ts'
import { isSigned, verifySignatures } from '../../xapi/signature.ts'
import type { PreparedStatement, Statement, Version } from '../../xapi/statement.ts'
import { parseStatementId } from '../../xapi/statement-query.ts'
import { parseStatements, statementText } from '../../xapi/statements-body.ts'
import { requireFileUrls, requireOneWithId } from '../../xapi/validate.ts'
import { boundaryOf, parseMultipart } from '../protocol/multipart.ts'
import { parseQueryString } from '../protocol/query-string.ts'
import type { HttpRequest, HttpResponse } from '../protocol/request.ts'
import type { Call } from '../protocol/resource.ts'
import { verifyJws } from './jws.ts'
import { requireMaySend } from './reach.ts'
import { requireReadable } from './readable.ts'
import type { StatementsDependencies } from './statement-response.ts'

type Submission = { statements: NewStatement[]; attachments: Content[] }

export async function postStatements(dependencies: StatementsDependencies, call: Call): Promise<HttpResponse> {
  parseParameters(parseQueryString(call.request.query), {}, call.version)
  const submission = await readSubmission(call)
  await add(dependencies, call, submission)
  const ids = JSON.stringify(submission.statements.map(({ prepared }) => prepared.id))
  const told = { voided: voidedBy(submission) }
  return { status: 200, headers: { 'Content-Type': 'application/json' }, body: ids, told }
}

export async function putStatement(dependencies: StatementsDependencies, call: Call): Promise<HttpResponse> {
  const id = parseStatementId(parseQueryString(call.request.query))
  const submission = await readSubmission(call, id)
  await add(dependencies, call, submission)
  return { status: 204, told: { voided: voidedBy(submission) } }
}

const voidedBy = ({ statements }: Submission) =>
  statements.flatMap(({ prepared: { id, features } }) =>
    features.voiding && features.target !== undefined ? [{ by: id, target: features.target }] : [],
  )

/** @param id of PUT, whose body is one statement */
async function readSubmission({ request, principal, version, leniency }: Call, id?: string): Promise<Submission> {
  const { json, data } = splitBody(request)
  const { received, statements } = acceptStatements(parseStatements(json), version, leniency)
  if (id !== undefined) requireOneWithId(received, statements, id)
  requireMaySend(principal, statements)
  if (data === undefined) requireFileUrls(statements)
  const contents = matchAttachments(statements, data ?? [])
  const texts = statements.map((_, index) => statementText(received, index))
  if (statements.some(isSigned))
    await checkSignatures(texts, statements, { version, contents, ...(id !== undefined && { id }) })
  const options = { version, authority: principal.authority, newId: randomUUID }
  const prepared = prepareStatements(received, statements, id === undefined ? options : { ...options, id })
  prepared.forEach(requireIndexable)
  const submitted = statements.map((statement, index) => ({
    statement,
    text: texts[index] as string,
    prepared: prepared[index] as PreparedStatement,
  }))
  requireReadable(submitted, contents)
  return { statements: submitted, attachments: contents }
}

/** Each name is a write of its own, and all of them lie in one item, whose size has a limit. */
const MOST_NAMES = 1_000

function requireIndexable({ id, features }: PreparedStatement, statement: number) {
  const { agents, relatedAgents, activities, relatedActivities } = features
  const names = agents.length + relatedAgents.length + activities.length + relatedActivities.length
  if (names <= MOST_NAMES) return
  const rule = `may name ${MOST_NAMES} different agents and activities`
  throw new XapiError('tooLarge', `A statement ${rule}.`, [{ statement, id, rule, found: `${names} of them` }])
}

async function checkSignatures(
  texts: string[],
  statements: Statement[],
  { contents, ...request }: { version: Version; contents: Content[]; id?: string },
) {
  const bySha2 = new Map(contents.map((content) => [content.sha2, content]))
  await verifySignatures(statements, texts, { ...request, contents: bySha2, same: sameStatement, verify: verifyJws })
}

/** The JSON, and the parts with attachments' data where the body can have such. */
function splitBody({ headers, body }: HttpRequest): { json: TextOrOctets; data?: AttachmentPart[] } {
  const contentType = headers.get('content-type') ?? ''
  const { type } = parseMediaType(contentType) ?? {}
  if (type === 'application/json') return { json: body }
  if (type === 'multipart/mixed') {
    const { statements, data } = splitParts(parseMultipart(octetsOf(body), boundaryOf(contentType)))
    return { json: statements, data }
  }
  const violation = { parameter: 'Content-Type', rule: 'must be application/json or multipart/mixed' }
  throw new XapiError('invalid', 'Statements are sent as application/json or multipart/mixed.', [violation])
}

function tooManyItems({ items, most }: { items: number; most: number }): XapiError {
  const rule = `may need ${most} items of the index: one for each statement and for each list that it is found in, and 11 for a reference to another statement`
  const message = `A request ${rule}. Send these statements in several requests; nothing was stored.`
  return new XapiError('tooLarge', message, [{ parameter: 'body', rule, found: `${items} or more of them` }])
}

/** @throws XapiError `conflict` (409) that names the statements which exist with different content */
async function add(
  { store }: Pick<StatementsDependencies, 'store'>,
  { principal, version, admit }: Call,
  { statements, attachments }: Submission,
) {
  // All of them or none: a request is never stored in part.
  await admit({ statements: statements.length, stores: true })
  const mayDefine = allows(principal.scopes, 'define')
  const outcome = await store.add(principal.tenant, statements, { version, attachments, mayDefine })
  if (outcome.kind === 'stored') return
  if (outcome.kind === 'tooLarge') throw tooManyItems(outcome)
  throw conflict(statements, outcome)
}

const DIFFERS = 'exists with different content; a statement never changes'
const REMOVED = 'was removed: its id is not used again'

function conflict(
  statements: NewStatement[],
  { ids, removed = [] }: Extract<AddOutcome, { kind: 'conflict' }>,
): XapiError {
  const places = new Map(statements.map(({ prepared }, place) => [prepared.id, place]))
  const violationsOf = (some: string[], rule: string) =>
    some.map((id) => ({ statement: places.get(id) ?? 0, id, rule }))
  const violations = [...violationsOf(ids, DIFFERS), ...violationsOf(removed, REMOVED)]
  const counts = [
    ...(ids.length > 0 ? [`${ids.length} of the statements exist with different content.`] : []),
    ...(removed.length > 0
      ? [`${removed.length} of the statements were removed, and their ids are not used again.`]
      : []),
  ]
  return new XapiError('conflict', `${counts.join(' ')} Nothing was stored.`, violations)
}
