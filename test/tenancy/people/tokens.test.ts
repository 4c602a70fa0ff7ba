/** Which tokens sign somebody in. The issuer's keys and signatures are real; its address is not called. */
import { beforeEach, describe, expect, it } from '@jest/globals'
import { exportSPKI, generateKeyPair, UnsecuredJWT } from 'jose'
import { Unavailable } from '../../../lambdas/database/unavailable.ts'
import { challengeOf, createPeople, type People } from '../../../lambdas/tenancy/people/people.ts'
import { AUDIENCE, ISSUER, openTokenIssuer } from '../../support/token-issuer.ts'

const START = Date.UTC(2026, 10, 21, 9)
const SECOND = 1_000
const MINUTE = 60_000

let now = START
let issuer: Awaited<ReturnType<typeof openTokenIssuer>>
let people: People

const noItems = { get: async () => undefined }
const settings = { issuer: ISSUER, audience: AUDIENCE, rolesClaim: 'cairn_roles' }
const open = (others: { audience?: string; clients?: string[] } = settings) => {
  const { rolesClaim } = settings
  const { fetchKeys } = issuer
  return createPeople({
    tables: noItems,
    issuer: { issuer: ISSUER, rolesClaim, ...others },
    now: () => now,
    fetchKeys,
  })
}
const signIn = (token: string) => people.authenticate(`Bearer ${token}`)
const refusalOf = async (token: string) => (await signIn(token)).refusal?.description
const seconds = () => Math.floor(now / SECOND)

beforeEach(async () => {
  now = START
  issuer = await openTokenIssuer(() => now)
  people = open()
})

