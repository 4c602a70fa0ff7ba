/** The object that Lambda writes to an S3 failure destination: its key and its JSON. */
import { randomUUID } from 'node:crypto'
import type { EventSourceMapping } from '../template/event-source-mapping.ts'
import type { KinesisRecord } from './kinesis-event.ts'

export type FailedBatch = {
  condition: 'RetryAttemptsExhausted' | 'RecordAgeExceeded'
  shardId: string
  records: readonly KinesisRecord[]
  invocations: number
  requestId: string
  /** Whether the function failed as a whole; otherwise it named the records that failed. */
  threw: boolean
  event: string
}

export function toFailureRecord(
  mapping: EventSourceMapping,
  functionArn: string,
  batch: FailedBatch,
): { key: string; body: string } {
  const now = new Date().toISOString()
  const date = now.slice(0, 10)
  const second = now.slice(0, 19).replaceAll(':', '.')
  const [first, last] = [batch.records[0], batch.records.at(-1)]
  const arrival = (record?: KinesisRecord) => new Date((record?.ApproximateArrivalTimestamp ?? 0) * 1000).toISOString()
  return {
    key: `aws/lambda/${mapping.uuid}/${batch.shardId}/${date.replaceAll('-', '/')}/${second}-${randomUUID()}`,
    body: JSON.stringify({
      requestContext: {
        requestId: batch.requestId,
        functionArn,
        condition: batch.condition,
        approximateInvokeCount: batch.invocations,
      },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: batch.threw ? 'Unhandled' : null },
      version: '1.0',
      timestamp: now,
      KinesisBatchInfo: {
        shardId: batch.shardId,
        startSequenceNumber: first?.SequenceNumber,
        endSequenceNumber: last?.SequenceNumber,
        approximateArrivalOfFirstRecord: arrival(first),
        approximateArrivalOfLastRecord: arrival(last),
        batchSize: batch.records.length,
        streamArn: mapping.streamArn,
      },
      payload: batch.event,
    }),
  }
}
