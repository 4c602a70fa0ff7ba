import type { AwsCall } from '../engines/aws-calls.ts'
import { describeTable } from '../engines/provision.ts'
import { messageOf } from '../failure.ts'
import type { Checkpoint } from '../home/checkpoint.ts'
import type { StreamedTable } from '../template/deployment.ts'
import { pause, retry } from '../waiting.ts'
import { type Change, changeToEntry, type Entry } from './change-record.ts'
import type { Signal } from './signal.ts'
import { type StreamReader, startFollower } from './stream-reader.ts'

export type TableStreamOptions = {
  table: StreamedTable
  calls: { dynamodb: AwsCall; streams: AwsCall; kinesis: AwsCall }
  checkpoint: Checkpoint
  /** Rung after whatever may have changed the table. */
  changed: Signal
  /** To be rung when the stream has new records. */
  published: Signal
  tell(line: string): void
}
type Reading = TableStreamOptions & { streamArn: string; signal: AbortSignal; complain(error: unknown): void }
type Shard = { ShardId: string; ParentShardId?: string }
type StreamAnswer = { StreamDescription: { Shards: Shard[]; LastEvaluatedShardId?: string } }
type RecordsAnswer = { Records: Change[]; NextShardIterator?: string | null }
type PutAnswer = { FailedRecordCount: number; Records: { ErrorCode?: string }[] }

/** What changes meanwhile is published in one go. */
const PAUSE_MS = 200
/** Only what changes a table behind the runner's back waits that long. */
const IDLE_MS = 1_000
/** After a page of fewer changes than this the reader has caught up. */
const FEW = 100
/** New shards come every few hours, on one of the engines. */
const SHARDS_MS = 30_000
/** Kinesis takes 500 records in one call; the engine takes 7 MB of JSON. */
const MOST_ENTRIES = 500
const MOST_BYTES = 5_000_000
/** In the checkpoint: everything of this shard is published. */
const FINISHED = 'finished'

/**
 * Feeds a table's changes to its Kinesis stream, as DynamoDB itself does in the cloud; no local engine knows how. A
 * position is kept only after Kinesis has the record, so a kill repeats records and loses none.
 */
export function followTable(options: TableStreamOptions): StreamReader {
  const { table, calls, tell } = options
  const complain = (error: unknown) => tell(`The changes of ${table.name} wait: ${messageOf(error)}`)
  return startFollower(async (signal) => {
    const find = async () => {
      const found = (await describeTable(calls.dynamodb, table.name))?.LatestStreamArn
      if (found === undefined) throw new Error('the table in this home has no stream')
      return found
    }
    const streamArn = await retry(find, signal, complain)
    if (streamArn !== undefined) await followShards({ ...options, streamArn, signal, complain })
  })
}

async function followShards(reading: Reading): Promise<void> {
  const { signal, checkpoint } = reading
  const readers = new Map<string, Promise<void>>()
  while (!signal.aborted) {
    const shards = (await retry(() => listShards(reading), signal, reading.complain)) ?? []
    for (const { ShardId, ParentShardId = '' } of shards) {
      if (readers.has(ShardId) || checkpoint.get(ShardId) === FINISHED) continue
      // A parent's changes come before its child's, so that each item's changes stay in order.
      const parent = readers.get(ParentShardId) ?? Promise.resolve()
      readers.set(
        ShardId,
        parent.then(() => readShard(reading, ShardId)),
      )
    }
    await pause(SHARDS_MS, signal)
  }
  await Promise.all(readers.values())
}

async function listShards({ streamArn: StreamArn, calls, signal }: Reading): Promise<Shard[]> {
  const shards: Shard[] = []
  let from: string | undefined
  do {
    const input = { StreamArn, ...(from !== undefined && { ExclusiveStartShardId: from }) }
    const { StreamDescription: page } = await calls.streams<StreamAnswer>('DescribeStream', input, signal)
    shards.push(...page.Shards)
    from = page.LastEvaluatedShardId
  } while (from !== undefined)
  return shards
}

async function readShard(reading: Reading, shardId: string): Promise<void> {
  const { calls, checkpoint, signal, complain } = reading
  const news = reading.changed.listen()
  let iterator: string | undefined
  const next = async () => {
    const current = iterator ?? (await iteratorAt(reading, shardId))
    // An iterator ages: whatever goes wrong, the next attempt gets one of its own.
    iterator = undefined
    return await calls.streams<RecordsAnswer>('GetRecords', { ShardIterator: current, Limit: 1000 }, signal)
  }
  while (!signal.aborted) {
    const page = await retry(next, signal, complain)
    if (!page) return
    const last = page.Records.at(-1)
    if (last) {
      await retry(() => publish(reading, page.Records), signal, complain)
      if (signal.aborted) return
      checkpoint.set(shardId, last.dynamodb.SequenceNumber)
      reading.published.ring()
    }
    if (!page.NextShardIterator) return checkpoint.set(shardId, FINISHED)
    iterator = page.NextShardIterator
    if (page.Records.length < FEW) await pause(PAUSE_MS, signal)
    if (!last) await news(IDLE_MS, signal)
  }
}

async function iteratorAt({ streamArn, calls, checkpoint, signal }: Reading, ShardId: string): Promise<string> {
  const after = checkpoint.get(ShardId)
  const position = after
    ? { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: after }
    : { ShardIteratorType: 'TRIM_HORIZON' }
  const input = { StreamArn: streamArn, ShardId, ...position }
  return (await calls.streams<{ ShardIterator: string }>('GetShardIterator', input, signal)).ShardIterator
}

async function publish(reading: Reading, changes: readonly Change[]): Promise<void> {
  let entries: Entry[] = []
  let bytes = 0
  for (const change of changes) {
    const entry = changeToEntry(reading.table, change)
    if (entries.length === MOST_ENTRIES || bytes + entry.Data.length > MOST_BYTES) {
      await put(reading, entries)
      entries = []
      bytes = 0
    }
    entries.push(entry)
    bytes += entry.Data.length
  }
  await put(reading, entries)
}

async function put(reading: Reading, entries: Entry[]): Promise<void> {
  if (entries.length === 0) return
  const { table, calls, signal } = reading
  const input = { StreamName: table.destination.streamName, Records: entries }
  const { FailedRecordCount, Records } = await calls.kinesis<PutAnswer>('PutRecords', input, signal)
  if (FailedRecordCount > 0) {
    const refused = entries.filter((_, i) => Records[i]?.ErrorCode !== undefined)
    await put(reading, refused)
  }
}
