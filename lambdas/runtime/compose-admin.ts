/** Puts the admin API's function together. */

import { createStoredDocuments } from '../cases/stored-documents.ts'
import { createStoredTexts } from '../cases/stored-texts.ts'
import { systemClock as clock } from '../database/clock.ts'
import { createTables } from '../database/dynamodb-tables.ts'
import { openingsOfTenants } from '../evidence/openings-of-tenants.ts'
import { createEvidenceObjects } from '../evidence/s3-evidence.ts'
import { createAdminEndpoint } from '../http/admin/endpoint.ts'
import { createIdempotency } from '../http/admin/idempotency.ts'
import { adminOperations } from '../http/admin/operations.ts'
import type { SqlRuns } from '../lake/sql-runs.ts'
import type { Issuer } from '../tenancy/people/issuer.ts'
import { fetchIssuerKeys } from '../tenancy/people/issuer-discovery.ts'
import { createPeople } from '../tenancy/people/people.ts'
import { readTenant } from '../tenancy/tenants.ts'
import { accessBy, composeData, composeStock } from './compose.ts'
import { composeTrail } from './compose-trail.ts'
import { readEnv, readOptionalEnv } from './env.ts'
import { log } from './log.ts'
import { ENV } from './names.ts'

export function composeAdmin() {
  const tables = createTables(readEnv({ control: ENV.controlTable, audit: ENV.auditTable }))
  const { statements, documents, tables: data, batches, access } = composeData()
  const { vault, content } = readEnv({ vault: ENV.evidenceBucket, content: ENV.contentBucket })
  const ofTenant = createEvidenceObjects(content, access)
  const stock = once(async () => composeStock())
  const issuer = readIssuer()
  const { region } = readEnv({ region: 'AWS_REGION' })
  return createAdminEndpoint({
    people: createPeople({ tables, issuer, now: clock.now, fetchKeys: fetchIssuerKeys }),
    findTenant: (tenant) => readTenant(tables, tenant),
    operations: adminOperations({
      ...{ tables, clock, statements, documents, issuer, region, runs: once(composeRuns) },
      stockOf: async (tenant) => (await stock())(tenant),
      ...{ data, batches },
      evidence: {
        vault: createEvidenceObjects(vault),
        besides: openingsOfTenants({ ofTenant, ofNoTenant: ofTenant, access }),
      },
      storedTexts: createStoredTexts({ tables: data, batches }),
      storedDocuments: createStoredDocuments(data),
    }),
    idempotency: createIdempotency(tables, clock),
    trail: composeTrail(),
    log,
  })
}

/** None where the deployment has none. @throws Error when it is named in part */
function readIssuer(): Issuer | undefined {
  if (readOptionalEnv(ENV.issuer) === undefined) return undefined
  const known = readEnv({ issuer: ENV.issuer, rolesClaim: ENV.issuerRolesClaim })
  const audience = readOptionalEnv(ENV.issuerAudience)
  const clients = readOptionalEnv(ENV.issuerClients)?.split(',')
  const scope = readOptionalEnv(ENV.issuerScope)
  if (audience === undefined && clients === undefined)
    throw new Error(`The environment has ${ENV.issuer}, but neither ${ENV.issuerAudience} nor ${ENV.issuerClients}.`)
  return {
    ...known,
    ...(audience !== undefined && { audience }),
    ...(clients && { clients }),
    ...(scope !== undefined && { scope }),
  }
}

/** Athena's client is loaded by the first question: few of the function's requests ask one. */
async function composeRuns(): Promise<SqlRuns> {
  const { workgroup, database, bucket, role } = readEnv({
    role: ENV.tenantRole,
    workgroup: ENV.lakeWorkgroup,
    database: ENV.lakeDatabase,
    bucket: ENV.lakeBucket,
  })
  const [{ createAthenaRuns }, { createAthenaClient }, { createStateObjects }, { readFreshness }] = await Promise.all([
    import('../lake/athena-runs.ts'),
    import('../lake/athena-sql.ts'),
    import('../lake/freshness/s3-state.ts'),
    import('../lake/freshness/state.ts'),
  ])
  const state = createStateObjects(bucket)
  // Nobody is kept from asking by not knowing how fresh the lake is.
  const through = () =>
    readFreshness(state).then(
      ({ through: instant }) => instant,
      () => undefined,
    )
  // Athena reads the lake with the rights of whoever starts a run: those of the tenant.
  const access = accessBy(role)
  return createAthenaRuns(createAthenaClient(undefined, access), { workgroup, database, through, open: access.open })
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined
  return () => {
    made ??= make()
    return made
  }
}
