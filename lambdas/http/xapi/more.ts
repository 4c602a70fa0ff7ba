/**
 * `more` links (Data 2.5): the query as it was, how far the pages have come, and the first page's language and
 * Consistent-Through, signed for the tenant. A token says where to go on, never who may: rights come from the
 * credentials that are sent with it.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Principal } from '../../tenancy/principal.ts'
import { XapiError } from '../../xapi/errors.ts'

/** `query` is the raw query string of the first page, `after` the sequence of the last statement so far. */
export type Continuation = { query: string; after: string; consistentThrough: number; language: string }

/** The private parameter of `more` links; no parameter of the standard is called so. */
export const MORE = 'more'

const SIGNATURE_BYTES = 16

const sign = ({ tenant, moreKey }: Principal, payload: Buffer) =>
  createHmac('sha256', moreKey).update(tenant).update('\n').update(payload).digest().subarray(0, SIGNATURE_BYTES)

export function moreToken(principal: Principal, { query, after, consistentThrough, language }: Continuation): string {
  const payload = Buffer.from(JSON.stringify([query, after, consistentThrough, language]))
  return Buffer.concat([sign(principal, payload), payload]).toString('base64url')
}

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
  const [query, after, consistentThrough, language] = JSON.parse(payload.toString('utf8'))
  return { query, after, consistentThrough, language }
}
