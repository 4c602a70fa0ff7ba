/**
 * Brings one batch of a shard to its end: the function is done with it, or it is given up and written to the failure
 * destination. Retries, bisection, partial failures and the greatest age of records are as the mapping says.
 */
import { randomUUID } from 'node:crypto'
import { putObject } from '../engines/aws-calls.ts'
import { messageOf } from '../failure.ts'
import type { FunctionPool } from '../functions/function-pool.ts'
import type { Outcome } from '../functions/invocation.ts'
import type { EventSourceMapping } from '../template/event-source-mapping.ts'
import { backoffMs, pause, retry } from '../waiting.ts'
import { type FailedBatch, toFailureRecord } from './failure-record.ts'
import { type KinesisRecord, toKinesisEvent } from './kinesis-event.ts'

export type BatchRun = {
  mapping: EventSourceMapping
  pool: FunctionPool
  shardId: string
  s3Endpoint: string
  signal: AbortSignal
  /** In milliseconds: tells how old a record is. */
  now(): number
  log(line: string): void
  /** Called when nothing up to this sequence number is left to do. */
  onDone(sequenceNumber: string): void
}
type Batch = { records: KinesisRecord[]; invocations: number }
/** What one invocation achieved; `doneUpTo` is the index of the first record that is not done. */
type Progress = { doneUpTo: number; threw: boolean }

export async function runBatch(run: BatchRun, records: KinesisRecord[]): Promise<void> {
  const left: Batch[] = [{ records, invocations: 0 }]
  while (!run.signal.aborted) {
    const batch = left.shift()
    if (!batch) return
    left.unshift(...(await attempt(run, await withoutExpired(run, batch))))
  }
}

/** Returns what is left to do of the batch: nothing, the batch again, or parts of it. */
async function attempt(run: BatchRun, batch: Batch): Promise<Batch[]> {
  const { mapping, shardId, signal } = run
  const { records } = batch
  if (records.length === 0 || signal.aborted) return []
  const requestId = randomUUID()
  const event = toKinesisEvent(mapping, shardId, records)
  const outcome = await run.pool.invoke(event, requestId)
  // The runner stops and ended the instance: the batch did not fail.
  if (signal.aborted) return []
  if (outcome.kind === 'throttled') {
    // The function was never called: nothing is said about the records.
    await pause(backoffMs(0), signal)
    return [batch]
  }
  const { doneUpTo, threw } = toProgress(mapping, records, outcome)
  const last = records[doneUpTo - 1]
  if (last) run.onDone(last.SequenceNumber)
  if (doneUpTo === records.length) return []
  if (doneUpTo > 0) return [{ records: records.slice(doneUpTo), invocations: 0 }]
  // A split does not count as a retry: a good half is done at once, and a bad record is soon alone in its batch.
  if (mapping.bisect && records.length > 1) return halve(batch)
  const invocations = batch.invocations + 1
  if (mapping.retries >= 0 && invocations > mapping.retries) {
    await giveUp(run, { condition: 'RetryAttemptsExhausted', shardId, records, invocations, requestId, threw, event })
    return []
  }
  await pause(backoffMs(batch.invocations), signal)
  return [{ ...batch, invocations }]
}

async function withoutExpired(run: BatchRun, batch: Batch): Promise<Batch> {
  const { mapping, shardId } = run
  if (mapping.maxAgeSeconds < 0) return batch
  const horizon = run.now() / 1000 - mapping.maxAgeSeconds
  const firstYoung = batch.records.findIndex((record) => record.ApproximateArrivalTimestamp >= horizon)
  const count = firstYoung < 0 ? batch.records.length : firstYoung
  if (count === 0) return batch
  const records = batch.records.slice(0, count)
  const event = toKinesisEvent(mapping, shardId, records)
  const { invocations } = batch
  const requestId = randomUUID()
  await giveUp(run, { condition: 'RecordAgeExceeded', shardId, records, invocations, requestId, threw: true, event })
  return { ...batch, records: batch.records.slice(count) }
}

async function giveUp({ mapping, pool, signal, ...run }: BatchRun, failed: FailedBatch): Promise<void> {
  const { failureBucket } = mapping
  const count = failed.records.length
  run.log(`${pool.fn.name} gave up ${count} record${count === 1 ? '' : 's'} of ${run.shardId} (${failed.condition})`)
  if (failureBucket !== undefined) {
    const { key, body } = toFailureRecord(mapping, pool.fn.arn, failed)
    const report = (error: unknown) => run.log(`The failure destination ${failureBucket} waits: ${messageOf(error)}`)
    await retry(() => putObject(run.s3Endpoint, failureBucket, key, body), signal, report)
  }
  if (!signal.aborted) run.onDone(failed.records.at(-1)?.SequenceNumber ?? '')
}

function halve({ records, invocations }: Batch): Batch[] {
  const middle = Math.ceil(records.length / 2)
  return [records.slice(0, middle), records.slice(middle)].map((half) => ({ records: half, invocations }))
}

/** With `ReportBatchItemFailures` the first named record and all after it are done again; an odd result fails all. */
function toProgress(mapping: EventSourceMapping, records: readonly KinesisRecord[], outcome: Outcome): Progress {
  if (outcome.kind !== 'result') return { doneUpTo: 0, threw: true }
  const all = { doneUpTo: records.length, threw: false }
  if (!mapping.partialFailures) return all
  const result = JSON.parse(outcome.payload) as { batchItemFailures?: { itemIdentifier?: string }[] | null } | null
  const failures = result?.batchItemFailures ?? []
  if (!Array.isArray(failures)) return { doneUpTo: 0, threw: false }
  const indexes = failures.map((failed) => records.findIndex((one) => one.SequenceNumber === failed?.itemIdentifier))
  if (indexes.length === 0) return all
  return { doneUpTo: Math.max(0, Math.min(...indexes)), threw: false }
}
