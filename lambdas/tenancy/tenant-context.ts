/**
 * The tenant that is worked for: entered when it is known who sends a request, or whose records come from the stream. Who
 * has entered none reaches no data, and nobody is in two at once.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { SessionCredentials, TenantAccess } from '../database/tenant-data.ts'
import type { TenantId } from './tenant-id.ts'
import type { TenantSessions } from './tenant-sessions.ts'

/** The session stays the same to the end, however long that takes: sessions are handed out with time left. */
type Entered = { tenant: TenantId; credentials?: SessionCredentials }

const entered = new AsyncLocalStorage<Entered>()

/** @throws Error where another tenant is entered already */
export function withinTenant<Answer>(tenant: TenantId, run: () => Promise<Answer>): Promise<Answer> {
  const current = entered.getStore()
  if (current === undefined) return entered.run({ tenant }, run)
  if (current.tenant !== tenant) throw new Error('Work for one tenant may not enter another one.')
  return run()
}

function currentOrThrow(): Entered {
  const current = entered.getStore()
  if (current === undefined) throw new Error('Data are reached within a tenant only.')
  return current
}

export const createTenantAccess = (sessions: TenantSessions): TenantAccess => ({
  tenant: () => currentOrThrow().tenant,
  async open() {
    const current = currentOrThrow()
    current.credentials ??= await sessions(current.tenant)
  },
  async credentials() {
    const { credentials } = currentOrThrow()
    if (credentials === undefined) throw new Error('No session of the tenant is open.')
    return credentials
  },
})
