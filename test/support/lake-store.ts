/**
 * A store, its stream and its lake, on real engines, with the lake's own writer between them: what the operator's commands
 * of the lake work on. A proxy before the stream and the buckets causes faults.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import {
  CreateStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  ListShardsCommand,
} from '@aws-sdk/client-kinesis'
import { CopyObjectCommand, DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import type { KinesisStreamRecord } from 'aws-lambda'
import { type CheckParts, checkDay, type DayReport } from '../../lambdas/lake/maintenance/check-day.ts'
import { createRecordStream } from '../../lambdas/lake/maintenance/kinesis-record-stream.ts'
import type { RecordStream } from '../../lambdas/lake/maintenance/record-stream.ts'
import { createS3Lake } from '../../lambdas/lake/s3-lake.ts'
import { connectS3LakeFiles } from '../../lambdas/lake/s3-lake-files.ts'
import { createLakeWriter, type Lake } from '../../lambdas/lake/writer.ts'
import { createLakeLog } from '../../lambdas/lake/writer-log.ts'
import { createBatches } from '../../lambdas/statements/batch/batches.ts'
import type { TenantId } from '../../lambdas/tenancy/tenant-id.ts'
import { openAwsProxy } from '../../local/aws/aws-proxy.ts'
import { duringTests } from './during-tests.ts'
import { useEngine } from './engines.ts'
import { kinesisEvent } from './kinesis-events.ts'
import { BUCKETS, objectsAt, useLakeBuckets } from './s3-emulator.ts'

const SERVER = join(import.meta.dirname, '../../local/engines/kinesis-server.ts')
const STREAM = 'statements'
const SHARDS = 2

const requestHandler = () => new NodeHttpHandler()

async function startKinesis() {
  const child = fork(SERVER, ['', '0'], { stdio: 'ignore', execArgv: [] })
  const ended = once(child, 'exit')
  const stop = async () => {
    child.kill()
    await ended
  }
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  const kinesis = `http://127.0.0.1:${port}`
  const nowhere = 'http://127.0.0.1:9'
  const proxy = await openAwsProxy({ dynamodb: nowhere, s3: nowhere, kinesis })
  const client = new KinesisClient({ endpoint: kinesis, requestHandler: requestHandler() })
  await client.send(new CreateStreamCommand({ StreamName: STREAM, ShardCount: SHARDS }))
  while ((await shardsOf(client)).length < SHARDS) await pause(20)
  process.env.AWS_ENDPOINT_URL_KINESIS = proxy.endpoint
  return {
    client,
    stages: proxy.stages,
    stream: createRecordStream(STREAM),
    async stop() {
      client.destroy()
      await proxy.stop()
      await stop()
    },
  }
}

async function shardsOf(client: KinesisClient): Promise<string[]> {
  const { Shards = [] } = await client.send(new ListShardsCommand({ StreamName: STREAM }))
  return Shards.map(({ ShardId = '' }) => ShardId)
}

/** Everything that is in the stream, as Lambda gives it to the writer, shard by shard. */
async function recordsIn(client: KinesisClient): Promise<KinesisStreamRecord[]> {
  const all: KinesisStreamRecord[] = []
  for (const ShardId of await shardsOf(client)) {
    const start = { StreamName: STREAM, ShardId, ShardIteratorType: 'TRIM_HORIZON' as const }
    let { ShardIterator } = await client.send(new GetShardIteratorCommand(start))
    for (;;) {
      const { Records = [], NextShardIterator } = await client.send(new GetRecordsCommand({ ShardIterator }))
      if (Records.length === 0) break
      for (const { Data = [], PartitionKey: partitionKey = '', SequenceNumber = '' } of Records) {
        const data = Buffer.from(Data).toString('base64')
        const kinesis = { data, partitionKey, sequenceNumber: SequenceNumber }
        all.push({
          ...{ eventSource: 'aws:kinesis', eventVersion: '1.0', eventName: 'aws:kinesis:record' },
          ...{ invokeIdentityArn: '', awsRegion: 'us-east-1', eventSourceARN: '' },
          eventID: `${ShardId}:${SequenceNumber}`,
          kinesis: { ...kinesis, kinesisSchemaVersion: '1.0', approximateArrivalTimestamp: Date.now() / 1_000 },
        })
      }
      ShardIterator = NextShardIterator
    }
  }
  return all
}

export function useLakeStore() {
  const engine = useEngine()
  const s3 = useLakeBuckets()
  const kinesis = duringTests(startKinesis)
  const isRead = new Set<string>()
  const lake = duringTests(async () => ({
    objects: await objectsAt(s3.address.endpoint),
    files: connectS3LakeFiles(BUCKETS.lake),
  }))
  const write = (records: KinesisStreamRecord[], into: Lake = createS3Lake(s3.client, BUCKETS.lake, s3.objects)) =>
    createLakeWriter(
      into,
      createLakeLog(() => undefined),
    )(kinesisEvent(records))
  /** What came into the stream since the last time. */
  const newRecords = async () => {
    const records = (await recordsIn(kinesis.client)).filter(({ eventID }) => !isRead.has(eventID))
    for (const { eventID } of records) isRead.add(eventID)
    return records
  }
  return {
    engine,
    s3,
    lake,
    stages: () => kinesis.stages,
    stream: (): RecordStream => kinesis.stream,
    newRecords,
    write,
    /** The writer reads all that is new in the stream. */
    async flow() {
      const records = await newRecords()
      const { batchItemFailures } = await write(records)
      if (batchItemFailures.length > 0) throw new Error('The writer hands records back.')
      return records
    },
    check: (tenant: TenantId, day: string, others: Partial<CheckParts> = {}): Promise<DayReport> => {
      const parts = { tables: engine.tables, batches: createBatches(engine.tables, lake.objects), files: lake.files }
      const seen = { statements: 0, rows: 0, files: 0 }
      return checkDay({ ...parts, through: Number.MAX_SAFE_INTEGER, ...others }, { tenant, day }, seen)
    },
    put: (Key: string, Body: Uint8Array) => s3.client.send(new PutObjectCommand({ Bucket: BUCKETS.lake, Key, Body })),
    copy: (from: string, Key: string) =>
      s3.client.send(new CopyObjectCommand({ Bucket: BUCKETS.lake, Key, CopySource: `${BUCKETS.lake}/${from}` })),
    remove: (Key: string) => s3.client.send(new DeleteObjectCommand({ Bucket: BUCKETS.lake, Key })),
  }
}
