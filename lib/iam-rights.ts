/**
 * What a function may do with the store, action by action. There is no Scan anywhere and no delete on `Statements`:
 * the record leaves the table by an operator's hand only.
 */
import { CREDENTIALS_PARTITIONS, ENV, LAUNCH_PREFIX, LENIENCY_PARTITIONS } from '../lambdas/runtime/names.ts'
import {
  COMPACTED,
  COMPACTION_STATE,
  type DataStack,
  DOCUMENT_OBJECTS,
  FAILURES,
  HEARTBEAT_WRITES,
  LAKE_WRITES,
} from './data-stack.ts'
import type { CairnFunction, Right } from './function.ts'

const dynamodb = (...actions: string[]) => actions.map((action) => `dynamodb:${action}`)

export function allowStatements(fn: CairnFunction, data: DataStack) {
  fn.allow(controlRight(data))
  fn.allow(countsRight(data))
  for (const right of [...statementsRights(data), ...indexRights(data), ...contentRights(data)]) fn.allow(right)
}

/** What is known of activities is in the index, written by the statements alone. */
export function allowDocuments(fn: CairnFunction, data: DataStack) {
  const { index } = data
  const reads: Right[] = [
    {
      actions: dynamodb('BatchGetItem'),
      resources: [index.tableArn],
      env: { [ENV.indexTable]: index.tableName },
    },
    controlRight(data),
    countsRight(data),
  ]
  for (const right of [...documentsRights(data), ...reads, ...contentRights(data)]) fn.allow(right)
}

/** Every resource, for their paths in any spelling. */
export function allowFallback(fn: CairnFunction, data: DataStack) {
  allowStatements(fn, data)
  for (const right of [...documentsRights(data), launchRight(data)]) fn.allow(right)
}

/**
 * People read statements, as queries of xAPI do, and write what belongs to `Control`. PartiQLInsert on `Statements`: a
 * page that meets an unfinished commit fences it.
 */
export function allowAdmin(fn: CairnFunction, data: DataStack) {
  const { control, documents, index, statements } = data
  const rights: Right[] = [
    {
      actions: dynamodb('GetItem', 'BatchGetItem', 'PutItem', 'DeleteItem', 'BatchWriteItem', 'Query', 'PartiQLInsert'),
      resources: [control.tableArn],
      env: { [ENV.controlTable]: control.tableName },
    },
    {
      actions: dynamodb('GetItem', 'BatchGetItem', 'PartiQLInsert'),
      resources: [statements.tableArn],
      env: { [ENV.statementsTable]: statements.tableName },
    },
    {
      // The launch data of content, and no other document: an admin's rights are over tenants, not over their records.
      actions: dynamodb('PutItem'),
      resources: [documents.tableArn],
      env: { [ENV.documentsTable]: documents.tableName },
    },
    {
      actions: dynamodb('GetItem', 'BatchGetItem', 'Query'),
      resources: [index.tableArn],
      env: { [ENV.indexTable]: index.tableName },
    },
    ...contentReadRights(data),
  ]
  for (const right of rights) fn.allow(right)
}

function statementsRights({ statements }: DataStack): Right[] {
  const resources = [statements.tableArn]
  return [
    {
      // PartiQLInsert and no PutItem: an INSERT fails on a key that is taken, so no request can overwrite a batch.
      actions: dynamodb('GetItem', 'BatchGetItem', 'PartiQLInsert'),
      resources,
      env: { [ENV.statementsTable]: statements.tableName },
    },
    {
      // Voiding marks positions of a batch beside the record; the record itself cannot be reached by an update. Without
      // the second condition an update could still read the whole item.
      actions: dynamodb('UpdateItem'),
      resources,
      conditions: {
        'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['pk', 'sk', 'voided'] },
        StringEqualsIfExists: { 'dynamodb:ReturnValues': ['NONE', 'UPDATED_OLD', 'UPDATED_NEW'] },
      },
    },
  ]
}

const indexRights = ({ index }: DataStack): Right[] => [
  {
    // PartiQL: claims go 25 to a call as INSERT statements, which fail on an existing key; those of the dead are taken
    // over as many at once, and a request that is refused deletes its own.
    actions: dynamodb(
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
    resources: [index.tableArn],
    env: { [ENV.indexTable]: index.tableName },
  },
]

/** Tenants, credentials and the epochs of lists: only an operator writes them. */
const controlRight = ({ control }: DataStack): Right => ({
  actions: dynamodb('GetItem'),
  resources: [control.tableArn],
  env: { [ENV.controlTable]: control.tableName },
})

/** Counts of what credentials are let pass and when they were used last, and no other items of the table. */
const countsRight = ({ control }: DataStack): Right => ({
  actions: dynamodb('UpdateItem'),
  resources: [control.tableArn],
  conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [LENIENCY_PARTITIONS, CREDENTIALS_PARTITIONS] } },
})

/** That the credentials of a launch were fetched. */
const launchRight = ({ control }: DataStack): Right => ({
  actions: dynamodb('UpdateItem'),
  resources: [control.tableArn],
  conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${LAUNCH_PREFIX}*`] } },
})

const documentsRights = ({ documents, content }: DataStack): Right[] => [
  {
    // BatchWriteItem: all documents of a context are deleted 25 to a call.
    actions: dynamodb('GetItem', 'PutItem', 'DeleteItem', 'BatchWriteItem', 'Query'),
    resources: [documents.tableArn],
    env: { [ENV.documentsTable]: documents.tableName },
  },
  // The bucket keeps what was deleted as long as the tables can be restored.
  { actions: ['s3:DeleteObject'], resources: [content.arnForObjects(DOCUMENT_OBJECTS)] },
]

const contentRights = (data: DataStack): Right[] => [
  { actions: ['s3:PutObject'], resources: [data.content.arnForObjects('*')] },
  ...contentReadRights(data),
]

const contentReadRights = ({ content }: DataStack): Right[] => [
  {
    actions: ['s3:GetObject'],
    resources: [content.arnForObjects('*')],
    env: { [ENV.contentBucket]: content.bucketName },
  },
  // Without it S3 answers 403 for an object that is not there, as for one that is denied: an attachment that was only
  // ever sent as a fileUrl would be a fault of ours, and a consumer of the stream would wait days for a lost object.
  { actions: ['s3:ListBucket'], resources: [content.bucketArn] },
]

/** It reads batches, reads and writes the index (PutItem: merged definitions), and marks what is voided. */
export function allowCommitFollower(fn: CairnFunction, data: DataStack) {
  const { index } = data
  for (const right of statementsRights(data)) fn.allow(right)
  fn.allow({
    actions: dynamodb('GetItem', 'PutItem', 'UpdateItem', 'Query', 'BatchGetItem', 'PartiQLInsert'),
    resources: [index.tableArn],
    env: { [ENV.indexTable]: index.tableName },
  })
  fn.allow(controlRight(data))
  for (const right of contentReadRights(data)) fn.allow(right)
}

/** The lake's writer reads big batches from the content bucket and writes below its own prefixes. */
export function allowLake(fn: CairnFunction, data: DataStack) {
  for (const right of contentReadRights(data)) fn.allow(right)
  const { lake } = data
  fn.allow({
    actions: ['s3:PutObject'],
    resources: LAKE_WRITES.map((keys) => lake.arnForObjects(keys)),
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

/** Compaction reads, writes and deletes the files of tables, and what it notes for itself. */
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
