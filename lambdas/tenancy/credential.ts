/** Credentials of HTTP Basic: a key and a secret of 256 random bits, of which only an HMAC is kept. Pure. */
import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto'
import type { Agent, Version } from '../xapi/statement.ts'
import type { TenantId } from './tenant-id.ts'

/** What a credential may do (1.0.3 Communication 4.2): `state` and `profile` let it read and write those documents. */
export const SCOPES = ['statements/read', 'statements/write', 'state', 'profile'] as const
export type Scope = (typeof SCOPES)[number]

/** Who sends a request, as its credential says: nothing of this ever comes from the URL or the body. */
export type Principal = {
  tenant: TenantId
  key: string
  scopes: Scope[]
  /** What every statement sent with this credential gets as `authority` (Data 2.4.9). */
  authority: Agent
  /** The version whose rules and header answer a request without a version header. */
  defaultVersion: Version
  /** Signs the tenant's `more` links. */
  moreKey: KeyObject
}

/**
 * HMAC and not a slow password hash: the secret has 256 random bits, so there is nothing to guess, and a slow hash
 * would be nine tenths of each request's time.
 */
export const secretHash = (secret: string, salt: Uint8Array | KeyObject): Uint8Array =>
  createHmac('sha256', salt).update(secret).digest()

export const isSecret = (secret: string, salt: KeyObject, hashes: Uint8Array[]): boolean => {
  const sent = secretHash(secret, salt)
  return hashes.some((hash) => hash.length === sent.length && timingSafeEqual(hash, sent))
}

/** The key and secret of `Authorization: Basic …` (RFC 7617); undefined when it is anything else. */
export function parseBasic(header: string | undefined): { key: string; secret: string } | undefined {
  const encoded = /^basic +([a-z0-9+/=_-]+) *$/i.exec(header ?? '')?.[1]
  if (encoded === undefined) return undefined
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  return colon < 0 ? undefined : { key: text.slice(0, colon), secret: text.slice(colon + 1) }
}
