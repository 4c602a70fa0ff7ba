/**
 * The rewriter: the only role that may put other texts in the place of those of a batch, and it goes to work for cases that
 * people have approved. To data it has sessions of one tenant; by itself it looks through keys, works on `Control`,
 * takes copies out of the lake's bucket, and puts what stands with another text into the evidence.
 */

import type { Table } from 'aws-cdk-lib/aws-dynamodb'
import type { Bucket } from 'aws-cdk-lib/aws-s3'
import { ENV } from '../lambdas/runtime/names.ts'
import { CERTIFIED, type DataStack, DIGESTED, HEADS, OBJECTS_OF_TENANT, REWRITTEN } from './data-stack.ts'
import type { CairnFunction, Right } from './function.ts'
import { allow, dynamodb, ofTenant, trailRight } from './iam-rights.ts'
import { allowLakeRewriting } from './rewriting-lake-rights.ts'

export function allowRewriter(fn: CairnFunction, data: DataStack) {
  const { statements, index, documents } = data
  allowLakeRewriting(fn, data)
  allow(fn, {
    own: [keysOnly(documents, ['pk', 'sk']), keysOnly(data.control, ['pk', 'sk', 'tenant']), ...ownRights(data)],
    ofTenant: [
      ofTenant(statements, ENV.statementsTable, 'GetItem', 'BatchGetItem', 'Query', 'UpdateItem'),
      ofTenant(
        index,
        ENV.indexTable,
        'GetItem',
        'BatchGetItem',
        'Query',
        'PutItem',
        'UpdateItem',
        'BatchWriteItem',
        'PartiQLInsert',
        'PartiQLDelete',
      ),
      ofTenant(documents, ENV.documentsTable, 'BatchGetItem', 'Query', 'PutItem', 'DeleteItem'),
      ...contentRights(data),
    ],
  })
}

const keysOnly = ({ tableArn }: Table, attributes: string[]): Right => ({
  actions: dynamodb('Scan'),
  resources: [tableArn],
  conditions: {
    'ForAllValues:StringEquals': { 'dynamodb:Attributes': attributes },
    StringEquals: { 'dynamodb:Select': 'SPECIFIC_ATTRIBUTES' },
  },
})

const ownRights = (data: DataStack): Right[] => {
  const { control, evidence, signingKey } = data
  return [
    {
      actions: dynamodb('GetItem', 'BatchGetItem', 'Query', 'PutItem', 'DeleteItem', 'PartiQLInsert'),
      resources: [control.tableArn],
      env: { [ENV.controlTable]: control.tableName },
    },
    trailRight(data),
    {
      actions: ['s3:ListBucket'],
      resources: [evidence.bucketArn],
      env: { [ENV.evidenceBucket]: evidence.bucketName },
    },
    { actions: ['s3:GetObject'], resources: [HEADS, ...DIGESTED].map((keys) => evidence.arnForObjects(keys)) },
    {
      actions: ['s3:GetObject', 's3:PutObject'],
      resources: [...CERTIFIED, ...REWRITTEN].map((keys) => evidence.arnForObjects(keys)),
    },
    {
      actions: ['kms:Sign', 'kms:GetPublicKey'],
      resources: [signingKey.keyArn],
      env: { [ENV.evidenceKey]: signingKey.keyArn },
    },
  ]
}

const contentRights = ({ content }: DataStack): Right[] => [
  {
    actions: ['s3:GetObject', 's3:PutObject'],
    resources: [content.arnForObjects(OBJECTS_OF_TENANT.all)],
    env: { [ENV.contentBucket]: content.bucketName },
  },
  {
    actions: ['s3:ListBucket'],
    resources: [content.bucketArn],
    conditions: { StringLike: { 's3:prefix': OBJECTS_OF_TENANT.all } },
  },
  ...versionRights(content, [OBJECTS_OF_TENANT.all]),
]

/** To list all versions below some keys, and to remove them for good. */
const versionRights = (bucket: Bucket, keys: string[]): Right[] => [
  {
    actions: ['s3:ListBucketVersions'],
    resources: [bucket.bucketArn],
    conditions: { StringLike: { 's3:prefix': keys } },
  },
  { actions: ['s3:DeleteObjectVersion'], resources: keys.map((one) => bucket.arnForObjects(one)) },
]
