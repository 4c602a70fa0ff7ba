/** GET statements (Communication 2.1.3): one by its id, or a page of those that match. */
import { XapiError } from '../../xapi/errors.ts'
import { parseStatementQuery, type StatementQuery } from '../../xapi/statement-query.ts'
import { parseQueryString } from '../protocol/query-string.ts'
import type { HttpResponse } from '../protocol/request.ts'
import type { Call } from '../protocol/resource.ts'
import { BASE } from '../routes.ts'
import { type Continuation, MORE, moreToken, readMoreToken } from './more.ts'
import { answer, renderStatements, type StatementsParts } from './statement-response.ts'

/** Lambda answers with 6 MB at most, and binary answers grow by a third on the way. */
const MOST_PAGE_BYTES = 4_000_000
/** A list without `limit` gets as many: there are senders that never follow `more`. */
const MOST_STATEMENTS = 500

export const CONSISTENT_THROUGH = 'X-Experience-API-Consistent-Through'

export async function getStatements(parts: StatementsParts, call: Call): Promise<HttpResponse> {
  const parameters = parseQueryString(call.request.query)
  const token = parameters.get(MORE)
  if (token?.length === 1 && parameters.size === 1) return more(parts, call, token[0] as string)
  const query = parseStatementQuery(parameters, call.version)
  if (query.statementId !== undefined) return one(parts, call, { query, id: query.statementId, voided: false })
  if (query.voidedStatementId !== undefined) {
    return one(parts, call, { query, id: query.voidedStatementId, voided: true })
  }
  const language = call.request.headers.get('accept-language') ?? ''
  const consistentThrough = parts.store.consistentThrough()
  return list(parts, call, { query, from: { query: call.request.query, after: '', consistentThrough, language } })
}

/** A page reached by `more` is asked for and answered exactly as the first one was, its header included. */
async function more(parts: StatementsParts, call: Call, token: string): Promise<HttpResponse> {
  const from = readMoreToken(call.principal, token)
  const query = parseStatementQuery(parseQueryString(from.query), call.version)
  return list(parts, call, { query, from })
}

type Wanted = { query: StatementQuery; id: string; voided: boolean }

async function one(parts: StatementsParts, call: Call, { query, id, voided }: Wanted): Promise<HttpResponse> {
  const found = await parts.store.find(call.principal.tenant, id)
  if (found === undefined || found.voided !== voided) {
    throw new XapiError('notFound', `There is no ${voided ? 'voided ' : ''}statement with this id.`)
  }
  const language = call.request.headers.get('accept-language') ?? ''
  const sheet = await renderStatements({ ...parts, ...call.principal }, { ...query, language }, [found])
  return answer(sheet, sheet.texts.join())
}

type Asked = { query: StatementQuery; from: Continuation }

async function list(parts: StatementsParts, call: Call, { query, from }: Asked): Promise<HttpResponse> {
  const { principal } = call
  const limit = query.limit === 0 ? MOST_STATEMENTS : Math.min(query.limit, MOST_STATEMENTS)
  const request = { filters: query, limit, maxBytes: MOST_PAGE_BYTES }
  const page = await parts.store.page(principal.tenant, from.after === '' ? request : { ...request, after: from.after })
  const sheet = await renderStatements(
    { ...parts, ...principal },
    { ...query, language: from.language },
    page.statements,
  )
  const after = sheet.cut ?? page.next
  const next = after === undefined ? '' : `${BASE}/statements?${MORE}=${moreToken(principal, { ...from, after })}`
  const response = answer(sheet, `{"statements":[${sheet.texts.join()}],"more":${JSON.stringify(next)}}`)
  const mark = { [CONSISTENT_THROUGH]: new Date(from.consistentThrough).toISOString() }
  return { ...response, headers: { ...response.headers, ...mark } }
}
