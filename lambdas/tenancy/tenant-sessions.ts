/** Sessions of the role for a tenant's data: one for each tenant, kept as long as it lasts. */
import type { SessionCredentials } from '../database/tenant-data.ts'
import type { TenantId } from './tenant-id.ts'

/** The session of a tenant, with a quarter of an hour left, if it can be had. @throws Unavailable */
export type TenantSessions = (tenant: TenantId) => Promise<SessionCredentials>

/** Longer than any function runs: what has a session may use it to its end. */
const ENOUGH_LEFT_MS = 15 * 60_000
/** With less than that, a session that cannot be renewed is of no use. */
const LEAST_LEFT_MS = 60_000
/** After a renewal that failed, what is left is used so long before the next try. */
const RETRY_MS = 30_000
/** One takes two kilobytes, and few containers ever see so many tenants. */
const MOST_SESSIONS = 500

type Session = { credentials: SessionCredentials; failed?: number }

/** @param assume asks for a new session, which lasts an hour */
export function createTenantSessions(assume: TenantSessions, now: () => number): TenantSessions {
  const sessions = new Map<TenantId, Session>()
  const underWay = new Map<TenantId, Promise<SessionCredentials>>()
  const left = ({ credentials }: Session) => credentials.expiration.getTime() - now()

  /** At most one call for a tenant at a time. */
  function renew(tenant: TenantId): Promise<SessionCredentials> {
    const call = underWay.get(tenant) ?? assume(tenant).finally(() => underWay.delete(tenant))
    underWay.set(tenant, call)
    return call
  }

  function keep(tenant: TenantId, credentials: SessionCredentials): void {
    sessions.delete(tenant)
    const [oldest] = sessions.keys()
    if (sessions.size >= MOST_SESSIONS && oldest !== undefined) sessions.delete(oldest)
    sessions.set(tenant, { credentials })
  }

  return async (tenant) => {
    const known = sessions.get(tenant)
    if (known !== undefined) {
      if (left(known) > ENOUGH_LEFT_MS) return known.credentials
      if (left(known) > LEAST_LEFT_MS && now() - (known.failed ?? 0) < RETRY_MS) return known.credentials
    }
    try {
      const credentials = await renew(tenant)
      keep(tenant, credentials)
      return credentials
    } catch (error) {
      if (known === undefined || left(known) <= LEAST_LEFT_MS) throw error
      known.failed = now()
      return known.credentials
    }
  }
}
