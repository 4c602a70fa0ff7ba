/** The function that prepares cases of retention: it reads statements, a tenant at a time, and removes none. */
import { ENV, PREPARED_PARTITIONS } from '../lambdas/runtime/names.ts'
import { type DataStack, OBJECTS_OF_TENANT } from './data-stack.ts'
import type { CairnFunction } from './function.ts'
import { allow, dynamodb, ofTenant, trailRight } from './iam-rights.ts'

/** Cases, and when a tenant is looked at again: no rule, no hold, nothing of tenants. */
const PREPARED = {
  'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': PREPARED_PARTITIONS },
  Null: { 'dynamodb:LeadingKeys': 'false' },
}

export const allowRetention = (fn: CairnFunction, data: DataStack) =>
  allow(fn, {
    own: [
      {
        actions: dynamodb('GetItem', 'BatchGetItem', 'Query'),
        resources: [data.control.tableArn],
        env: { [ENV.controlTable]: data.control.tableName },
      },
      {
        // DeleteItem: of a case that would do nothing.
        actions: dynamodb('PutItem', 'DeleteItem', 'PartiQLInsert'),
        resources: [data.control.tableArn],
        conditions: PREPARED,
      },
      trailRight(data),
    ],
    ofTenant: [
      ofTenant(data.statements, ENV.statementsTable, 'BatchGetItem'),
      ofTenant(data.index, ENV.indexTable, 'Query'),
      {
        actions: ['s3:GetObject'],
        resources: [data.content.arnForObjects(OBJECTS_OF_TENANT.batches)],
        env: { [ENV.contentBucket]: data.content.bucketName },
      },
      {
        actions: ['s3:ListBucket'],
        resources: [data.content.bucketArn],
        conditions: { StringLike: { 's3:prefix': OBJECTS_OF_TENANT.batches } },
      },
    ],
  })
