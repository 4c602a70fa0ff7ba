/**
 * What the admin API may do to ask the lake: by a session of the tenant that it was entered for. The workgroup and the
 * database are those of all tenants, and so is the place of results; Athena reads the tenant's files alone, since it reads
 * with the rights of whoever starts a run. By itself the function reads how far the lake has come.
 */
import { Stack } from 'aws-cdk-lib'
import { TENANT_FOLDERS } from '../lambdas/lake/tenant-names.ts'
import { ENV, TENANT_TAG } from '../lambdas/runtime/names.ts'
import { type DataStack, RESULTS } from './data-stack.ts'
import type { CairnFunction } from './function.ts'

export type LakeNames = { workgroup: string; database: string }

/** What a question reads of its tenant, and where its answer lies. */
const QUESTION_FILES = TENANT_FOLDERS.map((folder) => `${folder}\${aws:PrincipalTag/${TENANT_TAG}}/*`)
const ANSWERS = `${RESULTS}*`
const FRESHNESS = 'state/freshness/*'
/** No question asks what the tenant used. */
const READ = [...QUESTION_FILES.filter((keys) => !keys.startsWith('usage')), ANSWERS]
export const QUESTION_READS = [...READ, FRESHNESS]

export function allowQuestions(fn: CairnFunction, { lake }: DataStack, { workgroup, database }: LakeNames) {
  const arn = (service: string, resource: string) => Stack.of(fn).formatArn({ service, resource })
  fn.allowForTenant({
    actions: ['StartQueryExecution', 'GetQueryExecution', 'GetQueryResults'].map((action) => `athena:${action}`),
    resources: [arn('athena', `workgroup/${workgroup}`)],
    env: { [ENV.lakeWorkgroup]: workgroup, [ENV.lakeDatabase]: database },
  })
  const catalog = [arn('glue', 'catalog'), arn('glue', `database/${database}`)]
  // No GetPartitions: the tables say by projection which there are.
  fn.allowForTenant({ actions: ['glue:GetTable'], resources: [...catalog, arn('glue', `table/${database}/*`)] })
  // Athena looks at the default database before it looks anywhere.
  fn.allowForTenant({ actions: ['glue:GetDatabase'], resources: [...catalog, arn('glue', 'database/default')] })
  fn.allowForTenant({ actions: ['s3:GetBucketLocation'], resources: [lake.bucketArn] })
  fn.allowForTenant({
    actions: ['s3:ListBucket'],
    resources: [lake.bucketArn],
    conditions: { StringLike: { 's3:prefix': QUESTION_FILES } },
  })
  fn.allowForTenant({
    actions: ['s3:GetObject'],
    resources: READ.map((keys) => lake.arnForObjects(keys)),
  })
  fn.allowForTenant({ actions: ['s3:PutObject'], resources: [lake.arnForObjects(ANSWERS)] })
  // S3 tells who may list the whole bucket alone that an object is not there yet; others are told that it is forbidden.
  fn.allow({
    actions: ['s3:ListBucket'],
    resources: [lake.bucketArn],
    env: { [ENV.lakeBucket]: lake.bucketName },
  })
  fn.allow({ actions: ['s3:GetObject'], resources: [lake.arnForObjects(FRESHNESS)] })
}
