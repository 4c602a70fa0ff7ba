/** Digests of a running home at once, as the function makes them each hour: signed with the runner's own key. */
import { createTables } from '../../lambdas/database/dynamodb-tables.ts'
import { createObjects } from '../../lambdas/database/s3-objects.ts'
import { createAuditRecords } from '../../lambdas/evidence/audit-records.ts'
import { type RunSummary, runDigests } from '../../lambdas/evidence/digest-run.ts'
import { createKmsSigner } from '../../lambdas/evidence/kms-signer.ts'
import { createEvidenceObjects } from '../../lambdas/evidence/s3-evidence.ts'
import { createStatementRecords } from '../../lambdas/evidence/statement-records.ts'
import { createBatches } from '../../lambdas/statements/batch/batches.ts'

/** What `endpoint.json` says of the engines. */
export type Store = { dynamodb: string; s3: string; kms: string; region: string; names: { [name: string]: string } }

const HOUR_MS = 3_600_000

/** The tables of a running home. */
export function tablesOf({ dynamodb, region, names }: Omit<Store, 's3' | 'kms'>) {
  Object.assign(process.env, {
    ...{ AWS_REGION: region, AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' },
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb,
  })
  const { STATEMENTS_TABLE = '', INDEX_TABLE = '', CONTROL_TABLE = '', AUDIT_TABLE = '' } = names
  return createTables({
    ...{ statements: STATEMENTS_TABLE, index: INDEX_TABLE, control: CONTROL_TABLE, audit: AUDIT_TABLE },
  })
}

/** @param hours how far the clock has gone on, so that the hour of now is over */
export function digestHome({ s3, kms, ...store }: Store, hours: number): Promise<RunSummary> {
  const tables = tablesOf(store)
  Object.assign(process.env, { AWS_ENDPOINT_URL_S3: s3, AWS_ENDPOINT_URL_KMS: kms })
  const { CONTENT_BUCKET = '', EVIDENCE_BUCKET = '', EVIDENCE_KEY = '' } = store.names
  const batches = createBatches(tables, createObjects(CONTENT_BUCKET))
  const parts = {
    vault: createEvidenceObjects(EVIDENCE_BUCKET),
    besides: createEvidenceObjects(CONTENT_BUCKET),
    sources: [createStatementRecords({ tables, batches }), createAuditRecords(tables, tables)],
    tenants: async () => ['demo', 'demo2'],
    signer: createKmsSigner(EVIDENCE_KEY),
  }
  const now = () => Date.now() + hours * HOUR_MS
  const log = { failed: (_: object, hour: string, error: unknown) => fail(hour, error), late: () => {} }
  return runDigests(parts, { now, mayGoOn: () => true, log })
}

function fail(hour: string, error: unknown): never {
  throw new Error(`The hour ${hour} could not be digested.`, { cause: error })
}
