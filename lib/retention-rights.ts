/** The function that prepares cases of retention: it reads statements, a tenant at a time, and removes none. */
import { ENV, PREPARED_PARTITIONS } from '../lambdas/runtime/names.ts'
import type { DataStack } from './data-stack.ts'
import type { CairnFunction } from './function.ts'
import { allow, contentReadRights, dynamodb, ofTenant, trailRight } from './iam-rights.ts'

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
        conditions: {
          'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': PREPARED_PARTITIONS },
          Null: { 'dynamodb:LeadingKeys': 'false' },
        },
      },
      trailRight(data),
    ],
    ofTenant: [
      ofTenant(data.statements, ENV.statementsTable, 'BatchGetItem'),
      ofTenant(data.index, ENV.indexTable, 'Query'),
      ...contentReadRights(data),
    ],
  })
