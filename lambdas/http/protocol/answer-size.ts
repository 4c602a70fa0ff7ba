/**
 * How the body of a response is sent so that Lambda takes it. A function's answer is JSON: text in it is escaped, so that
 * a quote or a line end takes 2 octets and a control character 6; octets that are no text take a third more in base64.
 */
import { gzipSync } from 'node:zlib'
import { octetsOf } from '../../json/text.ts'
import { XapiError } from '../../xapi/errors.ts'
import type { HttpRequest, HttpResponse } from './request.ts'

/** Lambda answers with 6 MB at most; status and headers take some of it. */
const MOST_JSON_BYTES = 6 * 1024 * 1024 - 20_000

/** So many octets can be sent to every client, whatever they are. */
export const MOST_PLAIN_BYTES = Math.floor(MOST_JSON_BYTES / 4) * 3

/** What the JSON makes of one character at most: `\u0000`. */
const MOST_PER_CHARACTER = 6

type Accepting = Pick<HttpRequest, 'headers'>

/** @throws XapiError `notAcceptable` when the body is too long for every encoding that the client takes */
export function toSendable(response: HttpResponse, request: Accepting): HttpResponse {
  const { body = '' } = response
  const encoded = encodeBody(body, request)
  if (encoded !== undefined) return { ...response, ...encoded, headers: { ...response.headers, ...encoded.headers } }
  const bytes = Buffer.byteLength(body)
  const hint = acceptsGzip(request) ? 'nor compressed' : 'but may fit when compressed: send Accept-Encoding: gzip'
  throw new XapiError('notAcceptable', `This answer has ${bytes} bytes: it can't be sent as it is, ${hint}.`)
}

/** Whether a body of any length can be sent to this client. */
export const isSendable = (body: string | Buffer, request: Accepting): boolean =>
  encodeBody(body, request) !== undefined

/** Text stays text while it is short. Longer text goes as octets too, whose length is known without escaping them. */
function encodeBody(body: string | Buffer, request: Accepting): Pick<HttpResponse, 'body' | 'headers'> | undefined {
  if (typeof body === 'string' && MOST_PER_CHARACTER * body.length <= MOST_JSON_BYTES) return { body }
  const octets = octetsOf(body)
  if (octets.length <= MOST_PLAIN_BYTES) return { body: octets }
  if (typeof body === 'string' && Buffer.byteLength(JSON.stringify(body)) <= MOST_JSON_BYTES) return { body }
  if (!acceptsGzip(request)) return undefined
  const compressed = gzipSync(octets)
  if (compressed.length > MOST_PLAIN_BYTES) return undefined
  return { body: compressed, headers: { 'Content-Encoding': 'gzip', Vary: 'Accept-Encoding' } }
}

/** A client that says nothing may take any encoding (RFC 9110 12.5.3), but those that say nothing rarely inflate. */
function acceptsGzip({ headers }: Accepting): boolean {
  const codings = (headers.get('accept-encoding') ?? '').toLowerCase().split(',')
  const qualities = new Map(
    codings.map((coding) => {
      const [name = '', quality = ''] = coding.split(';')
      return [name.trim(), Number(/^\s*q=([\d.]+)\s*$/.exec(quality)?.[1] ?? 1)]
    }),
  )
  return (qualities.get('gzip') ?? qualities.get('x-gzip') ?? qualities.get('*') ?? 0) > 0
}
