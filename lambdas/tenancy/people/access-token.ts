/**
 * An access token as RFC 9068 says, and as Cognito makes them: a JWT that the issuer signed, meant for this deployment,
 * and valid now.
 */
import { errors, type JWTPayload, type JWTVerifyGetKey, type JWTVerifyResult, jwtVerify } from 'jose'
import type { Issuer } from './issuer.ts'

/** Signatures with a public key alone: with `none` or an HMAC, whoever knows the public key could sign. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519']

/** How far the issuer's clock may differ. */
export const TOLERANCE_SECONDS = 30

/** A gateway takes no longer headers anyway; what is longer is not worth a look. */
const MOST_CHARACTERS = 8_192

/** OIDC Core 2: a subject has no more than 255 characters. */
const SUBJECT = /^[\x20-\x7e]{1,255}$/

export type AccessToken = JWTPayload & { sub: string; exp: number }

/** Why a token is no good, in words for whoever sent it. */
export class TokenRefused extends Error {
  override name = 'TokenRefused'
}

/**
 * @throws TokenRefused
 * @throws Unavailable when the issuer's keys can't be had
 */
export async function verifyAccessToken(
  token: string,
  known: Issuer,
  keyOf: JWTVerifyGetKey,
  now: number,
): Promise<AccessToken> {
  const { issuer, audience } = known
  if (token.length > MOST_CHARACTERS) throw new TokenRefused('The token is too long.')
  const verified = await refuseWith(
    jwtVerify(token, keyOf, {
      issuer,
      ...(audience !== undefined && { audience }),
      algorithms: ALGORITHMS,
      clockTolerance: TOLERANCE_SECONDS,
      currentDate: new Date(now),
      requiredClaims: ['iss', 'sub', 'exp', 'iat'],
    }),
  )
  requireAccessToken(verified)
  const { sub, exp, iat } = verified.payload
  if (!isOfKnownClient(verified.payload, known)) throw new TokenRefused('The token was made for another client.')
  if (iat === undefined || iat > now / 1000 + TOLERANCE_SECONDS)
    throw new TokenRefused('The token was made in the future.')
  if (sub === undefined || exp === undefined || !SUBJECT.test(sub))
    throw new TokenRefused('The token names no subject that can be one.')
  return { ...verified.payload, sub, exp }
}

/** By its id; or, of a client that the deployment learns of later, by a scope that no other client of the issuer is given. */
function isOfKnownClient({ client_id, scope: scopes }: JWTPayload, { clients, scope }: Issuer): boolean {
  if (clients === undefined || clients.some((client) => client === client_id)) return true
  return scope !== undefined && typeof scopes === 'string' && scopes.split(' ').includes(scope)
}

/** RFC 9068 4: another token of the issuer, such as an ID token, must not be taken for an access token. */
function requireAccessToken({ protectedHeader: { typ }, payload: { token_use } }: JWTVerifyResult) {
  const isAccessToken = /^(application\/)?at\+jwt$/i.test(typ ?? '') || token_use === 'access'
  if (!isAccessToken) throw new TokenRefused('The token is no access token: its type is not at+jwt (RFC 9068).')
}

async function refuseWith<Result>(verifying: Promise<Result>): Promise<Result> {
  try {
    return await verifying
  } catch (error) {
    throw error instanceof errors.JOSEError ? new TokenRefused(reasonOf(error), { cause: error }) : error
  }
}

const REASONS: { [code: string]: string } = {
  ERR_JWT_EXPIRED: 'The token has expired.',
  ERR_JOSE_ALG_NOT_ALLOWED: 'The token is signed with an algorithm that is not accepted.',
  ERR_JWKS_NO_MATCHING_KEY: 'The issuer has no such key as the token is signed with.',
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: "The token's signature is wrong.",
}
const REASONS_OF_CLAIMS: { [claim: string]: string } = {
  iss: 'The token is of another issuer.',
  aud: 'The token is meant for another audience.',
  nbf: 'The token is not valid yet.',
}

function reasonOf(error: errors.JOSEError): string {
  if (error instanceof errors.JWTClaimValidationFailed)
    return REASONS_OF_CLAIMS[error.claim] ?? `The token's claim ${error.claim} is missing or wrong.`
  return REASONS[error.code] ?? 'The token is no JWT that can be verified.'
}
