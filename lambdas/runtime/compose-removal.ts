/** Puts the removal of tenants together. Data go by sessions of one tenant; the keys of tables by the function's own rights. */
import { systemClock as clock } from '../database/clock.ts'
import { createKeyScanner } from '../database/dynamodb-key-scan.ts'
import { createTables } from '../database/dynamodb-tables.ts'
import { createObjectVersions } from '../database/s3-object-versions.ts'
import { tablesOfTenant } from '../database/tenant-data.ts'
import { createKmsSigner } from '../evidence/kms-signer.ts'
import { createEvidenceObjects } from '../evidence/s3-evidence.ts'
import { firstHourOf } from '../evidence/statement-records.ts'
import { contextsSource, scannedSource, statementsSource } from '../removal/item-sources.ts'
import { contentSource, lakeSource } from '../removal/object-sources.ts'
import type { RemovalParts } from '../removal/remove-tenant.ts'
import { accessBy } from './compose.ts'
import { composeTrail } from './compose-trail.ts'
import { readEnv } from './env.ts'
import { log } from './log.ts'
import { ENV } from './names.ts'

export function composeRemoval(): Omit<RemovalParts, 'mayGoOn'> {
  const { content, lake, evidence, key, role, ...names } = readEnv({
    statements: ENV.statementsTable,
    index: ENV.indexTable,
    documents: ENV.documentsTable,
    control: ENV.controlTable,
    content: ENV.contentBucket,
    lake: ENV.lakeBucket,
    evidence: ENV.evidenceBucket,
    key: ENV.evidenceKey,
    role: ENV.tenantRole,
  })
  const access = accessBy(role)
  const tables = tablesOfTenant(createTables(names, access), access)
  const scanner = createKeyScanner(names)
  const trail = composeTrail()
  return {
    tables,
    vault: createEvidenceObjects(evidence),
    signer: createKmsSigner(key),
    now: clock.now,
    // The index goes after the statements, whose first hour it says.
    sources: [
      statementsSource(tables),
      contentSource(createObjectVersions(content, access)),
      scannedSource('documents', scanner, tables),
      scannedSource('index', scanner, tables),
      lakeSource(createObjectVersions(lake, access)),
      scannedSource('control', scanner, tables),
      contextsSource(tables),
    ],
    firstHour: (tenant) => firstHourOf(tables, tenant),
    // In the deployment's own trail: the tenant's ends here.
    tell: (tenant, outcome, removed) =>
      trail.record({
        who: { kind: 'system', id: 'removal' },
        act: 'tenant.erased',
        outcome,
        at: clock.now(),
        what: { tenant, counts: Object.fromEntries(removed.map(({ kind, count }) => [kind, count])) },
      }),
    log,
  }
}
