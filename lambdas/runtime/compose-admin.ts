/** Puts the admin API's function together. */

import { systemClock as clock } from '../database/clock.ts'
import { createTables } from '../database/dynamodb-tables.ts'
import { createAdminEndpoint } from '../http/admin/endpoint.ts'
import { createIdempotency } from '../http/admin/idempotency.ts'
import { adminOperations } from '../http/admin/operations.ts'
import { readTenant } from '../tenancy/tenants.ts'
import { composeStatements } from './compose.ts'
import { composePeople, readIssuer } from './compose-people.ts'
import { readEnv } from './env.ts'
import { log } from './log.ts'
import { ENV } from './names.ts'

export function composeAdmin() {
  const tables = createTables(readEnv({ control: ENV.controlTable }))
  const { statements } = composeStatements()
  const issuer = readIssuer()
  return createAdminEndpoint({
    people: composePeople(tables, issuer),
    findTenant: (tenant) => readTenant(tables, tenant),
    operations: adminOperations({ tables, clock, statements, issuer }),
    idempotency: createIdempotency(tables, clock),
    log,
  })
}
