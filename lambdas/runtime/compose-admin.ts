/** Puts the admin API's function together. */

import { systemClock as clock } from '../database/clock.ts'
import { createTables } from '../database/dynamodb-tables.ts'
import { createAdminEndpoint } from '../http/admin/endpoint.ts'
import { createIdempotency } from '../http/admin/idempotency.ts'
import { adminOperations } from '../http/admin/operations.ts'
import { readTenant } from '../tenancy/tenants.ts'
import { composeStatements } from './compose.ts'
import { readEnv } from './env.ts'
import { log } from './log.ts'
import { ENV } from './names.ts'

export function composeAdmin() {
  const tables = createTables(readEnv({ control: ENV.controlTable }))
  const { statements } = composeStatements()
  return createAdminEndpoint({
    people: NOBODY,
    findTenant: (tenant) => readTenant(tables, tenant),
    operations: adminOperations({ tables, clock, statements }),
    idempotency: createIdempotency(tables, clock),
    log,
  })
}

/** Until the deployment knows its issuer. */
const NOBODY = {
  authenticate: async () => ({ refusal: { description: 'Nobody can sign in: the deployment has no issuer.' } }),
  roleIn: async () => undefined,
}
