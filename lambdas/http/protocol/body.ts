/** Bodies are inflated here where senders compress them, so no step after this one sees an encoding. */
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'
import { octetsOf } from '../../json/text.ts'
import { XapiError } from '../../xapi/errors.ts'
import type { HttpRequest } from './request.ts'

/** Lambda takes a request of 6 MB at most, its envelope included; a compressed one may become no larger. */
export const MOST_BODY_BYTES = 5_500_000

const DECODERS = { gzip: gunzipSync, 'x-gzip': gunzipSync, deflate: inflateSync, br: brotliDecompressSync }

/**
 * @throws XapiError `tooLarge` when the body is, or would become, too large (a small body may hide a huge one);
 *   `invalid` for an encoding that is not supported, or a body that is not in it.
 */
export function decodeBody(request: HttpRequest): HttpRequest {
  if (isTooLarge(request.body)) throw tooLargeError()
  const isChanged = isChangedText(request)
  if (isChanged && request.body.includes('\uFFFD')) throw notUtf8Error()
  const encoding = request.headers.get('content-encoding')?.trim().toLowerCase() ?? 'identity'
  // Changed and still whole: the gateway has inflated it, as some do with what calls itself JSON.
  if (encoding === 'identity' || encoding === '' || isChanged) return request
  const decode = DECODERS[encoding as keyof typeof DECODERS]
  if (decode === undefined) throw encodingError(`must be one of ${Object.keys(DECODERS).join(', ')}`)
  return { ...request, body: inflate(decode, octetsOf(request.body)) }
}

/**
 * The gateway hands over `text/*` and JSON as text: octets that are no UTF-8 have become U+FFFD by then, and what would
 * be stored is not what was sent. A replaced octet is one, U+FFFD has three, so the length that was sent tells.
 */
function isChangedText({ body, headers }: HttpRequest): boolean {
  const sent = headers.get('content-length')
  return typeof body === 'string' && sent !== undefined && Number(sent) !== Buffer.byteLength(body)
}

/** A character takes 3 bytes at most, so the bytes of nearly no text need counting. */
const isTooLarge = (body: string | Buffer) =>
  3 * body.length > MOST_BODY_BYTES && Buffer.byteLength(body) > MOST_BODY_BYTES

function inflate(decode: (typeof DECODERS)['gzip'], body: Buffer): Buffer {
  try {
    return decode(body, { maxOutputLength: MOST_BODY_BYTES })
  } catch (error) {
    if (isOutputLimit(error)) throw tooLargeError()
    throw encodingError('must be the encoding of the body')
  }
}

const encodingError = (rule: string) =>
  new XapiError('invalid', `The header Content-Encoding ${rule}.`, [{ parameter: 'Content-Encoding', rule }])

const notUtf8Error = () =>
  new XapiError('invalid', 'The body is not UTF-8. Send text in UTF-8, and other octets as application/octet-stream.', [
    { parameter: 'body', rule: 'must be UTF-8, since its type is text or JSON', found: 'other octets' },
  ])

const tooLargeError = () =>
  new XapiError('tooLarge', `A request may have ${MOST_BODY_BYTES} bytes. Send statements in several requests.`)

const isOutputLimit = (error: unknown) =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
