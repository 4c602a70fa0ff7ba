/**
 * The session of the tab: code with PKCE, and tokens in memory alone. What a sign-in needs to know again when the issuer
 * sends the browser back (the verifier, the state, and where to go on) is in the tab's sessionStorage until then.
 */
import * as oauth from 'oauth4webapi'
import type { Config } from './config.ts'

export type Session = {
  /** A token that is good for a while; refreshed where it is about to end. @throws SignedOut */
  accessToken(): Promise<string>
  /** Gives up the tokens and goes to the issuer's page for that. */
  signOut(): Promise<void>
}

/** Nobody is signed in any more: the tokens have ended. */
export class SignedOut extends Error {
  override name = 'SignedOut'
}

/** `server`: what the issuer said of itself, which need not be asked twice. */
type Pending = { verifier: string; state: string; nonce: string; returnTo: string; server: oauth.AuthorizationServer }
type Tokens = { access: string; expires: number; refresh?: string | undefined; id?: string | undefined }

const PENDING = 'cairn.pending-sign-in'
/** Whether this tab was signed in: then it goes to the issuer by itself when it is loaded again. */
const WAS_SIGNED_IN = 'cairn.was-signed-in'
/** A token is not used in its last moments. */
const MARGIN_MS = 60_000

const isLoopback = ({ hostname }: URL) => ['127.0.0.1', 'localhost', '[::1]'].includes(hostname)
const optionsOf = ({ issuer }: Config) => ({ [oauth.allowInsecureRequests]: isLoopback(new URL(issuer)) })
const redirectUri = () => `${location.origin}/`

async function discover(config: Config): Promise<oauth.AuthorizationServer> {
  const issuer = new URL(config.issuer)
  return oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, optionsOf(config)))
}

/** Where somebody is about to go on who comes back from the issuer; else where they are. */
export function pathAhead(): string {
  const kept = sessionStorage.getItem(PENDING)
  const pending: Pending | undefined = kept === null ? undefined : JSON.parse(kept)
  return pending?.returnTo ?? location.pathname
}

/** Leaves the page for the issuer's. */
export async function startSignIn(config: Config, returnTo: string): Promise<void> {
  const server = await discover(config)
  const pending: Pending = {
    verifier: oauth.generateRandomCodeVerifier(),
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    returnTo,
    server,
  }
  sessionStorage.setItem(PENDING, JSON.stringify(pending))
  const address = new URL(server.authorization_endpoint ?? '')
  const offline = server.scopes_supported?.includes('offline_access') ? ' offline_access' : ''
  const asked = {
    client_id: config.clientId,
    response_type: 'code',
    redirect_uri: redirectUri(),
    scope: `${config.scope}${offline}`,
    state: pending.state,
    nonce: pending.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(pending.verifier),
    code_challenge_method: 'S256',
    ...(config.audience !== undefined && URL.canParse(config.audience) && { resource: config.audience }),
  }
  for (const [name, value] of Object.entries(asked)) address.searchParams.set(name, value)
  location.assign(address)
}

/** Whether the tab should go to the issuer without asking: it was loaded again while somebody was signed in. */
export const shouldSignInAgain = (): boolean => sessionStorage.getItem(WAS_SIGNED_IN) !== null

/**
 * Takes what the issuer sent back, if it did.
 * @returns the session and where to go on, or nothing where nobody comes from the issuer
 * @throws where the issuer refused, or what it sent does not fit what was asked
 */
export async function finishSignIn(config: Config): Promise<{ session: Session; returnTo: string } | undefined> {
  const kept = sessionStorage.getItem(PENDING)
  const here = new URL(location.href)
  if (!here.searchParams.has('state') || kept === null) return undefined
  sessionStorage.removeItem(PENDING)
  // JSON that this file wrote.
  const { verifier, state, nonce, returnTo, server }: Pending = JSON.parse(kept)
  const client = { client_id: config.clientId }
  const answer = oauth.validateAuthResponse(server, client, here, state)
  const response = await oauth.authorizationCodeGrantRequest(
    ...([server, client, oauth.None(), answer, redirectUri(), verifier] as const),
    optionsOf(config),
  )
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, { expectedNonce: nonce })
  sessionStorage.setItem(WAS_SIGNED_IN, 'yes')
  return { session: openSession(config, server, toTokens(tokens)), returnTo }
}

const toTokens = (response: oauth.TokenEndpointResponse, before?: Tokens): Tokens => ({
  access: response.access_token,
  expires: Date.now() + (response.expires_in ?? 300) * 1_000,
  refresh: response.refresh_token ?? before?.refresh,
  id: response.id_token ?? before?.id,
})

function openSession(config: Config, server: oauth.AuthorizationServer, first: Tokens): Session {
  const client = { client_id: config.clientId }
  let tokens = first
  let refreshing: Promise<void> | undefined

  async function refresh(): Promise<void> {
    if (tokens.refresh === undefined) throw new SignedOut('The sign-in has ended.')
    try {
      const response = await oauth.refreshTokenGrantRequest(
        ...([server, client, oauth.None(), tokens.refresh] as const),
        optionsOf(config),
      )
      tokens = toTokens(await oauth.processRefreshTokenResponse(server, client, response), tokens)
    } catch (error) {
      if (error instanceof oauth.ResponseBodyError) throw new SignedOut('The sign-in has ended.', { cause: error })
      throw error
    }
  }

  return {
    async accessToken() {
      if (Date.now() > tokens.expires - MARGIN_MS) {
        // A refresh token works once: all who wait share one request.
        refreshing ??= refresh().finally(() => {
          refreshing = undefined
        })
        await refreshing
      }
      return tokens.access
    },
    async signOut() {
      sessionStorage.removeItem(WAS_SIGNED_IN)
      const { refresh: token, id } = tokens
      tokens = { access: '', expires: 0 }
      if (token !== undefined && server.revocation_endpoint !== undefined)
        await oauth.revocationRequest(server, client, oauth.None(), token, optionsOf(config)).catch(() => undefined)
      const page = new URL(server.end_session_endpoint ?? config.signOutPage ?? redirectUri())
      // Cognito has names of its own for the client and where to go back to.
      const told = { client_id: config.clientId, logout_uri: redirectUri(), post_logout_redirect_uri: redirectUri() }
      for (const [name, value] of Object.entries(told)) page.searchParams.set(name, value)
      if (id !== undefined) page.searchParams.set('id_token_hint', id)
      location.assign(page.origin === location.origin ? redirectUri() : page)
    },
  }
}
