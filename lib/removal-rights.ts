/**
 * The removal of tenants: the only role that may delete statements, and each of its sessions those of one tenant. By
 * itself it may look through the keys of the tables that have no list of a tenant's partitions, and through nothing else
 * of their items.
 */
import type { Table } from 'aws-cdk-lib/aws-dynamodb'
import type { Bucket } from 'aws-cdk-lib/aws-s3'
import { ENV } from '../lambdas/runtime/names.ts'
import { CERTIFIED, type DataStack, HEADS, LAKE_OF_TENANT, OBJECTS_OF_TENANT } from './data-stack.ts'
import type { CairnFunction, Right } from './function.ts'
import { allow, dynamodb, ofTenant, trailRight } from './iam-rights.ts'

export function allowRemoval(fn: CairnFunction, data: DataStack) {
  const { statements, index, documents, control, content, lake, evidence, signingKey } = data
  const keysOnly = (tables: Table[], attributes: string[]): Right => ({
    actions: dynamodb('Scan'),
    resources: tables.map(({ tableArn }) => tableArn),
    conditions: {
      'ForAllValues:StringEquals': { 'dynamodb:Attributes': attributes },
      StringEquals: { 'dynamodb:Select': 'SPECIFIC_ATTRIBUTES' },
    },
  })
  allow(fn, {
    own: [
      keysOnly([index, documents], ['pk', 'sk']),
      keysOnly([control], ['pk', 'sk', 'tenant']),
      {
        actions: dynamodb('GetItem', 'BatchGetItem', 'Query', 'PutItem', 'PartiQLDelete'),
        resources: [control.tableArn],
        env: { [ENV.controlTable]: control.tableName },
      },
      trailRight(data),
      {
        actions: ['s3:ListBucket'],
        resources: [evidence.bucketArn],
        env: { [ENV.evidenceBucket]: evidence.bucketName },
      },
      { actions: ['s3:GetObject'], resources: [evidence.arnForObjects(HEADS)] },
      { actions: ['s3:GetObject', 's3:PutObject'], resources: CERTIFIED.map((keys) => evidence.arnForObjects(keys)) },
      {
        actions: ['kms:Sign', 'kms:GetPublicKey'],
        resources: [signingKey.keyArn],
        env: { [ENV.evidenceKey]: signingKey.keyArn },
      },
    ],
    ofTenant: [
      ofTenant(statements, ENV.statementsTable, 'Query', 'PartiQLDelete'),
      ofTenant(index, ENV.indexTable, 'Query', 'PartiQLDelete'),
      ofTenant(documents, ENV.documentsTable, 'Query', 'PartiQLDelete'),
      ...versionRights(content, ENV.contentBucket, [OBJECTS_OF_TENANT.all]),
      ...versionRights(lake, ENV.lakeBucket, LAKE_OF_TENANT),
    ],
  })
}

/** To list all versions below some keys, and to remove them for good. */
const versionRights = (bucket: Bucket, variable: string, keys: string[]): Right[] => [
  {
    actions: ['s3:ListBucketVersions'],
    resources: [bucket.bucketArn],
    conditions: { StringLike: { 's3:prefix': keys } },
    env: { [variable]: bucket.bucketName },
  },
  { actions: ['s3:DeleteObjectVersion'], resources: keys.map((one) => bucket.arnForObjects(one)) },
]
