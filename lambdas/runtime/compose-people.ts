/** The people who sign in, by the issuer that the environment names. */
import { systemClock } from '../database/clock.ts'
import type { Tables } from '../database/tables.ts'
import type { Issuer } from '../tenancy/people/issuer.ts'
import { fetchIssuerKeys } from '../tenancy/people/issuer-discovery.ts'
import { createPeople, type People } from '../tenancy/people/people.ts'
import { readEnv, readOptionalEnv } from './env.ts'
import { ENV } from './names.ts'

export const composePeople = (tables: Pick<Tables, 'get'>, issuer: Issuer | undefined): People =>
  createPeople({ tables, issuer, now: systemClock.now, fetchKeys: fetchIssuerKeys })

/** None where the deployment has none. @throws Error when it is named in part */
export function readIssuer(): Issuer | undefined {
  if (readOptionalEnv(ENV.issuer) === undefined) return undefined
  const known = readEnv({ issuer: ENV.issuer, rolesClaim: ENV.issuerRolesClaim })
  const audience = readOptionalEnv(ENV.issuerAudience)
  const clients = readOptionalEnv(ENV.issuerClients)?.split(',')
  if (audience === undefined && clients === undefined)
    throw new Error(`The environment has ${ENV.issuer}, but neither ${ENV.issuerAudience} nor ${ENV.issuerClients}.`)
  return { ...known, ...(audience !== undefined && { audience }), ...(clients && { clients }) }
}
