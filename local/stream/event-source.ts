/**
 * From a Kinesis stream to a function, as Lambda's event source mapping does it: reads each shard, gathers batches, and
 * gives them to the function one at a time and in order.
 */
import { type AwsCall, AwsError } from '../engines/aws-calls.ts'
import { messageOf } from '../failure.ts'
import type { FunctionPool } from '../functions/function-pool.ts'
import type { Checkpoint } from '../home/checkpoint.ts'
import type { EventSourceMapping } from '../template/event-source-mapping.ts'
import { pause, retry } from '../waiting.ts'
import { runBatch } from './batch-run.ts'
import type { KinesisRecord } from './kinesis-event.ts'
import { createSignal, type Signal } from './signal.ts'
import { type StreamReader, startStreamReader } from './stream-reader.ts'

export type EventSourceOptions = {
  mapping: EventSourceMapping
  kinesis: AwsCall
  s3Endpoint: string
  pool: FunctionPool
  checkpoint: Checkpoint
  now(): number
  /** Notified when the stream has new records. */
  published: Signal
  log(line: string): void
}
/** Records that arrived before `since` (in seconds) are left out. */
type ShardOptions = EventSourceOptions & { shardId: string; since: number; signal: AbortSignal }
type RecordsPage = { Records: KinesisRecord[]; NextShardIterator?: string | null }
/** A shard that was split or merged is the parent of others. */
type Shard = { ShardId: string; ParentShardId?: string; AdjacentParentShardId?: string }
/** `isLast`: the shard is closed, and nothing comes after these records. */
type ShardPage = { records: KinesisRecord[]; isLast: boolean }

/** The position of a shard in the checkpoint when it is closed and all of it is done. */
const FINISHED = 'finished'
/** Between two looks for new shards; there is another one whenever a shard has ended. */
const SHARDS_MS = 30_000

/** While a batch gathers, Lambda looks for more records once a second. */
const POLL_MS = 1_000
/** A record that no signal tells of, because another program put it into the stream, waits this long at most. */
const IDLE_MS = 5_000
/** Records of one page are held in memory; a record can be 1 MB. */
const PAGE = 100
/** A function's event is at most 6 MB. It holds each record's data in base64, and other fields around them. */
const BATCH_BYTES = 5_500_000
const FIELDS_BYTES = 600

export function startEventSource(options: EventSourceOptions): StreamReader {
  const { mapping, kinesis } = options
  const since = startTime(options)
  return startStreamReader(async (signal) => {
    const running = new Map<string, Promise<void>>()
    const closed = createSignal()
    const waitForEnd = closed.subscribe()
    const list = () => kinesis<{ Shards: Shard[] }>('ListShards', { StreamName: streamName(mapping) }, signal)
    while (!signal.aborted) {
      const shards = (await retry(list, signal, reporter(options)))?.Shards ?? []
      for (const { ShardId: shardId, ParentShardId = '', AdjacentParentShardId = '' } of shards) {
        if (running.has(shardId) || options.checkpoint.get(shardId) === FINISHED) continue
        // What was written before a split comes before what was written after it.
        const parents = Promise.all([running.get(ParentShardId), running.get(AdjacentParentShardId)])
        const run = parents.then(() => runShard({ ...options, shardId, since, signal }))
        running.set(shardId, run.then(closed.notify))
      }
      await waitForEnd(SHARDS_MS, signal)
    }
    await Promise.all(running.values())
  })
}

/** LATEST means after the mapping was made; that time is saved, for a runner that is killed before its first record. */
function startTime({ mapping, checkpoint }: EventSourceOptions): number {
  if (mapping.startingPosition !== 'LATEST') return 0
  if (checkpoint.get('since') === undefined) checkpoint.set('since', String(Date.now() / 1000))
  return Number(checkpoint.get('since'))
}

