import { createHash } from 'node:crypto'
import type { AwsCall } from './aws-calls.ts'
import type { Table } from './deployment.ts'
import { messageOf } from './failure.ts'
import type { Checkpoint } from './home.ts'
import { REGION } from './intrinsics.ts'
import { describeTable } from './provision.ts'
import { persist, rest } from './rest.ts'

export type Follower = { stop(): Promise<void> }
type StreamedTable = Table & { destination: NonNullable<Table['destination']> }
type Calls = { dynamodb: AwsCall; streams: AwsCall; kinesis: AwsCall }

type Change = {
  eventID: string
  eventName: 'INSERT' | 'MODIFY' | 'REMOVE'
  dynamodb: {
    ApproximateCreationDateTime: number
    Keys: object
    NewImage?: object
    OldImage?: object
    SequenceNumber: string
    SizeBytes?: number
  }
}
type Shard = { ShardId: string; ParentShardId?: string }
type StreamDescription = { StreamDescription: { Shards: Shard[]; LastEvaluatedShardId?: string } }
type RecordsAnswer = { Records: Change[]; NextShardIterator?: string | null }
type PutAnswer = { FailedRecordCount: number; Records: { ErrorCode?: string }[] }
type Entry = { Data: string; PartitionKey: string }

const IDLE_MS = 100
/** Kinesis takes 500 records in one call; the engine takes 7 MB of JSON. */
const MOST_ENTRIES = 500
const MOST_BYTES = 5_000_000
/** The most that one Kinesis record may hold. */
const RECORD_LIMIT = 1_048_576
/** In the checkpoint: everything of this shard is published. */
const FINISHED = 'finished'

/**
 * Feeds a table's changes to its Kinesis stream, as DynamoDB itself does in the cloud; no local engine knows how. A
 * position is kept only after Kinesis has the record, so a kill repeats records and loses none.
 */
export function followTable(
  table: StreamedTable,
  calls: Calls,
  checkpoint: Checkpoint,
  tell: (line: string) => void,
): Follower {
  const aborter = new AbortController()
  const { signal } = aborter
  const complain = (error: unknown) => tell(`The changes of ${table.name} wait: ${messageOf(error)}`)
  const done = follow()

  async function follow(): Promise<void> {
    const readers = new Map<string, Promise<void>>()
    const streamArn = await persist(findStream, signal, complain)
    while (!signal.aborted && streamArn !== undefined) {
      const shards = (await persist(() => listShards(streamArn), signal, complain)) ?? []
      for (const shard of shards) {
        const isKnown = readers.has(shard.ShardId) || checkpoint.get(shard.ShardId) === FINISHED
        // A parent's changes come before its child's, so that each item's changes stay in order.
        const parent = shard.ParentShardId === undefined ? undefined : readers.get(shard.ParentShardId)
        if (!isKnown)
          readers.set(
            shard.ShardId,
            (parent ?? Promise.resolve()).then(() => readShard(streamArn, shard.ShardId)),
          )
      }
      await rest(30_000, signal)
    }
    await Promise.all(readers.values())
  }

  async function findStream(): Promise<string> {
    const found = (await describeTable(calls.dynamodb, table.name))?.LatestStreamArn
    if (found === undefined) throw new Error('the table in this home has no stream')
    return found
  }

  async function listShards(StreamArn: string): Promise<Shard[]> {
    const shards: Shard[] = []
    let from: string | undefined
    do {
      const input = { StreamArn, ...(from !== undefined && { ExclusiveStartShardId: from }) }
      const { StreamDescription: page } = await calls.streams<StreamDescription>('DescribeStream', input, signal)
      shards.push(...page.Shards)
      from = page.LastEvaluatedShardId
    } while (from !== undefined)
    return shards
  }

  async function readShard(StreamArn: string, shardId: string): Promise<void> {
    let iterator: string | undefined
    while (!signal.aborted) {
      const page = await persist(
        async () => {
          iterator ??= await iteratorAt(StreamArn, shardId)
          const current = iterator
          // An iterator ages: whatever goes wrong, the next attempt gets one of its own.
          iterator = undefined
          return await calls.streams<RecordsAnswer>('GetRecords', { ShardIterator: current, Limit: 1000 }, signal)
        },
        signal,
        complain,
      )
      if (!page) return
      if (page.Records.length > 0) {
        await persist(() => publish(page.Records), signal, complain)
        if (signal.aborted) return
        checkpoint.set(shardId, page.Records.at(-1)?.dynamodb.SequenceNumber ?? '')
      }
      if (!page.NextShardIterator) return checkpoint.set(shardId, FINISHED)
      iterator = page.NextShardIterator
      if (page.Records.length === 0) await rest(IDLE_MS, signal)
    }
  }

  async function iteratorAt(StreamArn: string, ShardId: string): Promise<string> {
    const after = checkpoint.get(ShardId)
    const position = after
      ? { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: after }
      : { ShardIteratorType: 'TRIM_HORIZON' }
    const input = { StreamArn, ShardId, ...position }
    return (await calls.streams<{ ShardIterator: string }>('GetShardIterator', input, signal)).ShardIterator
  }

  async function publish(changes: readonly Change[]): Promise<void> {
    let entries: Entry[] = []
    let bytes = 0
    for (const change of changes) {
      const entry = toEntry(table, change)
      if (entries.length === MOST_ENTRIES || bytes + entry.Data.length > MOST_BYTES) {
        await put(entries)
        entries = []
        bytes = 0
      }
      entries.push(entry)
      bytes += entry.Data.length
    }
    await put(entries)
  }

  async function put(entries: Entry[]): Promise<void> {
    if (entries.length === 0) return
    const input = { StreamName: table.destination.streamName, Records: entries }
    const { FailedRecordCount, Records } = await calls.kinesis<PutAnswer>('PutRecords', input, signal)
    if (FailedRecordCount > 0) await put(entries.filter((_, i) => Records[i]?.ErrorCode !== undefined))
  }

  return {
    async stop() {
      aborter.abort()
      await done
    },
  }
}

/** The record that DynamoDB writes to a Kinesis stream. */
function toEntry(table: StreamedTable, change: Change): Entry {
  const { ApproximateCreationDateTime: seconds, Keys, NewImage, OldImage, SizeBytes } = change.dynamodb
  const { precision } = table.destination
  const record = (withOld: boolean) => ({
    awsRegion: REGION,
    eventID: change.eventID,
    eventName: change.eventName,
    userIdentity: null,
    recordFormat: 'application/json',
    tableName: table.name,
    dynamodb: {
      ApproximateCreationDateTime: Math.round(seconds * (precision === 'MILLISECOND' ? 1e3 : 1e6)),
      ApproximateCreationDateTimePrecision: precision,
      Keys,
      ...(NewImage && { NewImage }),
      ...(withOld && OldImage && { OldImage }),
      ...(SizeBytes !== undefined && { SizeBytes }),
    },
    eventSource: 'aws:dynamodb',
  })
  let data = Buffer.from(JSON.stringify(record(true)))
  // Two big images can be more than the engine takes; a change that could never be published would block all others.
  if (data.length > RECORD_LIMIT) data = Buffer.from(JSON.stringify(record(false)))
  const PartitionKey = createHash('sha256').update(JSON.stringify(Keys)).digest('hex')
  return { Data: data.toString('base64'), PartitionKey }
}
