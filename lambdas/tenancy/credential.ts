/** Credentials of HTTP Basic: a key and a secret of 256 random bits, of which only an HMAC is kept. Pure. */
import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto'
import type { Secret } from './credential-item.ts'

/**
 * HMAC and not a slow password hash: the secret has 256 random bits, so there is nothing to guess, and a slow hash
 * would be nine tenths of each request's time.
 */
export const secretHash = (secret: string, salt: Uint8Array | KeyObject): Uint8Array =>
  createHmac('sha256', salt).update(secret).digest()

/** @param now in ms: a secret that another one took the place of works until its time is over */
export const isSecret = (secret: string, salt: KeyObject, secrets: Secret[], now: number): boolean => {
  const sent = secretHash(secret, salt)
  return secrets.some(
    ({ hash, until = Number.POSITIVE_INFINITY }) =>
      now < until && hash.length === sent.length && timingSafeEqual(hash, sent),
  )
}

/** The key and secret of `Authorization: Basic …` (RFC 7617); undefined when it is anything else. */
export function parseBasic(header: string | undefined): { key: string; secret: string } | undefined {
  const encoded = /^basic +([a-z0-9+/=_-]+) *$/i.exec(header ?? '')?.[1]
  if (encoded === undefined) return undefined
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  return colon < 0 ? undefined : { key: text.slice(0, colon), secret: text.slice(colon + 1) }
}
