/**
 * Puts what is stored into the stream once more, in the form in which it came there first, so that the same writer makes
 * the same rows of it. Whatever reads the stream allows for repeats, so any part may be put twice.
 */
import type { Tables } from '../../database/tables.ts'
import { fromBatchItem } from '../../statements/batch/batch-item.ts'
import { msOf } from '../../statements/batch/sequence.ts'
import { type NewRecord, toInsertRecord } from '../../statements/batch/stream-record.ts'
import { tenantId } from '../../tenancy/tenant-id.ts'
import { daysFrom } from './days.ts'
import { bytesOf, type PacedStream } from './record-stream.ts'
import type { ReplayProgress } from './replay-progress-item.ts'
import { batchItemsOf, type TenantDay } from './stored-batches.ts'

export type ReplayParts = {
  tables: Pick<Tables, 'query'>
  stream: PacedStream
  /** What was stored after this instant (ms) is not replayed: a page may still miss some of it. */
  through: number
}

/** A record, and the batch that it tells of. */
type Waiting = { record: NewRecord; bytes: number; pk: string; sk: string; statements: number }

/** Yields the progress after each call, when its records are in the stream, and at the end. */
export async function* replay(parts: ReplayParts, from: ReplayProgress): AsyncGenerator<ReplayProgress> {
  let progress = from
  const first = { tenant: from.at?.tenant ?? '', day: from.at?.day ?? '' }
  for (const name of from.tenants) {
    if (name < first.tenant) continue
    for (const day of daysFrom(from.from, from.to)) {
      if (name === first.tenant && day < first.day) continue
      for await (progress of replayDay(parts, { tenant: tenantId(name), day }, progress)) yield progress
    }
  }
  yield { ...progress, isDone: true }
}

async function* replayDay(parts: ReplayParts, at: TenantDay, from: ReplayProgress): AsyncGenerator<ReplayProgress> {
  const { tables, stream, through } = parts
  const isBegun = from.at?.tenant === at.tenant && from.at.day === at.day
  let progress = isBegun ? from : { ...from, at: { tenant: at.tenant, day: at.day } }
  let waiting: Waiting[] = []
  const putAll = async () => {
    await stream.put(waiting.map(({ record }) => record))
    progress = progressAfter(progress, at, waiting)
    waiting = []
    return progress
  }
  for await (const item of batchItemsOf(tables, at, progress.at?.after)) {
    const { id, count: statements } = fromBatchItem(item)
    if (statements === 0 || msOf(id) > through) continue
    const record = toInsertRecord(item)
    const bytes = bytesOf([record])
    if (waiting.length > 0 && !stream.fits(waiting.length + 1, sizeOf(waiting) + bytes)) yield await putAll()
    waiting.push({ record, bytes, pk: item.pk, sk: item.sk, statements })
  }
  if (waiting.length > 0) yield await putAll()
}

const sizeOf = (waiting: Waiting[]) => waiting.reduce((sum, { bytes }) => sum + bytes, 0)

function progressAfter(progress: ReplayProgress, at: TenantDay, put: Waiting[]): ReplayProgress {
  const last = put.at(-1)
  return {
    ...progress,
    ...(last && { at: { ...at, after: { pk: last.pk, sk: last.sk } } }),
    batches: progress.batches + put.length,
    statements: progress.statements + put.reduce((sum, { statements }) => sum + statements, 0),
    bytes: progress.bytes + sizeOf(put),
  }
}
