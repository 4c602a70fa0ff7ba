/** Turns a batch of records into the event that Lambda makes of it, as JSON text. */
import { ACCOUNT, REGION } from '../template/account.ts'
import type { EventSourceMapping } from '../template/event-source-mapping.ts'

/** A record as GetRecords gives it; `Data` is base64. */
export type KinesisRecord = {
  SequenceNumber: string
  PartitionKey: string
  Data: string
  /** In seconds, with a fraction. */
  ApproximateArrivalTimestamp: number
}

export function toKinesisEvent(
  mapping: EventSourceMapping,
  shardId: string,
  records: readonly KinesisRecord[],
): string {
  return JSON.stringify({
    Records: records.map((record) => ({
      kinesis: {
        kinesisSchemaVersion: '1.0',
        partitionKey: record.PartitionKey,
        sequenceNumber: record.SequenceNumber,
        data: record.Data,
        approximateArrivalTimestamp: record.ApproximateArrivalTimestamp,
      },
      eventSource: 'aws:kinesis',
      eventVersion: '1.0',
      eventID: `${shardId}:${record.SequenceNumber}`,
      eventName: 'aws:kinesis:record',
      invokeIdentityArn: `arn:aws:iam::${ACCOUNT}:role/${mapping.functionName}`,
      awsRegion: REGION,
      eventSourceARN: mapping.streamArn,
    })),
  })
}
