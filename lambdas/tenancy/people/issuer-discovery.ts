/** The keys of an issuer, from where its own configuration says they are (OIDC Discovery 4). */
import type { JSONWebKeySet } from 'jose'
import { isRecord } from '../../json/value.ts'

/** The rest of a request's time must do for what it is there for. */
const PATIENCE_MS = 3_000

/** @throws Error when the issuer does not answer, or not as one */
export async function fetchIssuerKeys(issuer: string): Promise<JSONWebKeySet> {
  const configuration = await fetchJson(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`)
  if (configuration.issuer !== issuer) throw new Error('The configuration of the issuer is of another one.')
  const { keys } = await fetchJson(String(configuration.jwks_uri))
  if (!Array.isArray(keys)) throw new Error('The issuer has no keys.')
  return { keys: keys.filter(isRecord) }
}

/** A redirect could lead to anybody's keys. */
async function fetchJson(address: string): Promise<{ [name: string]: unknown }> {
  const response = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(PATIENCE_MS) })
  if (!response.ok) throw new Error(`${address} answered ${response.status}.`)
  const content: unknown = await response.json()
  if (!isRecord(content)) throw new Error(`${address} answered no JSON object.`)
  return content
}
