/**
 * `more` links (Data 2.5): the query as it was, how far the pages have come, and the first page's language and
 * Consistent-Through, signed for the tenant. A token says where to go on, never who may: rights come from the
 * credentials that are sent with it.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { Principal } from '../../tenancy/principal.ts'
import { XapiError } from '../../xapi/errors.ts'
import { BASE } from '../routes.ts'

/** `query` is the raw query string of the first page, `after` the sequence of the last statement so far. */
export type Continuation = { query: string; after: string; consistentThrough: number; language: string }

/** The private parameter of `more` links; no parameter of the standard is called so. */
export const MORE = 'more'

const SIGNATURE_BYTES = 16

const sign = ({ tenant, moreKey }: Principal, payload: Buffer) =>
  createHmac('sha256', moreKey).update(tenant).update('\n').update(payload).digest().subarray(0, SIGNATURE_BYTES)

/** API Gateway takes 10,240 bytes of request line and headers: the rest is for the headers of whoever follows the link. */
const MOST_LINK_BYTES = 8_000
/** What the link of a further page may have more than that of the first: `after` has 28 digits. */
const ROOM_FOR_AFTER = 150

/** Longer JSON is deflated: below, that would take time and make the link hardly shorter. */
const MOST_PLAIN_BYTES = 1_000
/** More is neither deflated nor inflated: hardly a query of that size would fit, and each page would take longer. */
const MOST_JSON_BYTES = 100_000
/** Stands before deflated JSON; plain JSON begins with `[`. */
const DEFLATED = 0

/** The path of xAPI's statements; people read the same ones at another. */
export const STATEMENTS_PATH = `${BASE}/statements`

export const moreLink = (principal: Principal, continuation: Continuation, path = STATEMENTS_PATH): string =>
  `${path}?${MORE}=${moreToken(principal, continuation)}`

/** @throws XapiError `tooLarge` for a query that no link can repeat: to be asked before its first page is read. */
export function requireLinkFits(principal: Principal, continuation: Continuation): void {
  const bytes = toJson(continuation).length
  if (bytes <= MOST_PLAIN_BYTES) return
  const isFit = bytes + ROOM_FOR_AFTER <= MOST_JSON_BYTES
  if (isFit && moreLink(principal, continuation).length + ROOM_FOR_AFTER <= MOST_LINK_BYTES) return
  const isQuery = continuation.query.length > continuation.language.length
  const what = isQuery ? 'filters are' : 'header Accept-Language is'
  throw new XapiError('tooLarge', `The ${what} too long: a link to the next page has ${MOST_LINK_BYTES} bytes at most.`)
}

export function moreToken(principal: Principal, continuation: Continuation): string {
  const json = toJson(continuation)
  const payload = json.length > MOST_PLAIN_BYTES ? Buffer.concat([Buffer.of(DEFLATED), deflateRawSync(json)]) : json
  return Buffer.concat([sign(principal, payload), payload]).toString('base64url')
}

const toJson = ({ query, after, consistentThrough, language }: Continuation): Buffer =>
  Buffer.from(JSON.stringify([query, after, consistentThrough, language]))

/** @throws XapiError `invalid` for a token that this tenant was not given. */
export function readMoreToken(principal: Principal, token: string): Continuation {
  const bytes = Buffer.from(token, 'base64url')
  const payload = bytes.subarray(SIGNATURE_BYTES)
  const signature = bytes.subarray(0, SIGNATURE_BYTES)
  const expected = sign(principal, payload)
  if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) {
    const violation = { parameter: MORE, rule: 'must be the link of a page that these credentials were given' }
    throw new XapiError('invalid', 'This link is not one that was given to you.', [violation])
  }
  const isDeflated = payload[0] === DEFLATED
  const json = isDeflated ? inflateRawSync(payload.subarray(1), { maxOutputLength: MOST_JSON_BYTES }) : payload
  const [query, after, consistentThrough, language] = JSON.parse(json.toString('utf8'))
  return { query, after, consistentThrough, language }
}
