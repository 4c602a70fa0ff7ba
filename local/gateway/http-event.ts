/** Turns an HTTP request into the event of an HTTP API: payload format 2.0, as JSON text. */
import type { IncomingMessage } from 'node:http'
import { ACCOUNT } from '../template/account.ts'
import type { HttpApi } from '../template/http-api.ts'
import type { RouteMatch } from './route-match.ts'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

type GatewayRequest = { api: HttpApi; match: RouteMatch; request: IncomingMessage; body: Buffer; requestId: string }

export function toHttpEvent({ api, match, request, body, requestId }: GatewayRequest): string {
  const { rawPath, rawQueryString } = splitUrl(request)
  const { headers, cookies } = joinHeaders(request)
  const now = new Date()
  const domainName = headers.host?.replace(/:\d+$/, '') ?? '127.0.0.1'
  const text = textOf(body, headers)
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

/** `rawPath` is not raw, despite its name: the gateway decodes it. The query stays as it was sent. */
export function splitUrl({ url = '/' }: IncomingMessage): SplitUrl {
  const at = url.indexOf('?')
  const sentPath = at < 0 ? url : url.slice(0, at)
  return { sentPath, rawPath: decodePath(sentPath), rawQueryString: at < 0 ? '' : url.slice(at + 1) }
}
type SplitUrl = { sentPath: string; rawPath: string; rawQueryString: string }

/** AWS even ends the path at a question mark that was sent as %3F. Escapes that are no UTF-8 stay. */
function decodePath(path: string): string {
  const decoded = path.replace(/(%[0-9a-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes)
    } catch {
      return escapes
    }
  })
  const end = decoded.indexOf('?')
  return end < 0 ? decoded : decoded.slice(0, end)
}

/**
 * AWS does not document which types it passes on as text. Others have measured it: `text/*`, and JSON, XML and
 * JavaScript of `application/`. Everything else comes in base64, including forms and bodies without a type.
 */
function isText(contentType = ''): boolean {
  return /^\s*(text\/|application\/(json|xml|javascript)\s*(;|$))/i.test(contentType)
}

/**
 * `undefined` for a body that is passed on in base64. What is passed on as text is decoded, and each octet of it that is
 * no UTF-8 is lost. Only a compressed body is spared here: how AWS passes one on that calls itself JSON, nobody says.
 */
function textOf(body: Buffer, headers: Record<string, string>): string | undefined {
  if (body.length === 0 || !isText(headers['content-type'])) return undefined
  const text = body.toString('utf8')
  const isCompressed = headers['content-encoding'] !== undefined && text.includes('\uFFFD')
  return isCompressed ? undefined : text
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

/** As in the logs of web servers: `21/Nov/2026:09:10:27 +0000`. */
function logTime(now: Date): string {
  const [date, time] = now.toISOString().split('T') as [string, string]
  const [year, month, day] = date.split('-')
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${time.slice(0, 8)} +0000`
}
