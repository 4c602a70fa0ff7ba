import { type AwsCall, AwsError } from '../engines/aws-calls.ts'
import { messageOf } from '../failure.ts'
import type { FunctionPool } from '../functions/function-pool.ts'
import type { Checkpoint } from '../home/checkpoint.ts'
import type { EventSource } from '../template/deployment.ts'
import { pause, retry } from '../waiting.ts'
import { runBatch } from './batch-run.ts'
import type { KinesisRecord } from './kinesis-event.ts'
import type { Signal } from './signal.ts'
import { type StreamReader, startFollower } from './stream-reader.ts'

export type EventSourceOptions = {
  source: EventSource
  kinesis: AwsCall
  s3Endpoint: string
  pool: FunctionPool
  checkpoint: Checkpoint
  /** Rung when the stream has new records. */
  published: Signal
  tell(line: string): void
}
type Shard = EventSourceOptions & { shardId: string; since: number; signal: AbortSignal }
type RecordsAnswer = { Records: KinesisRecord[]; NextShardIterator?: string }
type ShardsAnswer = { Shards: { ShardId: string }[] }

/** Lambda looks once a second for more records of a batch. */
const LOOK_MS = 1_000
/** Only what others than the runner put into the stream waits that long. */
const IDLE_MS = 5_000
/** Records of one page are held in memory; a record can be 1 MB. */
const PAGE = 100
/** A function's event is at most 6 MB, and records travel in base64 with some words around them. */
const BATCH_BYTES = 5_500_000
const WORDS_BYTES = 600

/** Reads each shard of a stream, gathers batches and gives them to the function, one at a time and in order. */
export function followStream(options: EventSourceOptions): StreamReader {
  const { source, kinesis } = options
  const since = beginning(options)
  return startFollower(async (signal) => {
    const list = () => kinesis<ShardsAnswer>('ListShards', { StreamName: streamName(source) }, signal)
    const answer = await retry(list, signal, complaint(options))
    const shards = answer?.Shards ?? []
    await Promise.all(shards.map(({ ShardId: shardId }) => followShard({ ...options, shardId, since, signal })))
  })
}

/** LATEST is what came after the mapping was made, also when nothing had come before the runner was killed. */
function beginning({ source, checkpoint }: EventSourceOptions): number {
  if (source.startingPosition !== 'LATEST') return 0
  if (checkpoint.get('since') === undefined) checkpoint.set('since', String(Date.now() / 1000))
  return Number(checkpoint.get('since'))
}

async function followShard(shard: Shard): Promise<void> {
  const { source, signal, shardId, checkpoint } = shard
  const run = { ...shard, reached: (sequenceNumber: string) => checkpoint.set(shardId, sequenceNumber) }
  const read = createReader(shard)
  const news = shard.published.listen()
  let gathered: KinesisRecord[] = []
  let oldest = 0
  while (!signal.aborted) {
    const page = await read()
    if (!page) return
    if (gathered.length === 0) oldest = Date.now()
    gathered.push(...page)
    const isLate = Date.now() - oldest >= source.windowSeconds * 1000
    while (gathered.length > 0 && !signal.aborted) {
      const count = batchLength(gathered, source.batchSize)
      const isFull = count === source.batchSize || count < gathered.length
      if (!isFull && !isLate) break
      await runBatch(run, gathered.slice(0, count))
      gathered = gathered.slice(count)
    }
    if (page.length === PAGE) continue
    if (gathered.length === 0) await news(IDLE_MS, signal)
    else await pause(Math.max(0, Math.min(LOOK_MS, oldest + source.windowSeconds * 1000 - Date.now())), signal)
  }
}

/** Each call gives the records that came since the last one; `undefined` once the runner stops. */
function createReader(shard: Shard): () => Promise<KinesisRecord[] | undefined> {
  const { kinesis, signal, since } = shard
  let iterator: string | undefined
  let last = shard.checkpoint.get(shard.shardId)
  async function next(): Promise<KinesisRecord[]> {
    iterator ??= await iteratorAfter(shard, last)
    try {
      const answer = await kinesis<RecordsAnswer>('GetRecords', { ShardIterator: iterator, Limit: PAGE }, signal)
      iterator = answer.NextShardIterator
      last = answer.Records.at(-1)?.SequenceNumber ?? last
      return answer.Records.filter((record) => record.ApproximateArrivalTimestamp >= since)
    } catch (error) {
      iterator = undefined
      // It is five minutes old: the function took that long.
      if (error instanceof AwsError && error.code === 'ExpiredIteratorException') return await next()
      throw error
    }
  }
  return () => retry(next, signal, complaint(shard))
}

async function iteratorAfter({ source, kinesis, shardId, signal }: Shard, last: string | undefined): Promise<string> {
  const position =
    last === undefined
      ? { ShardIteratorType: 'TRIM_HORIZON' }
      : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: last }
  const input = { StreamName: streamName(source), ShardId: shardId, ...position }
  return (await kinesis<{ ShardIterator: string }>('GetShardIterator', input, signal)).ShardIterator
}

/** How many of the records make one batch: as many as the mapping allows and as fit into one event. */
function batchLength(records: readonly KinesisRecord[], most: number): number {
  let bytes = 0
  for (const [i, record] of records.entries()) {
    bytes += record.Data.length + WORDS_BYTES
    if (i === most || (i > 0 && bytes > BATCH_BYTES)) return i
  }
  return records.length
}

function streamName({ streamArn }: EventSource): string {
  return streamArn.slice(streamArn.indexOf('/') + 1)
}

function complaint({ source, tell }: EventSourceOptions): (error: unknown) => void {
  return (error) => tell(`${source.name} waits: ${messageOf(error)}`)
}
