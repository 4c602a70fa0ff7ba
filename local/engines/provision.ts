/** Makes the tables, streams and buckets of a deployment in the engines; those that exist keep what they hold. */
import { Failure } from '../failure.ts'
import type { Deployment, Stream, Table } from '../template/deployment.ts'
import { until } from '../waiting.ts'
import { type AwsCall, AwsError, ensureBucket } from './aws-calls.ts'

/** Between two looks at what an engine is making. */
const PAUSE_MS = 10

type TableDescription = { TableStatus: string; KeySchema: unknown; LatestStreamArn?: string }

export async function provision(
  deployment: Deployment,
  calls: { dynamodb: AwsCall; kinesis: AwsCall; s3: string },
): Promise<void> {
  await Promise.all([
    ...deployment.tables.map((table) => ensureTable(calls.dynamodb, table)),
    ...deployment.streams.map((stream) => ensureStream(calls.kinesis, stream)),
    ...deployment.buckets.map((bucket) => ensureBucket(calls.s3, bucket)),
  ])
}

async function ensureTable(call: AwsCall, table: Table): Promise<void> {
  const existing = await describeTable(call, table.name)
  if (existing && JSON.stringify(existing.KeySchema) !== JSON.stringify(table.schema.KeySchema)) {
    throw new Failure(`The table ${table.name} in this home has other keys than the template: use another CAIRN_HOME`)
  }
  if (!existing) {
    // Only a table with a Kinesis destination gets a stream: it makes each write several times as expensive.
    const stream = table.destination && { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' }
    await call('CreateTable', {
      TableName: table.name,
      BillingMode: 'PAY_PER_REQUEST',
      ...table.schema,
      ...(stream && { StreamSpecification: stream }),
    })
    if (table.timeToLive) {
      await call('UpdateTimeToLive', { TableName: table.name, TimeToLiveSpecification: table.timeToLive })
    }
  }
  await until(async () => (await describeTable(call, table.name))?.TableStatus === 'ACTIVE', PAUSE_MS)
}

export async function describeTable(call: AwsCall, name: string): Promise<TableDescription | undefined> {
  try {
    return (await call<{ Table: TableDescription }>('DescribeTable', { TableName: name })).Table
  } catch (error) {
    if (error instanceof AwsError && error.code === 'ResourceNotFoundException') return undefined
    throw error
  }
}

async function ensureStream(call: AwsCall, stream: Stream): Promise<void> {
  let status = await streamStatus(call, stream.name)
  if (status === 'CREATING') {
    // The last runner was killed while it made the stream; the engine would never finish it, and nothing is in it yet.
    await call('DeleteStream', { StreamName: stream.name })
    await until(async () => (await streamStatus(call, stream.name)) === undefined, PAUSE_MS)
    status = undefined
  }
  if (status === undefined) await call('CreateStream', { StreamName: stream.name, ShardCount: stream.shards })
  await until(async () => (await streamStatus(call, stream.name)) === 'ACTIVE', PAUSE_MS)
  if (status === undefined && stream.retentionHours > 24) {
    const hours = { StreamName: stream.name, RetentionPeriodHours: stream.retentionHours }
    await call('IncreaseStreamRetentionPeriod', hours)
  }
}

async function streamStatus(call: AwsCall, name: string): Promise<string | undefined> {
  type Summary = { StreamDescriptionSummary: { StreamStatus: string } }
  try {
    return (await call<Summary>('DescribeStreamSummary', { StreamName: name })).StreamDescriptionSummary.StreamStatus
  } catch (error) {
    if (error instanceof AwsError && error.code === 'ResourceNotFoundException') return undefined
    throw error
  }
}
