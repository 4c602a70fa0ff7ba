/** The composition root: the store and the registry on the resources that the environment names. */
import { randomBytes } from 'node:crypto'
import { createActivityStore } from '../activities/activity-store.ts'
import { systemClock as clock } from '../database/clock.ts'
import { createTables, type TableNames } from '../database/dynamodb-tables.ts'
import { createHealthCheck } from '../database/health.ts'
import { createObjects } from '../database/s3-objects.ts'
import { createDocumentStore } from '../documents/document-store.ts'
import { createAuditRecords } from '../evidence/audit-records.ts'
import type { RunParts } from '../evidence/digest-run.ts'
import { createKmsSigner } from '../evidence/kms-signer.ts'
import { NO_TENANT } from '../evidence/records.ts'
import { createEvidenceObjects } from '../evidence/s3-evidence.ts'
import { createStatementRecords } from '../evidence/statement-records.ts'
import { createAttachmentStore } from '../statements/attachment-store.ts'
import { createBatches } from '../statements/batch/batches.ts'
import { createStatementStore } from '../statements/create-store.ts'
import { createCommitFollower } from '../statements/follow/commit-follower.ts'
import { createShards } from '../statements/index/shards.ts'
import { createRegistry } from '../tenancy/registry.ts'
import { listTenantIds } from '../tenancy/tenants.ts'
import { readEnv } from './env.ts'
import { log } from './log.ts'
import { ENV } from './names.ts'

const SHARED = { index: ENV.indexTable, control: ENV.controlTable, content: ENV.contentBucket }
const STATEMENTS = { ...SHARED, statements: ENV.statementsTable }
const DOCUMENTS = { ...SHARED, documents: ENV.documentsTable }

/** For the statements alone; `composeDocuments` for the documents alone; `compose` for both. */
export const composeStatements = () => statementsOf(connect(readEnv(STATEMENTS)))
export const composeDocuments = () => documentsOf(connect(readEnv(DOCUMENTS)))
export function compose() {
  const connected = connect(readEnv({ ...STATEMENTS, ...DOCUMENTS }))
  const health = createHealthCheck({ ...connected, clock })
  return { ...statementsOf(connected), ...documentsOf(connected), health }
}

function connect({ content, ...names }: TableNames & { content: string }) {
  const tables = createTables(names)
  return {
    tables,
    objects: createObjects(content),
    registry: createRegistry(tables, clock.now),
    activities: createActivityStore({ tables, clock }),
  }
}

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

/** What follows a commit, done once more from the stream. */
export function composeCommitFollower() {
  const { content, ...names } = readEnv({
    statements: ENV.statementsTable,
    index: ENV.indexTable,
    control: ENV.controlTable,
    content: ENV.contentBucket,
  })
  const tables = createTables(names)
  const batches = createBatches(tables, createObjects(content))
  const activities = createActivityStore({ tables, clock })
  const parts = { tables, batches, clock, activities, shardsOf: createShards(tables, clock) }
  return createCommitFollower(parts, (message, details) => log('WARN', message, details))
}

/** Digests of what is stored. */
export function composeDigests(): RunParts {
  const { content, evidence, key, ...names } = readEnv({
    statements: ENV.statementsTable,
    index: ENV.indexTable,
    control: ENV.controlTable,
    audit: ENV.auditTable,
    content: ENV.contentBucket,
    evidence: ENV.evidenceBucket,
    key: ENV.evidenceKey,
  })
  const tables = createTables(names)
  const batches = createBatches(tables, createObjects(content))
  return {
    vault: createEvidenceObjects(evidence),
    besides: createEvidenceObjects(content),
    sources: [createStatementRecords({ tables, batches }), createAuditRecords(tables)],
    tenants: async () => [NO_TENANT, ...(await listTenantIds(tables))],
    signer: createKmsSigner(key),
  }
}
