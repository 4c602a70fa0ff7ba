/**
 * From a table to its Kinesis stream: publishes each change, as DynamoDB does in the cloud and no local engine can.
 * A position is saved only after Kinesis has the record, so a kill repeats records and loses none.
 */
import type { AwsCalls } from '../engines/aws-calls.ts'
import { describeTable } from '../engines/provision.ts'
import { messageOf } from '../failure.ts'
import type { Checkpoint } from '../home/checkpoint.ts'
import type { StreamedTable } from '../template/deployment.ts'
import { pause, retry } from '../waiting.ts'
import { changeToEntry, type PutRecordsEntry, type TableChange } from './change-record.ts'
import type { Disorder } from './disorder.ts'
import type { Signal } from './signal.ts'
import { type StreamReader, startStreamReader } from './stream-reader.ts'

export type TablePublisherOptions = {
  table: StreamedTable
  calls: AwsCalls
  checkpoint: Checkpoint
  /** Notified after anything that may have changed the table. */
  changed: Signal
  /** The publisher notifies it when the stream has new records. */
  published: Signal
  /** Without it, records come in their order and once. */
  disorder?: Disorder | undefined
  log(line: string): void
}
type TableStream = TablePublisherOptions & { streamArn: string; signal: AbortSignal; report(error: unknown): void }
type Shard = { ShardId: string; ParentShardId?: string }
type StreamPage = { StreamDescription: { Shards: Shard[]; LastEvaluatedShardId?: string } }
type RecordsPage = { Records: TableChange[]; NextShardIterator?: string | null }
type PutResult = { FailedRecordCount: number; Records: { ErrorCode?: string }[] }

/** After a page the reader waits this long, so that many changes are published in one call. */
const PAUSE_MS = 200
/** A change that no signal tells of, because another program wrote to the engine, waits this long at most. */
const IDLE_MS = 1_000
/** A page of fewer changes than this means that the reader has caught up. */
const CAUGHT_UP_BELOW = 100
/** Between two looks for new shards, which come every few hours on one of the engines. */
const SHARDS_MS = 30_000
/** Kinesis takes 500 records in one call; the engine takes 7 MB of JSON. */
const MOST_ENTRIES = 500
const MOST_BYTES = 5_000_000
/** The position of a shard in the checkpoint when all of it is published. */
const FINISHED = 'finished'

export function startTablePublisher(options: TablePublisherOptions): StreamReader {
  const { table, calls, log } = options
  const report = (error: unknown) => log(`The changes of ${table.name} wait: ${messageOf(error)}`)
  return startStreamReader(async (signal) => {
    const findStream = async () => {
      const arn = (await describeTable(calls.dynamodb, table.name))?.LatestStreamArn
      if (arn === undefined) throw new Error('the table in this home has no stream')
      return arn
    }
    const streamArn = await retry(findStream, signal, report)
    if (streamArn !== undefined) await publishShards({ ...options, streamArn, signal, report })
  })
}

async function publishShards(stream: TableStream): Promise<void> {
  const { signal, checkpoint } = stream
  const readers = new Map<string, Promise<void>>()
  while (!signal.aborted) {
    const shards = (await retry(() => listShards(stream), signal, stream.report)) ?? []
    for (const { ShardId, ParentShardId = '' } of shards) {
      if (readers.has(ShardId) || checkpoint.get(ShardId) === FINISHED) continue
      // A parent's changes come before its child's, so that each item's changes stay in order.
      const parent = readers.get(ParentShardId) ?? Promise.resolve()
      readers.set(
        ShardId,
        parent.then(() => publishShard(stream, ShardId)),
      )
    }
    await pause(SHARDS_MS, signal)
  }
  await Promise.all(readers.values())
}

async function listShards({ streamArn: StreamArn, calls, signal }: TableStream): Promise<Shard[]> {
  const shards: Shard[] = []
  let from: string | undefined
  do {
    const input = { StreamArn, ...(from !== undefined && { ExclusiveStartShardId: from }) }
    const { StreamDescription: page } = await calls.streams<StreamPage>('DescribeStream', input, signal)
    shards.push(...page.Shards)
    from = page.LastEvaluatedShardId
  } while (from !== undefined)
  return shards
}

async function publishShard(stream: TableStream, shardId: string): Promise<void> {
  const { calls, checkpoint, signal, report } = stream
  const waitForChange = stream.changed.subscribe()
  let iterator: string | undefined
  const readPage = async () => {
    const current = iterator ?? (await iteratorAt(stream, shardId))
    // Iterators expire: after an error of any kind the next attempt asks for a new one.
    iterator = undefined
    return await calls.streams<RecordsPage>('GetRecords', { ShardIterator: current, Limit: 1000 }, signal)
  }
  while (!signal.aborted) {
    const page = await retry(readPage, signal, report)
    if (!page) return
    const last = page.Records.at(-1)
    if (last) {
      await retry(() => publish(stream, page.Records), signal, report)
      if (signal.aborted) return
      checkpoint.set(shardId, last.dynamodb.SequenceNumber)
      stream.published.notify()
    }
    if (!page.NextShardIterator) return checkpoint.set(shardId, FINISHED)
    iterator = page.NextShardIterator
    if (page.Records.length < CAUGHT_UP_BELOW) await pause(PAUSE_MS, signal)
    if (!last) await waitForChange(IDLE_MS, signal)
  }
}

async function iteratorAt({ streamArn, calls, checkpoint, signal }: TableStream, ShardId: string): Promise<string> {
  const after = checkpoint.get(ShardId)
  const position = after
    ? { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: after }
    : { ShardIteratorType: 'TRIM_HORIZON' }
  const input = { StreamArn: streamArn, ShardId, ...position }
  return (await calls.streams<{ ShardIterator: string }>('GetShardIterator', input, signal)).ShardIterator
}

async function publish(stream: TableStream, changes: readonly TableChange[]): Promise<void> {
  let entries: PutRecordsEntry[] = []
  let bytes = 0
  const inOrder = changes.map((change) => changeToEntry(stream.table, change))
  for (const entry of stream.disorder?.(inOrder) ?? inOrder) {
    if (entries.length === MOST_ENTRIES || bytes + entry.Data.length > MOST_BYTES) {
      await put(stream, entries)
      entries = []
      bytes = 0
    }
    entries.push(entry)
    bytes += entry.Data.length
  }
  await put(stream, entries)
}

async function put(stream: TableStream, entries: PutRecordsEntry[]): Promise<void> {
  if (entries.length === 0) return
  const { table, calls, signal } = stream
  const input = { StreamName: table.destination.streamName, Records: entries }
  const { FailedRecordCount, Records } = await calls.kinesis<PutResult>('PutRecords', input, signal)
  if (FailedRecordCount > 0) {
    const refused = entries.filter((_, i) => Records[i]?.ErrorCode !== undefined)
    await put(stream, refused)
  }
}
