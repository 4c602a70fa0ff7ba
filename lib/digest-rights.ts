/** What the function may do that digests each hour. */
import { ENV, TENANTS_PARTITION } from '../lambdas/runtime/names.ts'
import { type DataStack, OBJECTS_OF_TENANT, OWN_OPENINGS } from './data-stack.ts'
import type { CairnFunction, Right } from './function.ts'
import { allow, dynamodb, ofTenant } from './iam-rights.ts'

/**
 * The digest reads what was stored of one tenant at a time, and puts evidence: it can replace none, as the buckets' own
 * policies say, and delete none. By itself it reads which tenants there are, and the trail that belongs to none of them.
 */
export const allowDigest = (fn: CairnFunction, data: DataStack) =>
  allow(fn, { own: [...ownTrailRights(data), ...evidenceRights(data)], ofTenant: digestedRights(data) })

const ownTrailRights = ({ control, audit, content }: DataStack): Right[] => [
  {
    actions: dynamodb('Query'),
    resources: [control.tableArn],
    conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [TENANTS_PARTITION] } },
  },
  {
    actions: dynamodb('GetItem'),
    resources: [control.tableArn],
    conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['*|lists'] } },
    env: { [ENV.controlTable]: control.tableName },
  },
  {
    actions: dynamodb('Query', 'GetItem'),
    resources: [audit.tableArn],
    conditions: {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['|*'] },
      Null: { 'dynamodb:LeadingKeys': 'false' },
    },
  },
  { actions: ['s3:GetObject', 's3:PutObject'], resources: [content.arnForObjects(OWN_OPENINGS)] },
  {
    actions: ['s3:ListBucket'],
    resources: [content.bucketArn],
    conditions: { StringLike: { 's3:prefix': OWN_OPENINGS } },
  },
]

const evidenceRights = ({ evidence, signingKey }: DataStack): Right[] => [
  {
    actions: ['s3:ListBucket'],
    resources: [evidence.bucketArn],
    env: { [ENV.evidenceBucket]: evidence.bucketName },
  },
  { actions: ['s3:GetObject', 's3:PutObject'], resources: [evidence.arnForObjects('*')] },
  {
    actions: ['kms:Sign', 'kms:GetPublicKey'],
    resources: [signingKey.keyArn],
    env: { [ENV.evidenceKey]: signingKey.keyArn },
  },
]

const digestedRights = ({ statements, index, audit, content }: DataStack): Right[] => [
  ofTenant(statements, ENV.statementsTable, 'Query'),
  // When a tenant's records begin.
  ofTenant(index, ENV.indexTable, 'Query'),
  ofTenant(audit, ENV.auditTable, 'Query', 'GetItem'),
  {
    actions: ['s3:GetObject'],
    resources: [OBJECTS_OF_TENANT.batches, OBJECTS_OF_TENANT.openings].map((keys) => content.arnForObjects(keys)),
    env: { [ENV.contentBucket]: content.bucketName },
  },
  { actions: ['s3:PutObject'], resources: [content.arnForObjects(OBJECTS_OF_TENANT.openings)] },
  {
    actions: ['s3:ListBucket'],
    resources: [content.bucketArn],
    conditions: { StringLike: { 's3:prefix': [OBJECTS_OF_TENANT.batches, OBJECTS_OF_TENANT.openings] } },
  },
]
