/** Puts the rewriter together. Data and the lake's days go by sessions of one tenant; copies in the lake's bucket, keys of tables and `Control` by its own rights. */
import { createSecretKey } from 'node:crypto'
import { createActivityStore } from '../activities/activity-store.ts'
import { documentFacts } from '../audit/document-writes.ts'
import { createCaseStore } from '../cases/case-store.ts'
import { systemClock as clock } from '../database/clock.ts'
import { createKeyScanner } from '../database/dynamodb-key-scan.ts'
import { createTables } from '../database/dynamodb-tables.ts'
import { createObjectVersions } from '../database/s3-object-versions.ts'
import { createObjects } from '../database/s3-objects.ts'
import type { Tables } from '../database/tables.ts'
import { objectsOfTenant, type TenantAccess, tablesOfTenant } from '../database/tenant-data.ts'
import { newestHead } from '../evidence/head-file.ts'
import { createKmsSigner } from '../evidence/kms-signer.ts'
import { openingsOfTenants } from '../evidence/openings-of-tenants.ts'
import { createEvidenceObjects } from '../evidence/s3-evidence.ts'
import { firstHourOf } from '../evidence/statement-records.ts'
import { removeCopies } from '../lake/rewriting/remove-copies.ts'
import { rewriteDay } from '../lake/rewriting/rewrite-day.ts'
import { connectS3LakeFiles } from '../lake/s3-lake-files.ts'
import { lakeFilesOfTenant } from '../lake/tenant-lake-files.ts'
import type { CasesParts } from '../rewriting/run-cases.ts'
import { createBatches } from '../statements/batch/batches.ts'
import { createShards } from '../statements/index/shards.ts'
import { readTenant } from '../tenancy/tenants.ts'
import { accessBy } from './compose.ts'
import { composeTrail } from './compose-trail.ts'
import { readEnv } from './env.ts'
import { log } from './log.ts'
import { ENV } from './names.ts'

const WHO = { kind: 'system', id: 'rewriter' } as const

/** As long as the tables can be restored to any moment: `lib/data-stack.ts`. */
const RESTORABLE_DAYS = 35
/** As long as Athena's results are kept: the same file. */
const RESULT_DAYS = 30

export function composeRewriter() {
  const { content, lake, evidence, key, role, streamDays, ...names } = readEnv({
    statements: ENV.statementsTable,
    index: ENV.indexTable,
    documents: ENV.documentsTable,
    control: ENV.controlTable,
    content: ENV.contentBucket,
    lake: ENV.lakeBucket,
    evidence: ENV.evidenceBucket,
    key: ENV.evidenceKey,
    role: ENV.tenantRole,
    streamDays: ENV.streamDays,
  })
  const access = accessBy(role)
  const tables = tablesOfTenant(createTables(names, access), access)
  const objects = objectsOfTenant(createObjects(content, { access }), access)
  const vault = createEvidenceObjects(evidence)
  const besides = createEvidenceObjects(content, access)
  const inLake = composeLakeRewriting(lake, access)
  const parts: Omit<CasesParts, 'mayGoOn' | 'rewriteDay' | 'removeCopies'> = {
    tables,
    objects,
    vault,
    signer: createKmsSigner(key),
    now: clock.now,
    besides: openingsOfTenants({ ofTenant: besides, ofNoTenant: besides, access }),
    batches: createBatches(tables, objects),
    activities: createActivityStore({ tables, clock }),
    shardsOf: createShards(tables, clock),
    versions: createObjectVersions(content, access),
    scanner: createKeyScanner(names),
    cases: createCaseStore(tables),
    ...composeTelling(tables),
    firstHour: (tenant) => firstHourOf(tables, tenant),
    newestHead: async () => (await newestHead(vault, clock.now()))?.head.hour,
    backups: [
      { what: 'restores of the tables, and noncurrent versions of objects', days: RESTORABLE_DAYS },
      { what: 'the stream of statements', days: Number(streamDays) },
      { what: 'results of queries on the lake', days: RESULT_DAYS, kind: 'retention' },
    ],
    log,
  }
  return Object.assign((mayGoOn: () => boolean) => ({ ...parts, ...inLake(mayGoOn) }), { log })
}

/** The trail, of what a case does. */
function composeTelling(tables: Tables): Pick<CasesParts, 'tell' | 'tellDocuments'> {
  const trail = composeTrail()
  return {
    tellDocuments: async (tenant, writes) => {
      const { moreKey = new Uint8Array() } = (await readTenant(tables, tenant)) ?? {}
      await trail.record({
        tenant,
        who: WHO,
        act: writes.some(({ after }) => after) ? 'document.written' : 'document.removed',
        outcome: 'done',
        at: clock.now(),
        what: { documents: documentFacts(createSecretKey(moreKey), writes) },
      })
    },
    tell: (tenant, one, outcome, counts) =>
      trail.record({
        tenant,
        who: WHO,
        act: one.kind === 'erasure' ? 'person.erased' : 'retention.run',
        outcome,
        at: clock.now(),
        what: { case: one.id, ...(counts && { counts: { ...counts.statements, ...counts.kept } }) },
      }),
  }
}

/** A tenant's days go by its session; copies lie in nobody's folder. */
function composeLakeRewriting(lake: string, access: TenantAccess) {
  const { now } = clock
  const own = { lake: connectS3LakeFiles(lake), versions: createObjectVersions(lake), now }
  const ofTenant = {
    lake: lakeFilesOfTenant(connectS3LakeFiles(lake, access), access),
    versions: createObjectVersions(lake, access),
    now,
  }
  return (mayGoOn: () => boolean): Pick<CasesParts, 'rewriteDay' | 'removeCopies'> => ({
    rewriteDay: async (tenant, day, changes) => {
      const { again, ...done } = await rewriteDay({ ...ofTenant, mayGoOn }, { tenant, day }, changes)
      log(done.unreadable.length > 0 ? 'WARN' : 'INFO', 'lake rewritten', { tenant, day, ...done })
      return { isDone: again === undefined, unreadable: done.unreadable }
    },
    removeCopies: async (tenant, rewritten) => {
      const done = await removeCopies(own, { tenant, rewritten })
      log(done.unknown.length > 0 ? 'WARN' : 'INFO', 'copies removed', { tenant, ...done })
      return done
    },
  })
}
