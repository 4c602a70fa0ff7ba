import { randomUUID } from 'node:crypto'
import { putObject } from '../engines/aws-calls.ts'
import { messageOf } from '../failure.ts'
import type { FunctionPool } from '../functions/function-pool.ts'
import type { Outcome } from '../functions/invocation.ts'
import type { EventSource } from '../template/deployment.ts'
import { backoffMs, pause, retry } from '../waiting.ts'
import { type FailedBatch, failureRecord } from './failure-record.ts'
import { type KinesisRecord, toKinesisEvent } from './kinesis-event.ts'

export type BatchRun = {
  source: EventSource
  pool: FunctionPool
  shardId: string
  s3Endpoint: string
  signal: AbortSignal
  tell(line: string): void
  /** Called when everything up to this sequence number is done with, for good. */
  reached(sequenceNumber: string): void
}
type Batch = { records: KinesisRecord[]; invocations: number }
/** Where the function's answer leaves a batch: the index of the first record that is not done. */
type Verdict = { doneUpTo: number; threw: boolean }

/** Brings one batch of a shard to its end: done by the function, or given up and written to the failure destination. */
export async function runBatch(run: BatchRun, records: KinesisRecord[]): Promise<void> {
  const left: Batch[] = [{ records, invocations: 0 }]
  while (!run.signal.aborted) {
    const batch = left.shift()
    if (!batch) return
    left.unshift(...(await attempt(run, await withoutExpired(run, batch))))
  }
}

/** Gives what has to be done in place of the batch: nothing, the batch again, or parts of it. */
async function attempt(run: BatchRun, batch: Batch): Promise<Batch[]> {
  const { source, shardId, signal } = run
  const { records } = batch
  if (records.length === 0 || signal.aborted) return []
  const requestId = randomUUID()
  const event = toKinesisEvent(source, shardId, records)
  const outcome = await run.pool.invoke(event, requestId)
  // A stop ends the instances: that is no failure of the batch.
  if (signal.aborted) return []
  const { doneUpTo, threw } = toVerdict(source, records, outcome)
  const last = records[doneUpTo - 1]
  if (last) run.reached(last.SequenceNumber)
  if (doneUpTo === records.length) return []
  if (doneUpTo > 0) return [{ records: records.slice(doneUpTo), invocations: 0 }]
  // Splitting is no retry: the half that was not to blame is done at once, the other is halved down to the one record.
  if (source.bisect && records.length > 1) return halve(batch)
  const invocations = batch.invocations + 1
  if (source.retries >= 0 && invocations > source.retries) {
    await giveUp(run, { condition: 'RetryAttemptsExhausted', shardId, records, invocations, requestId, threw, event })
    return []
  }
  await pause(backoffMs(batch.invocations), signal)
  return [{ ...batch, invocations }]
}

async function withoutExpired(run: BatchRun, batch: Batch): Promise<Batch> {
  const { source, shardId } = run
  if (source.maxAgeSeconds < 0) return batch
  const horizon = Date.now() / 1000 - source.maxAgeSeconds
  const fresh = batch.records.findIndex((record) => record.ApproximateArrivalTimestamp >= horizon)
  const count = fresh < 0 ? batch.records.length : fresh
  if (count === 0) return batch
  const records = batch.records.slice(0, count)
  const event = toKinesisEvent(source, shardId, records)
  const known = {
    condition: 'RecordAgeExceeded',
    shardId,
    records,
    event,
    requestId: randomUUID(),
    threw: true,
  } as const
  await giveUp(run, { ...known, invocations: batch.invocations })
  return { ...batch, records: batch.records.slice(count) }
}

async function giveUp({ source, pool, signal, ...run }: BatchRun, failed: FailedBatch): Promise<void> {
  const { failureBucket } = source
  const count = failed.records.length
  run.tell(`${pool.fn.name} gave up ${count} record${count === 1 ? '' : 's'} of ${run.shardId} (${failed.condition})`)
  if (failureBucket !== undefined) {
    const { key, body } = failureRecord(source, pool.fn.arn, failed)
    const complain = (error: unknown) => run.tell(`The failure destination ${failureBucket} waits: ${messageOf(error)}`)
    await retry(() => putObject(run.s3Endpoint, failureBucket, key, body), signal, complain)
  }
  if (!signal.aborted) run.reached(failed.records.at(-1)?.SequenceNumber ?? '')
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
  const places = failures.map((named) => records.findIndex((record) => record.SequenceNumber === named?.itemIdentifier))
  if (places.length === 0) return all
  return { doneUpTo: Math.max(0, Math.min(...places)), threw: false }
}
