/** Who signs in, and what they are: by the token of the deployment's issuer, its owners and the tenants' members. */
import { digest } from '../../database/fingerprint.ts'
import type { Tables } from '../../database/tables.ts'
import type { Person, Role } from '../person.ts'
import type { TenantId } from '../tenant-id.ts'
import { type AccessToken, TOLERANCE_SECONDS, TokenRefused, verifyAccessToken } from './access-token.ts'
import type { Issuer } from './issuer.ts'
import { createIssuerKeys, type FetchKeys, KEYS_FRESH_MS } from './issuer-keys.ts'
import { type Identity, memberKey } from './member-item.ts'
import { readMember } from './members.ts'
import { ownerKey } from './owner-item.ts'
import { createRecent } from './recent.ts'
import { readRolesClaim } from './roles-claim.ts'

/** A removed member or owner is one for at most this much longer. */
export const ROLES_KEPT_MS = 60_000

/** Why nobody signed in: for the 401. `error` is missing where nobody tried to (RFC 6750 3.1). */
export type Refusal = { error?: 'invalid_request' | 'invalid_token'; description: string }
export type SignIn = { person: Person; refusal?: never } | { person?: never; refusal: Refusal }

export type People = {
  /** @throws Unavailable when the issuer's keys or the owners can't be read */
  authenticate(authorization: string | undefined): Promise<SignIn>
  /** What a person is in a tenant, whether or not there is such a tenant; undefined for nothing. */
  roleIn(person: Person, tenant: TenantId): Promise<'owner' | Role | undefined>
}

/** The header `WWW-Authenticate` of the 401 (RFC 6750 3). */
export const challengeOf = ({ error, description }: Refusal): string =>
  `Bearer realm="Cairn"${error ? `, error="${error}", error_description="${description}"` : ''}`

type Dependencies = {
  tables: Pick<Tables, 'get'>
  /** None where the deployment has no issuer: then nobody can sign in. */
  issuer: Issuer | undefined
  now: () => number
  fetchKeys: FetchKeys
}

export function createPeople({ tables, issuer, now, fetchKeys }: Dependencies): People {
  const verify = issuer && createVerification(issuer, fetchKeys, now)
  const owners = createRecent<boolean>(now)
  const roles = createRecent<Role | undefined>(now)

  const isKnownOwner = (identity: Identity) => {
    const key = ownerKey(identity)
    return owners(key.sk, now() + ROLES_KEPT_MS, async () => (await tables.get('control', key, true)) !== undefined)
  }

  return {
    async authenticate(authorization) {
      if (verify === undefined || issuer === undefined)
        return { refusal: { description: 'Nobody can sign in: the deployment has no issuer.' } }
      const token = parseBearer(authorization)
      if (typeof token !== 'string') return { refusal: token }
      try {
        const person = toPerson(await verify(token), issuer)
        return { person: { ...person, isOwner: person.isOwner || (await isKnownOwner(person)) } }
      } catch (error) {
        if (!(error instanceof TokenRefused)) throw error
        return { refusal: { error: 'invalid_token', description: error.message } }
      }
    },
    async roleIn(person, tenant) {
      if (person.isOwner) return 'owner'
      const claimed = person.claimedRoles.get(tenant)
      if (claimed !== undefined) return claimed
      const { pk, sk } = memberKey(tenant, person)
      const read = async () => (await readMember(tables, tenant, person))?.role
      return roles(`${pk} ${sk}`, now() + ROLES_KEPT_MS, read)
    },
  }
}

/** Of a token that was verified before, what it said then: as long as the issuer's keys are taken for fresh. */
function createVerification(issuer: Issuer, fetchKeys: FetchKeys, now: () => number) {
  const keyOf = createIssuerKeys(issuer.issuer, fetchKeys, now)
  const verified = createRecent<AccessToken>(now)
  return async (token: string): Promise<AccessToken> => {
    const access = await verified(digest(token), now() + KEYS_FRESH_MS, () =>
      verifyAccessToken(token, issuer, keyOf, now()),
    )
    if (now() / 1000 >= access.exp + TOLERANCE_SECONDS) throw new TokenRefused('The token has expired.')
    return access
  }
}

function toPerson(token: AccessToken, { issuer, rolesClaim }: Issuer): Person {
  const { sub: subject, name, username } = token
  const { isOwner, roles } = readRolesClaim(token[rolesClaim])
  const known = [name, username].find((one) => typeof one === 'string')
  return { subject, issuer, isOwner, claimedRoles: roles, ...(typeof known === 'string' && { name: known }) }
}

function parseBearer(authorization: string | undefined): string | Refusal {
  if (authorization === undefined) return { description: 'Sign in: the request has no Authorization.' }
  const [, scheme = '', token] = /^(\S+) +(\S+) *$/.exec(authorization) ?? []
  if (scheme.toLowerCase() !== 'bearer' || token === undefined)
    return { error: 'invalid_request', description: 'Authorization must be Bearer and one token.' }
  return token
}
