/** GET statements (Communication 2.1.3): one by its id, or a page of those that match. */
import { msOf } from '../../statements/batch/sequence.ts'
import { XapiError } from '../../xapi/errors.ts'
import { invalidParameter } from '../../xapi/parameters.ts'
import { parseStatementQuery, type StatementQuery } from '../../xapi/statement-query.ts'
import type { Visibility } from '../../xapi/visibility.ts'
import { isSendable } from '../protocol/answer-size.ts'
import { parseQueryString } from '../protocol/query-string.ts'
import type { HttpResponse } from '../protocol/request.ts'
import type { Call } from '../protocol/resource.ts'
import { type Continuation, MORE, moreLink, readMoreToken, requireLinkFits } from './more.ts'
import { answerPage } from './statement-page.ts'
import { renderStatements } from './statement-rendering.ts'
import { type StatementsDependencies, statementsResponse } from './statement-response.ts'

/** Of the statements as they are stored; what the answer makes of them may end the page earlier. */
const MOST_PAGE_BYTES = 4_000_000
/** A list without `limit` gets as many: there are senders that never follow `more`. */
const MOST_STATEMENTS = 500

const CONSISTENT_THROUGH = 'X-Experience-API-Consistent-Through'

/** @param instant in milliseconds */
export const consistentThroughHeader = (instant: number) => ({ [CONSISTENT_THROUGH]: new Date(instant).toISOString() })

/** `visibility`: of those that match, the ones that are asked for. `voided`: voided ones alone. */
export type AskedStatements = { query: StatementQuery; visibility?: Visibility | undefined; voided?: boolean }

/** Reads the parameters of a first page. @throws XapiError `invalid` */
export type ReadAsked = (parameters: ReadonlyMap<string, string[]>, call: Call) => Promise<AskedStatements>

/** What xAPI has, and no parameter more; what is seen of it, the credential says. */
const readAskedByXapi: ReadAsked = async (parameters, { version, principal: { visibility } }) => ({
  query: parseStatementQuery(parameters, version),
  visibility,
})

/** @param readAsked of an API that has more parameters than xAPI */
export async function getStatements(
  dependencies: StatementsDependencies,
  call: Call,
  readAsked: ReadAsked = readAskedByXapi,
): Promise<HttpResponse> {
  const parameters = parseQueryString(call.request.query)
  const [token, ...others] = parameters.get(MORE) ?? []
  if (token !== undefined && others.length === 0) {
    const continuation = readMoreToken(call.principal, token)
    const first = parseQueryString(continuation.query)
    requireSameQuery(parameters, first)
    // A page reached by `more` is read and rendered exactly as the first one was, its header included.
    return getPage(dependencies, call, { asked: await readAsked(first, call), continuation })
  }
  const asked = await readAsked(parameters, call)
  const { query } = asked
  const { statementId, voidedStatementId } = query
  if (statementId !== undefined) return getStatement(dependencies, call, { query, id: statementId, voided: false })
  if (voidedStatementId !== undefined) {
    return getStatement(dependencies, call, { query, id: voidedStatementId, voided: true })
  }
  const consistentThrough = dependencies.store.consistentThrough()
  const continuation = { query: call.request.query, after: '', consistentThrough, language: languageOf(call) }
  requireLinkFits(call.principal, continuation)
  return getPage(dependencies, call, { asked, continuation })
}

/** Some clients send their first query again, beside `more`. Another query would be answered with what it did not ask for. */
function requireSameQuery(parameters: ReadonlyMap<string, string[]>, first: ReadonlyMap<string, string[]>): void {
  for (const [name, values] of parameters) {
    if (name === MORE || (values.length === 1 && first.get(name)?.[0] === values[0])) continue
    throw invalidParameter(name, 'must be as in the first query, or left out: follow `more` as it was given')
  }
}

type StatementLookup = { query: StatementQuery; id: string; voided: boolean }

async function getStatement(
  dependencies: StatementsDependencies,
  call: Call,
  { query, id, voided }: StatementLookup,
): Promise<HttpResponse> {
  const { principal } = call
  const statement = await dependencies.store.find(principal.tenant, id, principal.visibility)
  if (statement === undefined || statement.voided !== voided) {
    throw new XapiError('notFound', `There is no ${voided ? 'voided ' : ''}statement with this id.`)
  }
  const options = { ...query, language: languageOf(call) }
  for await (const one of renderStatements({ ...dependencies, ...principal }, options, [statement])) {
    const response = statementsResponse([one], one.text, options)
    if (!query.attachments || (one.isWhole && isSendable(response.body ?? '', call.request))) return response
  }
  const rule = 'must not be true here: no answer can hold the data of these attachments'
  throw new XapiError('notAcceptable', `The parameter attachments ${rule}.`, [{ parameter: 'attachments', rule }])
}

type PageLookup = { asked: AskedStatements; continuation: Continuation }

async function getPage(
  dependencies: StatementsDependencies,
  { principal, request }: Call,
  { asked: { query, visibility, voided }, continuation }: PageLookup,
): Promise<HttpResponse> {
  const { store } = dependencies
  const { after, consistentThrough, language } = continuation
  const rendering = { ...dependencies, ...principal }
  const options = { ...query, language }
  const moreAfter = (sequence: string | undefined) =>
    sequence === undefined ? '' : moreLink(principal, { ...continuation, after: sequence }, dependencies.statementsPath)
  for (let limit = query.limit === 0 ? MOST_STATEMENTS : Math.min(query.limit, MOST_STATEMENTS); ; ) {
    const settled = store.consistentThrough()
    const page = { limit, maxBytes: MOST_PAGE_BYTES, ...(after !== '' && { after }) }
    const wanted = { filters: query, visibility, voided, ...page }
    const { statements, next } = await store.page(principal.tenant, wanted)
    const { response, last } = await answerPage(rendering, options, statements, { moreAfter, next, request })
    if (last === undefined || !query.ascending || msOf(last) <= settled) {
      const headers = { ...response.headers, ...consistentThroughHeader(consistentThrough) }
      return { ...response, headers, told: { ...response.told, query: continuation.query } }
    }
    // The store did not know that the page ends here, before what may still be committed behind it: now it waits.
    limit = statements.findIndex(({ sequence }) => sequence === last) + 1
  }
}

const languageOf = ({ request }: Call) => request.headers.get('accept-language') ?? ''