describe('an access token', () => {
  it('signs its subject in, with their name and the roles of its claim', async () => {
    const claims = { name: 'Ada', cairn_roles: ['demo:auditor', 'demo:admin', 'demo:king', 'Demo:admin', 'a|b:admin'] }
    const { person } = await signIn(await issuer.token({ claims }))
    expect(person).toEqual({
      subject: 'ada',
      issuer: ISSUER,
      name: 'Ada',
      isOwner: false,
      claimedRoles: new Map([['demo', 'admin']]),
    })
    expect((await signIn(await issuer.token({ claims: { cairn_roles: 'owner' } }))).person?.isOwner).toBe(true)
  })

  it('is taken with any of the algorithms of public keys', async () => {
    for (const alg of ['PS256', 'ES256', 'EdDSA']) {
      await issuer.addKey(alg, alg)
      now += MINUTE
      expect(await signIn(await issuer.token({ header: { alg } }))).toHaveProperty('person.subject', 'ada')
    }
  })

  it.each([
    ['another issuer', { claims: { iss: 'https://other.example.org' } }, 'The token is of another issuer.'],
    ['the issuer with a slash more', { claims: { iss: `${ISSUER}/` } }, 'The token is of another issuer.'],
    ['another audience', { claims: { aud: 'console' } }, 'The token is meant for another audience.'],
    ['no audience', { claims: { aud: [] } }, 'The token is meant for another audience.'],
    [
      'the type of an ID token',
      { header: { typ: 'JWT' } },
      'The token is no access token: its type is not at+jwt (RFC 9068).',
    ],
    ['an unknown key', { header: { kid: 'other' } }, 'The issuer has no such key as the token is signed with.'],
    ['no subject', { claims: { sub: '' } }, 'The token names no subject that can be one.'],
    ['a subject with a line break', { claims: { sub: 'ada\nx' } }, 'The token names no subject that can be one.'],
    ['no expiry', { claims: { exp: undefined } }, "The token's claim exp is missing or wrong."],
  ])('with %s is refused', async (_, made, reason) => {
    expect(await refusalOf(await issuer.token(made))).toBe(reason)
  })

  // @control signed-in
  it('is refused when nobody signed it (none), and when its payload was changed', async () => {
    const unsigned = new UnsecuredJWT({ aud: AUDIENCE, client_id: 'console' })
    const none = unsigned
      .setIssuer(ISSUER)
      .setSubject('ada')
      .setIssuedAt(seconds())
      .setExpirationTime(seconds() + 60)
    const notAccepted = 'The token is signed with an algorithm that is not accepted.'
    expect(await refusalOf(none.encode())).toBe(notAccepted)
    const header = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')
    const [, payload = '', signature = ''] = (await issuer.token()).split('.')
    expect(await refusalOf(`${header}.${payload}.`)).toBe(notAccepted)
    const [right = ''] = (await issuer.token()).split('.')
    const owner = Buffer.from(JSON.stringify({ ...JSON.parse(atob(payload)), cairn_roles: 'owner' }))
    expect(await refusalOf(`${right}.${owner.toString('base64url')}.${signature}`)).toBe(
      "The token's signature is wrong.",
    )
  })

  it('is refused when it is signed with HS256 and the public key', async () => {
    const key = Buffer.from(await exportSPKI(issuer.newest().publicKey))
    const token = await issuer.token({ header: { alg: 'HS256' }, key })
    expect(await refusalOf(token)).toBe('The token is signed with an algorithm that is not accepted.')
  })

  // @control signed-in
  it('is refused when a stranger signed it under the name of a key of the issuer', async () => {
    const { privateKey } = await generateKeyPair('RS256')
    expect(await refusalOf(await issuer.token({ key: privateKey }))).toBe("The token's signature is wrong.")
  })

  // @control signed-in
  it('is valid from nbf to exp, with half a minute more for clocks that differ', async () => {
    const token = await issuer.token({ claims: { nbf: seconds() + 60, exp: seconds() + 120 } })
    expect(await refusalOf(token)).toBe('The token is not valid yet.')
    now = START + 30 * SECOND
    expect(await refusalOf(token)).toBeUndefined()
    now = START + 149 * SECOND
    expect(await refusalOf(token)).toBeUndefined()
    now = START + 150 * SECOND
    expect(await refusalOf(token)).toBe('The token has expired.')
    people = open()
    expect(await refusalOf(token)).toBe('The token has expired.')
  })

  it('is refused when it was made in the future', async () => {
    const token = await issuer.token({ claims: { iat: seconds() + 31 } })
    expect(await refusalOf(token)).toBe('The token was made in the future.')
  })

  it('is refused with more than 8,192 characters, and as anything that is no JWT', async () => {
    expect(await refusalOf(await issuer.token({ claims: { name: 'x'.repeat(8_192) } }))).toBe('The token is too long.')
    for (const text of ['x', 'a.b.c', '..', '%', 'é.é.é']) {
      expect(await refusalOf(text)).toBe('The token is no JWT that can be verified.')
    }
    expect(issuer.fetches()).toBe(0)
  })
})

describe("Cognito's access token", () => {
  const cognito = { token_use: 'access', aud: undefined, username: 'ada@example.org', 'cognito:groups': ['owner'] }

  it('is taken without an audience and a type, of the clients that the deployment names', async () => {
    people = createPeople({
      tables: noItems,
      issuer: { issuer: ISSUER, clients: ['console', 'other'], rolesClaim: 'cognito:groups' },
      now: () => now,
      fetchKeys: issuer.fetchKeys,
    })
    const header = { typ: undefined }
    const { person } = await signIn(await issuer.token({ header, claims: cognito }))
    expect(person).toMatchObject({ subject: 'ada', name: 'ada@example.org', isOwner: true })
    const stranger = await issuer.token({ header, claims: { ...cognito, client_id: 'stranger' } })
    expect(await refusalOf(stranger)).toBe('The token was made for another client.')
    const noClient = await issuer.token({ header, claims: { ...cognito, client_id: undefined } })
    expect(await refusalOf(noClient)).toBe('The token was made for another client.')
    const idToken = await issuer.token({ header, claims: { ...cognito, token_use: 'id', aud: 'console' } })
    expect(await refusalOf(idToken)).toContain('The token is no access token')
  })
})

