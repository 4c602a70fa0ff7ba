/** The admin API: what people may reach through it. */
import { ENV, TENANT_TAG } from '../lambdas/runtime/names.ts'
import type { DataStack } from './data-stack.ts'
import type { CairnFunction, Right } from './function.ts'
import { allow, contentReadRights, dynamodb, KEYS_OF_TENANT, ofTenant, trailRight } from './iam-rights.ts'
import { countQuestionsRight } from './usage-rights.ts'

/**
 * People read statements, as queries of xAPI do, and write what belongs to `Control`. PartiQLInsert on `Statements`: a
 * page that meets an unfinished commit fences it.
 */
export const allowAdmin = (fn: CairnFunction, data: DataStack) =>
  allow(fn, {
    own: [
      {
        actions: dynamodb(
          'GetItem',
          'BatchGetItem',
          'PutItem',
          'DeleteItem',
          'BatchWriteItem',
          'Query',
          'PartiQLInsert',
        ),
        resources: [data.control.tableArn],
        env: { [ENV.controlTable]: data.control.tableName },
      },
      countQuestionsRight(data),
      trailRight(data),
      {
        actions: dynamodb('Query'),
        resources: [data.audit.tableArn],
        env: { [ENV.auditTable]: data.audit.tableName },
      },
      // Of a tenant it shows what that tenant's ledgers say, and heads, which name none.
      {
        actions: ['s3:ListBucket'],
        resources: [data.evidence.bucketArn],
        env: { [ENV.evidenceBucket]: data.evidence.bucketName },
      },
      { actions: ['s3:GetObject'], resources: [data.evidence.arnForObjects('*')] },
    ],
    ofTenant: [
      ofTenant(data.statements, ENV.statementsTable, 'GetItem', 'BatchGetItem', 'PartiQLInsert'),
      // The launch data of content, and no other document: an admin's rights are over tenants, not over their records.
      ofTenant(data.documents, ENV.documentsTable, 'PutItem'),
      ...documentKeyRights(data),
      ofTenant(data.index, ENV.indexTable, 'GetItem', 'BatchGetItem', 'Query'),
      ...contentReadRights(data),
    ],
  })

/** Which contexts there are, whose they are, and the keys of documents, to count them: nothing that is in one. */
const documentKeyRights = ({ documents }: DataStack): Right[] => [
  {
    actions: dynamodb('GetItem'),
    resources: [documents.tableArn],
    conditions: {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`\${aws:PrincipalTag/${TENANT_TAG}}|contexts|*`] },
      Null: { 'dynamodb:LeadingKeys': 'false' },
    },
  },
  {
    actions: dynamodb('Query'),
    resources: [documents.tableArn],
    conditions: {
      ...KEYS_OF_TENANT,
      'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['pk', 'sk', 'context'] },
      StringEquals: { 'dynamodb:Select': 'SPECIFIC_ATTRIBUTES' },
    },
  },
]
