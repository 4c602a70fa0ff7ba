/** What was removed or rewritten of what the stream brings: it holds the old texts for days, and any record may come again. */
import { storedOf } from '../statements/batch/sequence.ts'
import { PoisonRecord } from '../statements/batch/stream-record.ts'
import { amendmentsKey, type Changes, fromText } from './amendments.ts'
import type { LakeFiles } from './lake-files.ts'
import { readBatch, type StreamedBatch } from './streamed-batch.ts'

type Texts = Pick<LakeFiles, 'getText'>

export async function readChanges(lake: Texts, { tenant, dt }: { tenant: string; dt: string }) {
  const text = await lake.getText(amendmentsKey({ tenant, day: dt }))
  const changes: Changes = text === undefined ? new Map() : fromText(text).changes
  return { changes }
}

/**
 * Whether a record that cannot be read tells of a big batch of a day that was rewritten: its object is another one then,
 * or gone. Its rows are in the lake and were rewritten there, or a replay brings them.
 */
export async function isOutdated(lake: Texts, data: string): Promise<boolean> {
  const batch = ifReadable(data)
  if (batch === undefined || Array.isArray(batch.body)) return false
  const at = { tenant: batch.tenant, day: storedOf(batch.batchId).slice(0, 10) }
  return (await lake.getText(amendmentsKey(at))) !== undefined
}

function ifReadable(data: string): StreamedBatch | undefined {
  try {
    return readBatch(data)
  } catch (error) {
    if (error instanceof PoisonRecord) return undefined
    throw error
  }
}
