/** The composition root: the store and the registry on the resources that the environment names. */
import { randomBytes } from 'node:crypto'
import { createActivityStore } from '../activities/activity-store.ts'
import { systemClock as clock } from '../database/clock.ts'
import { createTables, type TableNames } from '../database/dynamodb-tables.ts'
import { createHealthCheck } from '../database/health.ts'
import { createObjectCount } from '../database/s3-object-count.ts'
import { createObjects } from '../database/s3-objects.ts'
import { createTenantRole } from '../database/sts-tenant-role.ts'
import { objectsOfTenant, type TenantAccess, tablesOfTenant } from '../database/tenant-data.ts'
import { createDocumentStore } from '../documents/document-store.ts'
import { createAuditRecords } from '../evidence/audit-records.ts'
import type { RunParts } from '../evidence/digest-run.ts'
import { createKmsSigner } from '../evidence/kms-signer.ts'
import { openingsOfTenants } from '../evidence/openings-of-tenants.ts'
import { NO_TENANT } from '../evidence/records.ts'
import { createEvidenceObjects } from '../evidence/s3-evidence.ts'
import { createStatementRecords } from '../evidence/statement-records.ts'
import { type Stock, stockOf } from '../removal/stock.ts'
import { createAttachmentStore } from '../statements/attachment-store.ts'
import { createBatches } from '../statements/batch/batches.ts'
import { createStatementStore } from '../statements/create-store.ts'
import { createCommitFollower } from '../statements/follow/commit-follower.ts'
import { createShards } from '../statements/index/shards.ts'
import { createRegistry } from '../tenancy/registry.ts'
import { createTenantAccess } from '../tenancy/tenant-context.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'
import { createTenantSessions } from '../tenancy/tenant-sessions.ts'
import { listTenantIds } from '../tenancy/tenants.ts'
import { readEnv } from './env.ts'
import { log } from './log.ts'
import { ENV } from './names.ts'

/** The bucket of what no item holds, and the role whose sessions reach it. */
export const CONTENT = { content: ENV.contentBucket, role: ENV.tenantRole }
const SHARED = { ...CONTENT, index: ENV.indexTable, control: ENV.controlTable }
const STATEMENTS = { ...SHARED, statements: ENV.statementsTable }
const DOCUMENTS = { ...SHARED, documents: ENV.documentsTable }

/** For the statements alone; `composeDocuments` for the documents alone; `composeData` for both; `compose` and for the health of all. */
export function composeStatements() {
  const connected = connect(readEnv(STATEMENTS))
  return { ...statementsOf(connected), tables: connected.tables }
}
export const composeDocuments = () => documentsOf(connect(readEnv(DOCUMENTS)))
export function compose() {
  const { role, content, ...names } = readEnv({ ...STATEMENTS, ...DOCUMENTS })
  // No tenant's: with the function's own rights, which are to no key that anything has.
  const health = createHealthCheck({ tables: createTables(names), objects: createObjects(content), clock })
  return { ...composeData(), health, now: clock.now }
}
export function composeData() {
  const connected = connect(readEnv({ ...STATEMENTS, ...DOCUMENTS }))
  const { tables, objects, access } = connected
  const batches = createBatches(tables, objects)
  return { ...statementsOf(connected), ...documentsOf(connected), tables, batches, access }
}

/** Data are reached within a tenant only, with a session of the function's role for them; `Control` by its own rights. */
function connect({ content, role, ...names }: TableNames & { content: string; role: string }) {
  const access = accessBy(role)
  const tables = tablesOfTenant(createTables(names, access), access)
  return {
    access,
    tables,
    objects: objectsOfTenant(createObjects(content, { access }), access),
    registry: createRegistry(tables, clock.now),
    activities: createActivityStore({ tables, clock }),
  }
}

/** The rights to data of the tenant that is worked for. */
export const accessBy = (role: string): TenantAccess =>
  createTenantAccess(createTenantSessions(createTenantRole(role), clock.now))

function statementsOf({ tables, objects, registry, activities }: ReturnType<typeof connect>) {
  const container = randomBytes(4).toString('hex')
  const attachments = createAttachmentStore(objects)
  const { isAuthority } = registry
  const store = createStatementStore({ tables, objects, attachments, activities, clock, container, isAuthority })
  return { registry, statements: { store, attachments, activities } }
}

function documentsOf({ tables, objects, registry, activities }: ReturnType<typeof connect>) {
  return { registry, activities, documents: createDocumentStore({ tables, objects, clock }) }
}

/** What there is of a tenant, counted with its session. */
export function composeStock(): (tenant: TenantId) => Promise<Stock> {
  const { role, content, lake, ...names } = readEnv({ ...STATEMENTS, ...DOCUMENTS, lake: ENV.lakeBucket })
  const access = accessBy(role)
  const tables = tablesOfTenant(createTables(names, access), access)
  const parts = { tables, content: createObjectCount(content, access), lake: createObjectCount(lake, access) }
  return (tenant) => stockOf(parts, tenant)
}

/** What follows a commit, done once more from the stream. */
export function composeCommitFollower() {
  const { tables, objects, activities } = connect(readEnv(STATEMENTS))
  const batches = createBatches(tables, objects)
  const parts = { tables, batches, clock, activities, shardsOf: createShards(tables, clock) }
  return createCommitFollower(parts, (message, details) => log('WARN', message, details))
}

/** The content bucket alone, for who has minutes. */
export function composeContent({ content, role }: { content: string; role: string }, requestTimeout: number) {
  const access = accessBy(role)
  return objectsOfTenant(createObjects(content, { access, requestTimeout }), access)
}

/** Digests of what is stored: of each tenant with its own session, as a request reads it. */
export function composeDigests(): RunParts {
  const { role, content, evidence, key, ...names } = readEnv({
    ...CONTENT,
    statements: ENV.statementsTable,
    index: ENV.indexTable,
    control: ENV.controlTable,
    audit: ENV.auditTable,
    evidence: ENV.evidenceBucket,
    key: ENV.evidenceKey,
  })
  const access = accessBy(role)
  const own = createTables(names)
  const tables = tablesOfTenant(createTables(names, access), access)
  const batches = createBatches(tables, objectsOfTenant(createObjects(content, { access }), access))
  const [ofTenant, ofNoTenant] = [createEvidenceObjects(content, access), createEvidenceObjects(content)]
  return {
    vault: createEvidenceObjects(evidence),
    besides: openingsOfTenants({ ofTenant, ofNoTenant, access }),
    sources: [createStatementRecords({ tables, batches }), createAuditRecords(tables, own)],
    tenants: async () => [NO_TENANT, ...(await listTenantIds(own))],
    signer: createKmsSigner(key),
  }
}
