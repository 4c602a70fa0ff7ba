import { randomUUID } from 'node:crypto'
import { putObject } from './aws-calls.ts'
import type { EventSource } from './deployment.ts'
import type { KinesisRecord } from './event-source.ts'
import { messageOf } from './failure.ts'
import { type FailedBatch, failureRecord } from './failure-record.ts'
import type { FunctionPool, Outcome } from './function-pool.ts'
import { REGION } from './intrinsics.ts'
import { backoffMs, persist, rest } from './rest.ts'

export type BatchRunOptions = {
  source: EventSource
  pool: FunctionPool
  shardId: string
  s3Endpoint: string
  signal: AbortSignal
  tell: (line: string) => void
  /** Called when everything up to this sequence number is done with, for good. */
  reached(sequenceNumber: string): void
}
type Batch = { records: KinesisRecord[]; invocations: number }
/** Where the function's answer leaves a batch: the index of the first record that is not done. */
type Verdict = { doneUpTo: number; threw: boolean }

/** Brings one batch of a shard to its end: done by the function, or given up and written to the failure destination. */
export function createBatchRun(options: BatchRunOptions): (records: KinesisRecord[]) => Promise<void> {
  const { source, pool, shardId, signal, tell } = options

  async function run(records: KinesisRecord[]): Promise<void> {
    const left: Batch[] = [{ records, invocations: 0 }]
    while (!signal.aborted) {
      const batch = left.shift()
      if (!batch) return
      left.unshift(...(await attempt(batch)))
    }
  }

  /** Gives what has to be done in place of the batch: nothing, the batch again, or parts of it. */
  async function attempt(whole: Batch): Promise<Batch[]> {
    const batch = await withoutExpired(whole)
    if (batch.records.length === 0) return []
    const requestId = randomUUID()
    const event = toKinesisEvent(source, shardId, batch.records)
    const verdict = toVerdict(source, batch.records, await pool.invoke(event, requestId))
    if (signal.aborted) return []
    const { doneUpTo, threw } = verdict
    const last = batch.records[doneUpTo - 1]
    if (last) options.reached(last.SequenceNumber)
    if (doneUpTo === batch.records.length) return []
    if (doneUpTo > 0) return [{ records: batch.records.slice(doneUpTo), invocations: 0 }]
    const invocations = batch.invocations + 1
    // Splitting is no retry: the half that was not to blame is done at once, the other is halved down to the one record.
    if (source.bisect && batch.records.length > 1) return halve(batch)
    if (source.retries >= 0 && invocations > source.retries) {
      await giveUp({
        condition: 'RetryAttemptsExhausted',
        shardId,
        records: batch.records,
        invocations,
        requestId,
        threw,
        event,
      })
      return []
    }
    await rest(backoffMs(batch.invocations), signal)
    return [{ ...batch, invocations }]
  }

  async function withoutExpired(batch: Batch): Promise<Batch> {
    if (source.maxAgeSeconds < 0) return batch
    const horizon = Date.now() / 1000 - source.maxAgeSeconds
    const fresh = batch.records.findIndex((record) => record.ApproximateArrivalTimestamp >= horizon)
    const count = fresh < 0 ? batch.records.length : fresh
    if (count === 0) return batch
    const records = batch.records.slice(0, count)
    const event = toKinesisEvent(source, shardId, records)
    const { invocations } = batch
    await giveUp({
      condition: 'RecordAgeExceeded',
      shardId,
      records,
      invocations,
      requestId: randomUUID(),
      threw: true,
      event,
    })
    return { ...batch, records: batch.records.slice(count) }
  }

  async function giveUp(failed: FailedBatch): Promise<void> {
    const { failureBucket } = source
    const count = failed.records.length
    tell(`${pool.fn.name} gave up ${count} record${count === 1 ? '' : 's'} of ${shardId} (${failed.condition})`)
    if (failureBucket !== undefined) {
      const { key, body } = failureRecord(source, pool.fn.arn, failed)
      const complain = (error: unknown) => tell(`The failure destination ${failureBucket} waits: ${messageOf(error)}`)
      await persist(() => putObject(options.s3Endpoint, failureBucket, key, body), signal, complain)
    }
    if (!signal.aborted) options.reached(failed.records.at(-1)?.SequenceNumber ?? '')
  }

  return run
}

function halve({ records, invocations }: Batch): Batch[] {
  const middle = Math.ceil(records.length / 2)
  return [records.slice(0, middle), records.slice(middle)].map((half) => ({ records: half, invocations }))
}

/** `ReportBatchItemFailures`: the lowest named record and all after it are to be done again; an odd answer fails all. */
function toVerdict(source: EventSource, records: readonly KinesisRecord[], outcome: Outcome): Verdict {
  if (outcome.kind !== 'result') return { doneUpTo: 0, threw: true }
  const all = { doneUpTo: records.length, threw: false }
  if (!source.partialFailures) return all
  const answer = JSON.parse(outcome.payload) as { batchItemFailures?: { itemIdentifier?: string }[] | null } | null
  const failures = answer?.batchItemFailures ?? []
  if (!Array.isArray(failures)) return { doneUpTo: 0, threw: false }
  const places = failures.map(({ itemIdentifier }) =>
    records.findIndex((record) => record.SequenceNumber === itemIdentifier),
  )
  if (places.length === 0) return all
  return { doneUpTo: Math.max(0, Math.min(...places)), threw: false }
}

function toKinesisEvent(source: EventSource, shardId: string, records: readonly KinesisRecord[]): string {
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
      invokeIdentityArn: `arn:aws:iam::000000000000:role/${source.functionName}`,
      awsRegion: REGION,
      eventSourceARN: source.streamArn,
    })),
  })
}
