/**
 * What the admin API may do to ask the lake: the workgroup and the database of all tenants, since it asks the named
 * questions alone, each about the one tenant that it was entered for.
 */
import { Stack } from 'aws-cdk-lib'
import { ENV } from '../lambdas/runtime/names.ts'
import { type DataStack, RESULTS } from './data-stack.ts'
import type { CairnFunction } from './function.ts'

export type LakeNames = { workgroup: string; database: string }

/** What a question reads: files of tables, and how far the lake has come. */
export const QUESTION_READS = ['lake/*', 'voids/*', 'state/freshness/*', `${RESULTS}*`]
export const QUESTION_WRITES = [`${RESULTS}*`]

export function allowQuestions(fn: CairnFunction, { lake }: DataStack, { workgroup, database }: LakeNames) {
  const arn = (service: string, resource: string) => Stack.of(fn).formatArn({ service, resource })
  fn.allow({
    actions: ['StartQueryExecution', 'GetQueryExecution', 'GetQueryResults'].map((action) => `athena:${action}`),
    resources: [arn('athena', `workgroup/${workgroup}`)],
    env: { [ENV.lakeWorkgroup]: workgroup, [ENV.lakeDatabase]: database },
  })
  const catalog = [arn('glue', 'catalog'), arn('glue', `database/${database}`)]
  // No GetPartitions: the tables say by projection which there are.
  fn.allow({ actions: ['glue:GetTable'], resources: [...catalog, arn('glue', `table/${database}/*`)] })
  // Athena looks at the default database before it looks anywhere.
  fn.allow({ actions: ['glue:GetDatabase'], resources: [...catalog, arn('glue', 'database/default')] })
  fn.allow({
    actions: ['s3:ListBucket', 's3:GetBucketLocation'],
    resources: [lake.bucketArn],
    env: { [ENV.lakeBucket]: lake.bucketName },
  })
  fn.allow({ actions: ['s3:GetObject'], resources: QUESTION_READS.map((keys) => lake.arnForObjects(keys)) })
  fn.allow({ actions: ['s3:PutObject'], resources: QUESTION_WRITES.map((keys) => lake.arnForObjects(keys)) })
}
