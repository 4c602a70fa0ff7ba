/**
 * What a function may do with the store, action by action. Its rights to data are those of a session for one tenant; by
 * itself it reaches what belongs to no tenant's data. The removal of tenants alone may delete on `Statements`, and looks
 * through keys; there is no other Scan anywhere.
 */
import type { Table } from 'aws-cdk-lib/aws-dynamodb'
import { COUNTED_PARTITIONS, ENV, LAUNCH_PREFIX, TENANT_TAG, USAGE_PARTITIONS } from '../lambdas/runtime/names.ts'
import {
  AMENDMENTS,
  AUDIT_WRITES,
  COMPACTED,
  COMPACTION_STATE,
  type DataStack,
  FAILURES,
  HEARTBEAT_WRITES,
  LAKE_WRITES,
  OBJECTS_OF_TENANT,
} from './data-stack.ts'
import type { CairnFunction, Right } from './function.ts'

export const dynamodb = (...actions: string[]) => actions.map((action) => `dynamodb:${action}`)

type Rights = { own: Right[]; ofTenant: Right[] }

export function allow(fn: CairnFunction, { own, ofTenant }: Rights) {
  for (const right of own) fn.allow(right)
  for (const right of ofTenant) fn.allowForTenant(right)
}

export const allowStatements = (fn: CairnFunction, data: DataStack) =>
  allow(fn, {
    own: [controlRight(data), ...countRights(data), trailRight(data)],
    ofTenant: [...statementsRights(data), ...indexRights(data), ...contentRights(data)],
  })

/** What is known of activities is in the index, written by the statements alone. */
export const allowDocuments = (fn: CairnFunction, data: DataStack) =>
  allow(fn, {
    own: [controlRight(data), ...countRights(data), trailRight(data)],
    ofTenant: [...documentsRights(data), ofTenant(data.index, ENV.indexTable, 'BatchGetItem'), ...contentRights(data)],
  })

/** Every resource, for their paths in any spelling; and whether each part of the store answers. */
export function allowFallback(fn: CairnFunction, data: DataStack) {
  allowStatements(fn, data)
  allow(fn, { own: [...healthRights(data), launchRight(data)], ofTenant: documentsRights(data) })
}

/**
 * Only keys that begin with the tenant of the session. ForAllValues is true of a call that names no key: Null refuses that.
 * A tenant's id has no character with a meaning in a policy, and a session without the tag matches nothing.
 */
export const KEYS_OF_TENANT = {
  'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`\${aws:PrincipalTag/${TENANT_TAG}}|*`] },
  Null: { 'dynamodb:LeadingKeys': 'false' },
}

export const ofTenant = ({ tableArn, tableName }: Table, variable: string, ...actions: string[]): Right => ({
  actions: dynamodb(...actions),
  resources: [tableArn],
  conditions: KEYS_OF_TENANT,
  env: { [variable]: tableName },
})

const statementsRights = ({ statements }: DataStack): Right[] => [
  // PartiQLInsert and no PutItem: an INSERT fails on a key that is taken, so no request can overwrite a batch.
  ofTenant(statements, ENV.statementsTable, 'GetItem', 'BatchGetItem', 'PartiQLInsert'),
  {
    // Voiding marks positions of a batch beside the record; the record itself cannot be reached by an update. Without
    // the condition on what is returned an update could still read the whole item.
    actions: dynamodb('UpdateItem'),
    resources: [statements.tableArn],
    conditions: {
      ...KEYS_OF_TENANT,
      'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['pk', 'sk', 'voided'] },
      StringEqualsIfExists: { 'dynamodb:ReturnValues': ['NONE', 'UPDATED_OLD', 'UPDATED_NEW'] },
    },
  },
]

