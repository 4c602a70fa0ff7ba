/**
 * What the function may do to the lake that carries cases out: in its sessions the files of that tenant, with all versions;
 * by itself what belongs to no tenant's folder, where copies of statements may lie.
 */
import type { Bucket } from 'aws-cdk-lib/aws-s3'
import { ENV } from '../lambdas/runtime/names.ts'
import { AMENDMENTS, type DataStack, FAILURES, ofTenantInLake, RESULTS } from './data-stack.ts'
import type { CairnFunction, Right } from './function.ts'
import { allow } from './iam-rights.ts'

/** A tenant's days, and what was removed or rewritten of them. */
const DAYS = ofTenantInLake(['lake', AMENDMENTS.slice(0, -2)])
/** And notes of files that nobody can read. */
export const REWRITTEN_OF_TENANT = [...DAYS, ...ofTenantInLake(['state/compaction/unreadable/lake'])]

/** Where copies of statements may lie: results of queries, exports, what could not be written. All but results say whose they are. */
const EXAMINED = ['exports/*', 'quarantine/*', FAILURES]
export const COPIES = [`${RESULTS}*`, ...EXAMINED]

export function allowLakeRewriting(fn: CairnFunction, { lake }: DataStack) {
  allow(fn, {
    own: [
      {
        actions: ['s3:ListBucket', 's3:ListBucketVersions'],
        resources: [lake.bucketArn],
        // The bucket's folders, the tenants' folders, and all below the copies' ones.
        conditions: { StringLike: { 's3:prefix': ['', 'lake/', ...COPIES] } },
        env: { [ENV.lakeBucket]: lake.bucketName },
      },
      objects(lake, EXAMINED, 's3:GetObject'),
      objects(lake, COPIES, 's3:DeleteObjectVersion'),
    ],
    ofTenant: [
      {
        actions: ['s3:ListBucket', 's3:ListBucketVersions'],
        resources: [lake.bucketArn],
        conditions: { StringLike: { 's3:prefix': REWRITTEN_OF_TENANT } },
      },
      objects(lake, DAYS, 's3:GetObject', 's3:PutObject'),
      objects(lake, REWRITTEN_OF_TENANT, 's3:DeleteObjectVersion'),
    ],
  })
}

const objects = (bucket: Bucket, keys: string[], ...actions: string[]): Right => ({
  actions,
  resources: keys.map((one) => bucket.arnForObjects(one)),
})
