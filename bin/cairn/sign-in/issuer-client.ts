/** The issuer as the command's client meets it: a public client, with PKCE in place of a secret. */
import * as oauth from 'oauth4webapi'
import { Failure } from '../failure.ts'
import type { Session } from './sessions.ts'

export type IssuerClient = {
  server: oauth.AuthorizationServer
  client: oauth.Client
  options: object
  audience?: string
}
/** What the admin API says of signing in. */
export type SignIn = { issuer?: string; clientId?: string; audience?: string }

/** @throws Failure when the issuer does not answer as one */
export async function connectIssuer({ issuer, clientId, audience }: SignIn): Promise<IssuerClient> {
  if (issuer === undefined) throw new Failure('Nobody can sign in there: the deployment has no issuer.')
  if (clientId === undefined) throw new Failure('The deployment names no client: give its id with --client.')
  const address = new URL(issuer)
  const options = { [oauth.allowInsecureRequests]: isLoopback(address), signal: () => AbortSignal.timeout(10_000) }
  try {
    const response = await oauth.discoveryRequest(address, options)
    const server = await oauth.processDiscoveryResponse(address, response)
    return { server, client: { client_id: clientId }, options, ...(audience !== undefined && { audience }) }
  } catch (error) {
    throw new Failure(`The issuer ${issuer} does not answer as one.`, { cause: error })
  }
}

const isLoopback = ({ hostname }: URL) => ['127.0.0.1', 'localhost', '[::1]'].includes(hostname)

/** What is asked for, at the page and for a device. */
export function askedFor({ server, audience }: IssuerClient): { [name: string]: string } {
  const offline = server.scopes_supported?.includes('offline_access') ? ' offline_access' : ''
  const isResource = audience !== undefined && URL.canParse(audience)
  return { scope: `openid profile${offline}`, ...(isResource && { resource: audience }) }
}

/** @param now in milliseconds since 1970 */
export function toSession(
  endpoint: string,
  { server, client }: IssuerClient,
  tokens: oauth.TokenEndpointResponse,
  now: number,
): Session {
  const { access_token: accessToken, expires_in = 0, refresh_token: refreshToken } = tokens
  return {
    ...{ endpoint, issuer: server.issuer, clientId: client.client_id, accessToken },
    expires: now + expires_in * 1_000,
    ...(refreshToken !== undefined && { refreshToken }),
  }
}