async function runShard(shard: ShardOptions): Promise<void> {
  const { mapping, signal, shardId, checkpoint } = shard
  const run = { ...shard, onDone: (sequenceNumber: string) => checkpoint.set(shardId, sequenceNumber) }
  const readPage = createPageReader(shard)
  const waitForRecords = shard.published.subscribe()
  let gathered: KinesisRecord[] = []
  let oldest = 0
  while (!signal.aborted) {
    const page = await readPage()
    if (!page) return
    if (gathered.length === 0) oldest = Date.now()
    gathered.push(...page.records.filter((record) => isWanted(mapping, record)))
    const last = page.records.at(-1)
    // What the function never sees is done.
    if (gathered.length === 0 && last !== undefined) run.onDone(last.SequenceNumber)
    const isLate = page.isLast || Date.now() - oldest >= mapping.windowSeconds * 1000
    while (gathered.length > 0 && !signal.aborted) {
      const count = batchLength(gathered, mapping.batchSize)
      const isFull = count === mapping.batchSize || count < gathered.length
      if (!isFull && !isLate) break
      await runBatch(run, gathered.slice(0, count))
      gathered = gathered.slice(count)
    }
    if (page.isLast) {
      if (!signal.aborted) checkpoint.set(shardId, FINISHED)
      return
    }
    if (page.records.length === PAGE) continue
    if (gathered.length === 0) await waitForRecords(IDLE_MS, signal)
    else await pause(Math.max(0, Math.min(POLL_MS, oldest + mapping.windowSeconds * 1000 - Date.now())), signal)
  }
}

/** Each call gives the records after those of the call before; `undefined` once the runner stops. */
function createPageReader(shard: ShardOptions): () => Promise<ShardPage | undefined> {
  const { kinesis, signal, since } = shard
  let iterator: string | undefined
  let last = shard.checkpoint.get(shard.shardId)
  async function readPage(): Promise<ShardPage> {
    iterator ??= await iteratorAfter(shard, last)
    try {
      const page = await kinesis<RecordsPage>('GetRecords', { ShardIterator: iterator, Limit: PAGE }, signal)
      iterator = page.NextShardIterator ?? undefined
      last = page.Records.at(-1)?.SequenceNumber ?? last
      const records = page.Records.filter((record) => record.ApproximateArrivalTimestamp >= since)
      return { records, isLast: iterator === undefined }
    } catch (error) {
      iterator = undefined
      // Iterators expire after five minutes, and the function took that long.
      if (error instanceof AwsError && error.code === 'ExpiredIteratorException') return await readPage()
      throw error
    }
  }
  return () => retry(readPage, signal, reporter(shard))
}

async function iteratorAfter(
  { mapping, kinesis, shardId, signal }: ShardOptions,
  last: string | undefined,
): Promise<string> {
  const position =
    last === undefined
      ? { ShardIteratorType: 'TRIM_HORIZON' }
      : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: last }
  const input = { StreamName: streamName(mapping), ShardId: shardId, ...position }
  return (await kinesis<{ ShardIterator: string }>('GetShardIterator', input, signal)).ShardIterator
}

/** How many of the records make one batch: as many as the mapping allows and as fit into one event. */
function batchLength(records: readonly KinesisRecord[], batchSize: number): number {
  let bytes = 0
  for (const [i, record] of records.entries()) {
    bytes += record.Data.length + FIELDS_BYTES
    if (i === batchSize || (i > 0 && bytes > BATCH_BYTES)) return i
  }
  return records.length
}

function streamName({ streamArn }: EventSourceMapping): string {
  return streamArn.slice(streamArn.indexOf('/') + 1)
}

function reporter({ mapping, log }: EventSourceOptions): (error: unknown) => void {
  return (error) => log(`${mapping.name} waits: ${messageOf(error)}`)
}

/** As Lambda's filters do: data that are no JSON match none. */
function isWanted({ only }: EventSourceMapping, { Data }: KinesisRecord): boolean {
  if (only === undefined) return true
  try {
    const data = JSON.parse(Buffer.from(Data, 'base64').toString('utf8'))
    return Object.entries(only).every(([name, texts]) => texts.includes(data[name]))
  } catch {
    return false
  }
}
