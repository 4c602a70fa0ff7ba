/** The stream of the statements on Kinesis. */
import {
  DescribeStreamSummaryCommand,
  KinesisClient,
  PutRecordsCommand,
  type PutRecordsResultEntry,
} from '@aws-sdk/client-kinesis'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { throwUnavailable } from '../../database/unavailable.ts'
import type { RecordStream } from './record-stream.ts'

export function createRecordStream(StreamName: string): RecordStream {
  // HTTP/1.1, as every other client here: the SDK's own choice for Kinesis is HTTP/2, which a local stream does not speak.
  const requestHandler = new NodeHttpHandler({ connectionTimeout: 5_000, requestTimeout: 30_000 })
  const client = new KinesisClient({ requestHandler })
  return {
    async put(records) {
      const Records = records.map(({ data, partitionKey }) => ({ Data: data, PartitionKey: partitionKey }))
      const command = new PutRecordsCommand({ StreamName, Records })
      const { Records: results = [] } = await throwUnavailable(client.send(command))
      return records.filter((_, at) => !isTaken(results[at]))
    },
    async openShards() {
      const command = new DescribeStreamSummaryCommand({ StreamName })
      const { StreamDescriptionSummary } = await throwUnavailable(client.send(command))
      return Math.max(1, StreamDescriptionSummary?.OpenShardCount ?? 1)
    },
  }
}

const isTaken = (result: PutRecordsResultEntry | undefined) => result?.SequenceNumber !== undefined
