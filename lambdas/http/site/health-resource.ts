/** `/health`: whether the parts of the store answer, for monitors and load balancers; open to all. */
import { HEALTH_KEPT_MS, type HealthCheck } from '../../database/health.ts'
import { VERSION } from '../../runtime/names.ts'
import type { Resource } from '../protocol/resource.ts'

export const healthResource = (check: HealthCheck): Resource => ({
  handlers: {
    GET: async () => {
      const { isHealthy, parts, checked } = await check()
      const status = isHealthy ? 'ok' : 'failing'
      const body = { status, version: VERSION, parts, checked: new Date(checked).toISOString() }
      const retry = isHealthy ? {} : { 'Retry-After': String(HEALTH_KEPT_MS / 1_000) }
      return {
        status: isHealthy ? 200 : 503,
        headers: { 'Content-Type': 'application/json', ...retry },
        body: JSON.stringify(body),
      }
    },
  },
})
