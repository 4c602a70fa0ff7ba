/** Sends what a function returned as an HTTP response, as an HTTP API does, or a response of the gateway itself. */
import type { ServerResponse } from 'node:http'
import type { Outcome } from '../functions/invocation.ts'
import type { Cors } from '../template/http-api.ts'
import { addCorsHeaders } from './cors.ts'

/** A response of the gateway itself, in the words of an HTTP API. */
export function respond(response: ServerResponse, status: number, message: string): void {
  const body = JSON.stringify({ message })
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
  response.end(body)
}

type FunctionResult = {
  statusCode?: unknown
  headers?: Record<string, unknown>
  cookies?: string[]
  body?: unknown
  isBase64Encoded?: boolean
}

/** The API's CORS configuration; and whether headers are renamed as AWS may. */
type ResponseOptions = { cors?: Cors | undefined; isLikeAws: boolean }

/** Sends a result in payload format 2.0; anything else is answered with 500. */
export function sendResult(response: ServerResponse, outcome: Outcome, { cors, isLikeAws }: ResponseOptions): void {
  const result = toResult(outcome)
  if (!result) {
    respond(response, 500, 'Internal Server Error')
    return
  }
  const body = Buffer.from(result.body as string, result.isBase64Encoded === true ? 'base64' : 'utf8')
  try {
    for (const [name, value] of Object.entries(result.headers ?? {})) {
      if (HOP_BY_HOP.has(name.toLowerCase())) continue
      const isRenamed = isLikeAws && RENAMED.has(name.toLowerCase())
      response.setHeader(isRenamed ? `x-amzn-Remapped-${name}` : name, String(value))
    }
    if (cors) addCorsHeaders(cors, response.req, response)
    if (result.cookies?.length) response.setHeader('set-cookie', result.cookies)
    if (body.length > 0 && !response.hasHeader('content-type'))
      response.setHeader('content-type', 'text/plain;charset=utf-8')
    // A response to HEAD keeps the length that the function gave, because there is no body to count.
    const isHead = response.req.method === 'HEAD'
    if (!isHead || !response.hasHeader('content-length')) response.setHeader('content-length', body.length)
    response.statusCode = Number(result.statusCode)
    response.end(isHead ? undefined : body)
  } catch {
    // The function gave a header or status that HTTP does not allow.
    for (const name of response.getHeaderNames()) response.removeHeader(name)
    respond(response, 500, 'Internal Server Error')
  }
}

/** REST APIs do so; of HTTP APIs it is not documented. */
const RENAMED = new Set(['www-authenticate'])
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade'])

function toResult({ payload, body: text }: Outcome): FunctionResult | undefined {
  const value = JSON.parse(payload) as unknown
  if (!isObject(value) || value.statusCode === undefined) {
    // Without a status the whole value is the body of a 200.
    const body = typeof value === 'string' ? value : payload
    return { statusCode: 200, headers: { 'content-type': 'application/json' }, body }
  }
  const { statusCode, body = text ?? '' } = value
  const status = Number(statusCode)
  if (!Number.isInteger(status) || status < 100 || status > 599) return undefined
  if (body !== null && typeof body !== 'string') return undefined
  return { ...value, statusCode: status, body: body ?? '' } as FunctionResult
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}
