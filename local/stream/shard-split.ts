/** Splits the shards of a stream while it is used, as an operator does who needs more of them, or AWS on demand. */
import type { AwsCall } from '../engines/aws-calls.ts'
import { retry } from '../waiting.ts'
import type { Signal } from './signal.ts'
import { type StreamReader, startStreamReader } from './stream-reader.ts'

type Shard = {
  ShardId: string
  HashKeyRange: { StartingHashKey: string; EndingHashKey: string }
  SequenceNumberRange: { EndingSequenceNumber?: string }
}
export type ShardSplitOptions = {
  streamName: string
  kinesis: AwsCall
  /** Notified when the stream has new records. */
  published: Signal
  log(line: string): void
}

/** A stream with so many open shards is split no more, however often the runner is started. */
const MOST_SHARDS = 4
/** After so many notifications, each of one record or more. */
const SPLIT_AFTER = 5
const A_DAY_MS = 86_400_000

/** Splits one shard once. */
export function startShardSplit({ streamName, kinesis, published, log }: ShardSplitOptions): StreamReader {
  return startStreamReader(async (signal) => {
    const wait = published.subscribe()
    for (let heard = 0; heard < SPLIT_AFTER && !signal.aborted; heard++) await wait(A_DAY_MS, signal)
    if (signal.aborted) return
    const split = async () => {
      const { Shards } = await kinesis<{ Shards: Shard[] }>('ListShards', { StreamName: streamName }, signal)
      const open = Shards.filter(({ SequenceNumberRange }) => SequenceNumberRange.EndingSequenceNumber === undefined)
      const [shard] = open
      if (shard === undefined || open.length >= MOST_SHARDS) return
      await kinesis('SplitShard', {
        StreamName: streamName,
        ShardToSplit: shard.ShardId,
        NewStartingHashKey: middleOf(shard),
      })
      log(`${streamName}: split ${shard.ShardId}`)
    }
    await retry(split, signal, (error) => log(`${streamName} is not split: ${error}`))
  })
}

function middleOf({ HashKeyRange: { StartingHashKey, EndingHashKey } }: Shard): string {
  return String((BigInt(StartingHashKey) + BigInt(EndingHashKey)) / 2n)
}
