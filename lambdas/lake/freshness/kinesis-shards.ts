/** The shards of the statements' stream on Kinesis. */
import { KinesisClient, ListShardsCommand, PutRecordCommand, type Shard } from '@aws-sdk/client-kinesis'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import type { ShardStream, StreamShard } from './heartbeat.ts'

export function createShardStream(StreamName: string): ShardStream {
  // HTTP/1.1, as every other client here: the SDK's own choice for Kinesis is HTTP/2, which a local stream does not speak.
  const client = new KinesisClient({
    requestHandler: new NodeHttpHandler({ connectionTimeout: 2_000, requestTimeout: 10_000 }),
  })
  return {
    async shards() {
      const all: StreamShard[] = []
      let NextToken: string | undefined
      do {
        const page = await client.send(new ListShardsCommand(NextToken === undefined ? { StreamName } : { NextToken }))
        all.push(...(page.Shards ?? []).map(toStreamShard))
        NextToken = page.NextToken
      } while (NextToken !== undefined)
      return all
    },
    async put(Data, ExplicitHashKey) {
      await client.send(new PutRecordCommand({ StreamName, Data, ExplicitHashKey, PartitionKey: 'heartbeat' }))
    },
  }
}

function toStreamShard(shard: Shard): StreamShard {
  const { ShardId: id = '', ParentShardId, AdjacentParentShardId, HashKeyRange, SequenceNumberRange } = shard
  return {
    id,
    parents: [ParentShardId, AdjacentParentShardId].filter((one) => one !== undefined),
    isOpen: SequenceNumberRange?.EndingSequenceNumber === undefined,
    hashKey: HashKeyRange?.StartingHashKey ?? '0',
  }
}
