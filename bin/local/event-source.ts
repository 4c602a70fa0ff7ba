import { type AwsCall, AwsError } from './aws-calls.ts'
import { createBatchRun } from './batch-run.ts'
import type { EventSource } from './deployment.ts'
import { messageOf } from './failure.ts'
import type { FunctionPool } from './function-pool.ts'
import type { Checkpoint } from './home.ts'
import { persist, rest } from './rest.ts'
import type { Follower } from './table-stream.ts'

export type KinesisRecord = {
  SequenceNumber: string
  PartitionKey: string
  Data: string
  ApproximateArrivalTimestamp: number
}
type RecordsAnswer = { Records: KinesisRecord[]; NextShardIterator?: string }
type ShardsAnswer = { Shards: { ShardId: string }[] }

const IDLE_MS = 200
/** Records of one page are held in memory; a record can be 1 MB. */
const PAGE = 100
/** A function's event is at most 6 MB, and records travel in base64 with some words around them. */
const BATCH_BYTES = 5_500_000

/** Reads each shard of a stream, gathers batches and gives them to the function, one at a time and in order. */
export function followStream(
  source: EventSource,
  kinesis: AwsCall,
  s3Endpoint: string,
  pool: FunctionPool,
  checkpoint: Checkpoint,
  tell: (line: string) => void,
): Follower {
  const aborter = new AbortController()
  const { signal } = aborter
  const StreamName = source.streamArn.slice(source.streamArn.indexOf('/') + 1)
  const complain = (error: unknown) => tell(`${source.name} waits: ${messageOf(error)}`)
  // LATEST is what came after the mapping was made, also when nothing had come before the runner was killed.
  if (source.startingPosition === 'LATEST' && checkpoint.get('since') === undefined) {
    checkpoint.set('since', String(Date.now() / 1000))
  }
  const since = source.startingPosition === 'LATEST' ? Number(checkpoint.get('since')) : 0
  const done = follow()

  async function follow(): Promise<void> {
    const answer = await persist(() => kinesis<ShardsAnswer>('ListShards', { StreamName }, signal), signal, complain)
    await Promise.all((answer?.Shards ?? []).map(({ ShardId }) => followShard(ShardId)))
  }

  async function followShard(shardId: string): Promise<void> {
    const run = createBatchRun({
      source,
      pool,
      shardId,
      s3Endpoint,
      signal,
      tell,
      reached: (at) => checkpoint.set(shardId, at),
    })
    const read = createReader(shardId)
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
        await run(gathered.slice(0, count))
        gathered = gathered.slice(count)
      }
      if (page.length < PAGE) await rest(IDLE_MS, signal)
    }
  }

  /** Each call gives the records that came since the last one; `undefined` once the runner stops. */
  function createReader(shardId: string): () => Promise<KinesisRecord[] | undefined> {
    let iterator: string | undefined
    let last = checkpoint.get(shardId)
    async function next(): Promise<KinesisRecord[]> {
      iterator ??= await iteratorAt(shardId, last)
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
    return () => persist(next, signal, complain)
  }

  async function iteratorAt(ShardId: string, after: string | undefined): Promise<string> {
    const position =
      after === undefined
        ? { ShardIteratorType: 'TRIM_HORIZON' }
        : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: after }
    const input = { StreamName, ShardId, ...position }
    return (await kinesis<{ ShardIterator: string }>('GetShardIterator', input, signal)).ShardIterator
  }

  return {
    async stop() {
      aborter.abort()
      await done
    },
  }
}

/** How many of the records make one batch: as many as the mapping allows and as fit into one event. */
function batchLength(records: readonly KinesisRecord[], most: number): number {
  let bytes = 0
  for (const [i, record] of records.entries()) {
    bytes += record.Data.length + 600
    if (i === most || (i > 0 && bytes > BATCH_BYTES)) return i
  }
  return records.length
}
