import type { IncomingMessage } from 'node:http'
import { ACCOUNT } from '../template/account.ts'
import type { Api } from '../template/deployment.ts'
import type { Match } from './route-match.ts'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

type Received = { api: Api; match: Match; request: IncomingMessage; body: Buffer; requestId: string }

/** A request in the payload format 2.0 of an HTTP API, as JSON text. */
export function toHttpEvent({ api, match, request, body, requestId }: Received): string {
  const url = request.url ?? '/'
  const mark = url.indexOf('?')
  const rawPath = mark < 0 ? url : url.slice(0, mark)
  const rawQueryString = mark < 0 ? '' : url.slice(mark + 1)
  const { headers, cookies } = joinHeaders(request)
  const now = new Date()
  const domainName = headers.host?.replace(/:\d+$/, '') ?? '127.0.0.1'
  const text = body.length === 0 ? undefined : isText(headers['content-type']) ? wholeText(body) : undefined
  return JSON.stringify({
    version: '2.0',
    routeKey: match.route.key,
    rawPath,
    rawQueryString,
    ...(cookies.length > 0 && { cookies }),
    headers,
    ...(rawQueryString !== '' && { queryStringParameters: queryOf(rawQueryString) }),
    requestContext: {
      accountId: ACCOUNT,
      apiId: api.id,
      domainName,
      domainPrefix: domainName.split('.')[0],
      http: {
        method: request.method,
        path: rawPath,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId,
      routeKey: match.route.key,
      stage: '$default',
      time: logTime(now),
      timeEpoch: now.getTime(),
    },
    ...(match.pathParameters && { pathParameters: match.pathParameters }),
    ...(api.stageVariables && { stageVariables: api.stageVariables }),
    ...(body.length > 0 && { body: text ?? body.toString('base64') }),
    isBase64Encoded: body.length > 0 && text === undefined,
  })
}

/**
 * AWS does not say which types it hands over as text; measured on it by others: `text/*` and JSON, XML and JavaScript
 * of `application/`. All else comes in base64, forms and bodies without a type as well.
 */
function isText(contentType = ''): boolean {
  return /^\s*(text\/|application\/(json|xml|javascript)\s*(;|$))/i.test(contentType)
}

/** Bytes that are no UTF-8 (a compressed body that calls itself JSON) would not survive as text: they go in base64. */
function wholeText(body: Buffer): string | undefined {
  const text = body.toString('utf8')
  return text.includes('\uFFFD') && !Buffer.from(text).equals(body) ? undefined : text
}

function joinHeaders(request: IncomingMessage): { headers: Record<string, string>; cookies: string[] } {
  const headers: Record<string, string> = {}
  const cookies: string[] = []
  for (const [name, values = []] of Object.entries(request.headersDistinct)) {
    if (name === 'cookie') cookies.push(...values.flatMap((value) => value.split(/;\s*/)))
    else if (name !== 'connection' && name !== 'transfer-encoding') headers[name] = values.join(',')
  }
  headers['x-forwarded-for'] ??= request.socket.remoteAddress ?? '127.0.0.1'
  headers['x-forwarded-port'] ??= String(request.socket.localPort)
  headers['x-forwarded-proto'] ??= 'http'
  return { headers, cookies }
}

function queryOf(rawQueryString: string): Record<string, string> {
  const query: Record<string, string> = {}
  for (const [name, value] of new URLSearchParams(rawQueryString)) {
    query[name] = name in query ? `${query[name]},${value}` : value
  }
  return query
}

/** As web servers write it: `21/Nov/2026:09:10:27 +0000`. */
function logTime(now: Date): string {
  const [date, time] = now.toISOString().split('T') as [string, string]
  const [year, month, day] = date.split('-')
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${time.slice(0, 8)} +0000`
}
