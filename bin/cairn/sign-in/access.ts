/** What commands call the admin API with: the session of whoever signed in, or the token of the local runner. */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import * as oauth from 'oauth4webapi'
import { ADMIN_BASE } from '../../../lambdas/http/admin/routes.ts'
import { Failure, UsageError } from '../failure.ts'
import { connectIssuer, toSession } from './issuer-client.ts'
import { keepSession, readSession, type Session } from './sessions.ts'

export type AdminAccess = { endpoint: string; token: string }

/** A token that ends sooner is renewed first. */
const SOON_MS = 60_000

/**
 * @param endpoint of the admin API; where it is not given, of the last sign-in, and without one, the local runner's
 * @throws Failure when nobody is signed in
 */
export async function adminAccess(endpoint?: string): Promise<AdminAccess> {
  const session = readSession(endpoint)
  if (session !== undefined) return { endpoint: session.endpoint, token: (await renewed(session)).accessToken }
  const local = runnersAdmin()
  if (local !== undefined && (endpoint === undefined || endpoint === local.endpoint)) return local
  throw new Failure(`Nobody is signed in${endpoint === undefined ? '' : ` to ${endpoint}`}: cairn login`)
}

/** @param address of a deployment; the local runner's where it is not given. @throws UsageError */
export function endpointOf(address: string | undefined): string {
  const given = address ?? runnersAdmin()?.endpoint
  if (given === undefined) throw new UsageError('Where? cairn login https://lrs.example.org')
  if (!/^https?:\/\//.test(given) || !URL.canParse(given))
    throw new UsageError(`${given} is no address of a deployment.`)
  return `${new URL(given).origin}${ADMIN_BASE}`
}

/** The issuer of the local runner, if one runs and no other deployment is meant. */
export const runnersIssuer = (): string | undefined => runnersAdmin()?.issuer

/** Of the local runner, if one runs. */
export function runnersAdmin(): (AdminAccess & { issuer: string }) | undefined {
  const home = resolve(process.env.CAIRN_HOME || '.cairn')
  try {
    return JSON.parse(readFileSync(join(home, 'endpoint.json'), 'utf8')).admin
  } catch {
    return undefined
  }
}

async function renewed(session: Session): Promise<Session> {
  if (session.expires - Date.now() > SOON_MS) return session
  const { endpoint, refreshToken } = session
  if (refreshToken === undefined) throw new Failure(`The sign-in to ${endpoint} has ended: cairn login ${endpoint}`)
  const issuer = await connectIssuer(session)
  const { server, client, options } = issuer
  try {
    const answer = await oauth.refreshTokenGrantRequest(server, client, oauth.None(), refreshToken, options)
    const tokens = await oauth.processRefreshTokenResponse(server, client, answer)
    // Where refresh tokens are not rotated, the answer has none.
    const next = { refreshToken, ...toSession(endpoint, issuer, tokens, Date.now()) }
    keepSession(next)
    return next
  } catch (error) {
    // Another cairn may have renewed it meanwhile: a refresh token works once.
    const latest = readSession(endpoint)
    if (latest !== undefined && latest.accessToken !== session.accessToken) return latest
    throw new Failure(`The sign-in to ${endpoint} has ended: cairn login ${endpoint}`, { cause: error })
  }
}
