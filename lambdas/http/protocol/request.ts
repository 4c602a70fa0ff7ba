/** From the gateway's event (payload 2.0) to a request, and from a response back to what the gateway wants. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import type { DocumentWrite } from '../../audit/document-writes.ts'
import type { Fact, Facts } from '../../audit/entry.ts'

/** `query` is raw: the gateway's own parsing joins repeated parameters with commas, and agents contain commas. */
export type HttpRequest = {
  method: string
  /** As sent, with the base. */
  path: string
  query: string
  /** Names in lower case. */
  headers: ReadonlyMap<string, string>
  /** As the gateway hands it over: text, or a Buffer where its octets are no text. */
  body: string | Buffer
  id: string
  /** Of the sender, where the gateway tells it. */
  address?: string | undefined
}

/**
 * What the trail is told of a response, and nobody else: how many records it holds, for which query, what it voided; of
 * a change, the old and the new value. No secret is ever among it.
 */
export type Told = {
  count?: number
  query?: string
  voided?: { by: string; target: string }[]
  /** What became of documents. */
  documents?: readonly DocumentWrite[]
  before?: Fact
  after?: Fact
  reason?: string
  what?: Facts
}

export type HttpResponse = { status: number; headers?: { [name: string]: string }; body?: string | Buffer; told?: Told }

/** Half a character (a lone surrogate) becomes U+FFFD, as in a body: no store takes it. */
export function toRequest(event: APIGatewayProxyEventV2): HttpRequest {
  return {
    method: event.requestContext.http.method,
    path: event.rawPath.toWellFormed(),
    query: event.rawQueryString.toWellFormed(),
    headers: new Map(
      Object.entries(event.headers).map(([name, value]) => [name.toLowerCase(), (value ?? '').toWellFormed()]),
    ),
    body: event.isBase64Encoded ? Buffer.from(event.body ?? '', 'base64') : (event.body ?? ''),
    id: event.requestContext.requestId,
    address: event.requestContext.http.sourceIp,
  }
}

export function toResult({ status, headers = {}, body = '' }: HttpResponse): APIGatewayProxyStructuredResultV2 {
  const isText = typeof body === 'string'
  return { statusCode: status, headers, body: isText ? body : body.toString('base64'), isBase64Encoded: !isText }
}