describe('a token of a client that came after the API', () => {
  it('is taken by the scope that only clients of the deployment are given, and by no other', async () => {
    people = createPeople({
      tables: noItems,
      issuer: { issuer: ISSUER, clients: ['command'], scope: 'cairn/console', rolesClaim: 'cairn_roles' },
      now: () => now,
      fetchKeys: issuer.fetchKeys,
    })
    const withScope = (scope: unknown) => issuer.token({ claims: { client_id: 'console', scope } })
    expect(await signIn(await withScope('openid profile cairn/console'))).toHaveProperty('person')
    for (const scope of [
      undefined,
      '',
      'openid',
      'cairn/console2',
      'xcairn/console',
      ['cairn/console'],
      { 'cairn/console': true },
    ])
      expect(await refusalOf(await withScope(scope))).toBe('The token was made for another client.')
  })
})

describe("the issuer's keys", () => {
  it('are fetched once for many requests, and a token is verified once', async () => {
    const tokens = await Promise.all(['ada', 'bob', 'cy'].map((sub) => issuer.token({ claims: { sub } })))
    for (const token of [...tokens, ...tokens]) expect(await signIn(token)).toHaveProperty('person')
    expect(issuer.fetches()).toBe(1)
  })

  it('are fetched again for a new key, twice a minute at most, however many tokens name keys that there are not', async () => {
    expect(await refusalOf(await issuer.token())).toBeUndefined()
    await issuer.addKey('second')
    now += 30 * SECOND
    expect(await refusalOf(await issuer.token())).toBeUndefined()
    expect(issuer.fetches()).toBe(2)
    for (let n = 0; n < 59; n++) {
      expect(await refusalOf(await issuer.token({ header: { kid: `${n}` } }))).toContain('no such key')
      now += SECOND
    }
    expect(issuer.fetches()).toBe(3)
  })

  it('end ten minutes after the issuer withdrew them, also for a token that was verified before', async () => {
    const token = await issuer.token({ claims: { exp: seconds() + 3_600 } })
    expect(await refusalOf(token)).toBeUndefined()
    await issuer.addKey('second')
    issuer.withdrawOldKeys()
    now += 10 * MINUTE - 1
    expect(await refusalOf(token)).toBeUndefined()
    now += 1
    expect(await refusalOf(token)).toContain('no such key')
  })

  it('go on for a day while the issuer does not answer; without any, the store is not available', async () => {
    const claims = { exp: seconds() + 2 * 86_400 }
    const token = await issuer.token({ claims })
    expect(await refusalOf(token)).toBeUndefined()
    issuer.fail(true)
    now += 1_440 * MINUTE - 1
    expect(await refusalOf(await issuer.token({ claims: { ...claims, sub: 'bob' } }))).toBeUndefined()
    now += 1
    await expect(signIn(await issuer.token({ claims: { ...claims, sub: 'cy' } }))).rejects.toThrow(Unavailable)
    people = open()
    await expect(signIn(token)).rejects.toThrow(Unavailable)
    issuer.fail(false)
    now += 30 * SECOND
    expect(await refusalOf(token)).toBeUndefined()
  })
})

describe('the answer to who is not signed in', () => {
  const challenge = async (authorization?: string) => {
    const { refusal } = await people.authenticate(authorization)
    return refusal && challengeOf(refusal)
  }

  it('names the scheme, and what is wrong with what was sent (RFC 6750 3)', async () => {
    expect(await challenge()).toBe('Bearer realm="Cairn"')
    const invalid = 'Bearer realm="Cairn", error="invalid_request", error_description='
    expect(await challenge('Basic YTpi')).toBe(`${invalid}"Authorization must be Bearer and one token."`)
    expect(await challenge('Bearer')).toBe(`${invalid}"Authorization must be Bearer and one token."`)
    expect(await challenge('Bearer a b')).toBe(`${invalid}"Authorization must be Bearer and one token."`)
    const expired = await issuer.token({ claims: { exp: seconds() - 30 } })
    expect(await challenge(`bearer ${expired}`)).toBe(
      'Bearer realm="Cairn", error="invalid_token", error_description="The token has expired."',
    )
  })

  it('is that nobody can, where the deployment has no issuer', async () => {
    people = createPeople({ tables: noItems, issuer: undefined, now: () => now, fetchKeys: issuer.fetchKeys })
    expect((await signIn(await issuer.token())).refusal?.description).toBe(
      'Nobody can sign in: the deployment has no issuer.',
    )
  })
})