const indexRights = ({ index }: DataStack): Right[] => [
  // PartiQL: claims go 25 to a call as INSERT statements, which fail on an existing key; those of the dead are taken
  // over as many at once, and a request that is refused deletes its own.
  ofTenant(
    index,
    ENV.indexTable,
    'GetItem',
    'BatchGetItem',
    'PutItem',
    'UpdateItem',
    'BatchWriteItem',
    'Query',
    'PartiQLInsert',
    'PartiQLUpdate',
    'PartiQLDelete',
  ),
]

/** Tenants, credentials and the epochs of lists: only an operator writes them. */
const controlRight = ({ control }: DataStack): Right => ({
  actions: dynamodb('GetItem'),
  resources: [control.tableArn],
  env: { [ENV.controlTable]: control.tableName },
})

/** What requests count and lease, and no other item of the table; and how much a tenant has stored. */
const countRights = ({ control }: DataStack): Right[] => [
  {
    actions: dynamodb('UpdateItem'),
    resources: [control.tableArn],
    conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': COUNTED_PARTITIONS } },
  },
  {
    actions: dynamodb('Query'),
    resources: [control.tableArn],
    conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [USAGE_PARTITIONS] } },
  },
]

/** That the credentials of a launch were fetched. */
const launchRight = ({ control }: DataStack): Right => ({
  actions: dynamodb('UpdateItem'),
  resources: [control.tableArn],
  conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${LAUNCH_PREFIX}*`] } },
})

const documentsRights = ({ documents, content }: DataStack): Right[] => [
  // BatchWriteItem: all documents of a context are deleted 25 to a call.
  ofTenant(documents, ENV.documentsTable, 'GetItem', 'PutItem', 'DeleteItem', 'BatchWriteItem', 'Query'),
  // The bucket keeps what was deleted as long as the tables can be restored.
  { actions: ['s3:DeleteObject'], resources: [content.arnForObjects(OBJECTS_OF_TENANT.documents)] },
]

const contentRights = (data: DataStack): Right[] => [
  { actions: ['s3:PutObject'], resources: [data.content.arnForObjects(OBJECTS_OF_TENANT.all)] },
  ...contentReadRights(data),
]

export const contentReadRights = ({ content }: DataStack): Right[] => [
  {
    actions: ['s3:GetObject'],
    resources: [content.arnForObjects(OBJECTS_OF_TENANT.all)],
    env: { [ENV.contentBucket]: content.bucketName },
  },
  // S3 answers 403 for an object that is not there, as for one that is denied, to whom may not list the whole bucket. A
  // list of the one key tells: else an attachment that was only ever sent as a fileUrl would be a fault of ours, and a
  // consumer of the stream would wait days for a lost object.
  {
    actions: ['s3:ListBucket'],
    resources: [content.bucketArn],
    conditions: { StringLike: { 's3:prefix': OBJECTS_OF_TENANT.all } },
  },
]

/** What the health check asks for, of the tables of data and the bucket; as in lambdas/database/health.ts. */
const NO_KEY = '|health'

/** Nothing has this key: the answer says that the part answers, and no more. */
const healthRights = ({ statements, index, documents, content }: DataStack): Right[] => [
  {
    actions: dynamodb('GetItem'),
    resources: [statements, index, documents].map(({ tableArn }) => tableArn),
    conditions: {
      'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [NO_KEY] },
      Null: { 'dynamodb:LeadingKeys': 'false' },
    },
  },
  { actions: ['s3:GetObject'], resources: [content.arnForObjects(NO_KEY)] },
  {
    actions: ['s3:ListBucket'],
    resources: [content.bucketArn],
    conditions: { StringEquals: { 's3:prefix': NO_KEY } },
  },
]

/** It reads batches, reads and writes the index (PutItem: merged definitions), and marks what is voided. */
export const allowCommitFollower = (fn: CairnFunction, data: DataStack) =>
  allow(fn, {
    own: [controlRight(data)],
    ofTenant: [
      ...statementsRights(data),
      ofTenant(
        data.index,
        ENV.indexTable,
        'GetItem',
        'PutItem',
        'UpdateItem',
        'Query',
        'BatchGetItem',
        'PartiQLInsert',
      ),
      ...contentReadRights(data),
    ],
  })

/** The lake's writer reads big batches from the content bucket, and what was rewritten of a day; it writes below its own prefixes. */
export function allowLake(fn: CairnFunction, data: DataStack) {
  allow(fn, { own: [], ofTenant: contentReadRights(data) })
  const { lake } = data
  fn.allow({
    actions: ['s3:PutObject'],
    resources: LAKE_WRITES.map((keys) => lake.arnForObjects(keys)),
    env: { [ENV.lakeBucket]: lake.bucketName },
  })
  fn.allow({ actions: ['s3:GetObject'], resources: [lake.arnForObjects(AMENDMENTS)] })
}

/** What is answered is put into the stream first, from where the trail is written. */
export const trailRight = ({ stream }: DataStack): Right => ({
  actions: ['kinesis:PutRecord'],
  resources: [stream.streamArn],
  env: { [ENV.statementStream]: stream.streamName },
})

/** The trail's writer inserts: there is no role that may change an item of the trail, or delete one. */
export function allowAuditWriter(fn: CairnFunction, { audit, lake }: DataStack) {
  fn.allow({
    // What is refused because it is there is read: when a trail began.
    actions: dynamodb('PartiQLInsert', 'GetItem'),
    resources: [audit.tableArn],
    env: { [ENV.auditTable]: audit.tableName },
  })
  fn.allow({
    actions: ['s3:PutObject'],
    resources: AUDIT_WRITES.map((keys) => lake.arnForObjects(keys)),
    env: { [ENV.lakeBucket]: lake.bucketName },
  })
}

/** The heartbeat finds the stream's shards, puts a record into each, and reads and writes what the lake's state is. */
export function allowHeartbeat(fn: CairnFunction, { lake, stream }: DataStack) {
  fn.allow({
    actions: ['kinesis:ListShards', 'kinesis:PutRecord'],
    resources: [stream.streamArn],
    env: { [ENV.statementStream]: stream.streamName },
  })
  fn.allow({ actions: ['s3:ListBucket'], resources: [lake.bucketArn], env: { [ENV.lakeBucket]: lake.bucketName } })
  fn.allow({ actions: ['s3:GetObject'], resources: [lake.arnForObjects('state/freshness/*')] })
  fn.allow({ actions: ['s3:PutObject'], resources: HEARTBEAT_WRITES.map((keys) => lake.arnForObjects(keys)) })
}

/** Compaction reads, writes and deletes the files of tables, and what it notes for itself. A day that is rewritten it leaves. */
export function allowCompaction(fn: CairnFunction, { lake }: DataStack, keepMinutes: number) {
  fn.allow({
    actions: ['s3:ListBucket'],
    resources: [lake.bucketArn],
    env: { [ENV.lakeBucket]: lake.bucketName, [ENV.lakeKeepSeconds]: String(keepMinutes * 60) },
  })
  fn.allow({
    actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
    resources: [...COMPACTED, COMPACTION_STATE].map((keys) => lake.arnForObjects(keys)),
  })
  fn.allow({ actions: ['s3:GetObject'], resources: [lake.arnForObjects(AMENDMENTS)] })
}

/** To be fed from the stream; what fails for good is put by Lambda, with the function's own rights, into the lake bucket. */
export function allowStream(fn: CairnFunction, { lake, stream }: DataStack) {
  fn.allow({ actions: ['s3:ListBucket'], resources: [lake.bucketArn] })
  fn.allow({ actions: ['s3:PutObject'], resources: [lake.arnForObjects(FAILURES)] })
  fn.allow({
    actions: ['DescribeStream', 'DescribeStreamSummary', 'GetRecords', 'GetShardIterator', 'ListShards'].map(
      (action) => `kinesis:${action}`,
    ),
    resources: [stream.streamArn],
  })
}
