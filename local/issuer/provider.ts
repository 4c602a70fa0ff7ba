/**
 * The provider behind the local issuer: OpenID Connect as `oidc-provider` does it, with tokens that say what Cognito's
 * say: groups, the client, and that they are for access. Whoever signed in has agreed to what Cairn's own clients ask.
 */
import Provider, { type Configuration, interactionPolicy } from 'oidc-provider'
import { CONSOLE_SCOPE } from '../../lambdas/runtime/names.ts'
import type { IssuerTemplate } from '../template/issuer-template.ts'
import { accessClaims, RESOURCE } from './access-claims.ts'
import type { DemoPerson } from './demo-people.ts'
import { codeConfirmPage, codePage, donePage, errorPage, signOutPage } from './pages.ts'
import type { IssuerSecrets } from './signing-keys.ts'

const SCOPE = 'admin'
const SCOPES = [SCOPE, CONSOLE_SCOPE]
const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]']

const HOUR = 3_600
const DAY = 24 * HOUR

export type ProviderParts = { template: IssuerTemplate; people: DemoPerson[]; secrets: IssuerSecrets }

export function createProvider(issuer: string, { template, people, secrets }: ProviderParts): Provider {
  const personOf = (subject: string | undefined) => people.find((one) => one.subject === subject)
  return new Provider(issuer, {
    clients: template.clients.map(({ id, paths, scopes }) => ({
      client_id: id,
      client_name: 'Cairn',
      // Native, so that the port of a loopback address may be any (RFC 8252 7.3).
      application_type: 'native',
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
      scope: [...new Set([...scopes, 'openid', 'profile', 'offline_access', SCOPE])].join(' '),
      redirect_uris: paths.flatMap(onThisMachine),
      post_logout_redirect_uris: paths.flatMap(onThisMachine),
    })),
    findAccount: (_, subject) => {
      const person = personOf(subject)
      return person && { accountId: subject, claims: () => ({ sub: subject, name: person.name }) }
    },
    extraTokenClaims: (_, token) => {
      const person = 'accountId' in token ? personOf(token.accountId) : undefined
      return person && accessClaims(person)
    },
    jwks: { keys: [secrets.signing] },
    cookies: { keys: [secrets.cookies] },
    claims: { openid: ['sub'], profile: ['name'] },
    scopes: ['openid', 'profile', 'offline_access', ...SCOPES],
    interactions: { url: (_, { uid }) => `/sign-in/${uid}`, policy: withoutConsent() },
    pkce: { required: () => true },
    ...TOKENS,
    features: FEATURES,
    loadExistingGrant: grantAll,
    clientBasedCORS: (_, origin) =>
      LOOPBACK.some((host) => origin === `http://${host}` || origin.startsWith(`http://${host}:`)),
    renderError: (ctx, { error, error_description = '' }) => {
      ctx.type = 'html'
      ctx.body = errorPage(error, error_description)
    },
  })
}

const onThisMachine = (path: string) => LOOPBACK.map((host) => `http://${host}${path}`)

/** Cairn's own clients need nobody's consent. */
function withoutConsent() {
  const policy = interactionPolicy.base()
  policy.remove('consent')
  return policy
}

const TOKENS: Configuration = {
  issueRefreshToken: async (_, client) => client.grantTypeAllowed('refresh_token'),
  rotateRefreshToken: true,
  expiresWithSession: async () => false,
  ttl: {
    AccessToken: HOUR,
    AuthorizationCode: 60,
    DeviceCode: 600,
    IdToken: HOUR,
    Interaction: HOUR,
    RefreshToken: 30 * DAY,
    Session: DAY,
    Grant: 30 * DAY,
  },
}

const FEATURES: Configuration['features'] = {
  devInteractions: { enabled: false },
  revocation: { enabled: true },
  rpInitiatedLogout: {
    enabled: true,
    logoutSource: (ctx, form) => {
      ctx.body = signOutPage(form)
    },
    postLogoutSuccessSource: (ctx) => {
      ctx.body = donePage('Signed out')
    },
  },
  resourceIndicators: {
    enabled: true,
    defaultResource: async () => RESOURCE,
    useGrantedResource: async () => true,
    getResourceServerInfo: async () => ({
      scope: SCOPES.join(' '),
      audience: RESOURCE,
      accessTokenFormat: 'jwt',
      jwt: { sign: { alg: 'RS256' } },
    }),
  },
  deviceFlow: {
    enabled: true,
    userCodeInputSource: (ctx, form, _, error) => {
      ctx.body = codePage(form, error !== undefined)
    },
    userCodeConfirmSource: (ctx, form, ...[client, , code]) => {
      ctx.body = codeConfirmPage(form, client.clientName ?? client.clientId, code)
    },
    successSource: (ctx) => {
      ctx.body = donePage('Signed in')
    },
  },
}

const grantAll: Configuration['loadExistingGrant'] = async ({ oidc }) => {
  const { client, session, params, provider } = oidc
  if (client === undefined || session?.accountId === undefined) return undefined
  const grantId = oidc.result?.consent?.grantId ?? session.grantIdFor(client.clientId)
  const existing = grantId === undefined ? undefined : await provider.Grant.find(grantId)
  const grant = existing ?? new provider.Grant({ clientId: client.clientId, accountId: session.accountId })
  grant.addOIDCScope(typeof params?.scope === 'string' ? params.scope : 'openid')
  grant.addResourceScope(RESOURCE, SCOPES.join(' '))
  await grant.save()
  return grant
}
