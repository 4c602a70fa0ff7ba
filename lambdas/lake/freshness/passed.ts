/**
 * When a record was put into its shard, at the earliest: everything stored `ALLOWANCE_MS` before that is before it there.
 * A heartbeat says it itself; a commit was put after its stamp. So the watermark waits for heartbeats in quiet shards only.
 */
import type { KinesisStreamRecord } from 'aws-lambda'
import { MOST_AHEAD_MS } from '../../statements/batch/consistent-through.ts'
import { type BatchId, msOf } from '../../statements/batch/sequence.ts'
import { fromHeartbeat } from './heartbeat.ts'

export type Passed = { record: KinesisStreamRecord; time: number }

/** What is replayed was stored long before, and says nothing that the next heartbeat does not say better. */
const LONGEST_FRESH_MS = 60_000

/** @param batchId of a commit; none for any other record */
export function passedBy(record: KinesisStreamRecord, batchId?: BatchId): Passed | undefined {
  const { data, approximateArrivalTimestamp } = record.kinesis
  if (batchId === undefined) {
    const time = fromHeartbeat(data)
    return time === undefined ? undefined : { record, time }
  }
  const time = msOf(batchId) - MOST_AHEAD_MS
  return approximateArrivalTimestamp * 1_000 - time > LONGEST_FRESH_MS ? undefined : { record, time }
}

export const later = (one: Passed | undefined, other: Passed | undefined): Passed | undefined =>
  one === undefined || (other !== undefined && other.time > one.time) ? other : one
