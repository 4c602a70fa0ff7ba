/** All handlers of the admin API, by `operationId`. */
import type { Clock } from '../../database/clock.ts'
import type { Tables } from '../../database/tables.ts'
import type { Issuer } from '../../tenancy/people/issuer.ts'
import type { TenantId } from '../../tenancy/tenant-id.ts'
import type { StatementsDependencies } from '../xapi/statement-response.ts'
import type { Operations } from './call.ts'
import { meOperations } from './me-resource.ts'
import { openApiOperations } from './openapi.ts'
import { signInOperations } from './sign-in-resource.ts'
import { tenantOperations } from './tenants-resource.ts'

export type AdminParts = {
  tables: Tables
  clock: Clock
  statements: StatementsDependencies
  issuer: Issuer | undefined
}

export function adminOperations({ tables, clock, statements, issuer }: AdminParts): Operations {
  const hasStatements = async (tenant: TenantId) => {
    const all = { relatedAgents: false, relatedActivities: false, ascending: false }
    return (await statements.store.page(tenant, { filters: all, limit: 1, maxBytes: 1_000 })).statements.length > 0
  }
  return {
    ...openApiOperations(),
    ...signInOperations(issuer),
    ...meOperations,
    ...tenantOperations({ tables, clock, hasStatements }),
  }
}
