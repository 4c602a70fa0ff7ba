/** The port to the stream that the lake's writer reads, for who puts records there; and the pace that leaves others room. */
import { createBackoff } from '../../database/backoff.ts'
import type { Clock } from '../../database/clock.ts'
import { Unavailable } from '../../database/unavailable.ts'
import type { NewRecord } from '../../statements/batch/stream-record.ts'

export type RecordStream = {
  /** Puts up to `RECORDS_PER_CALL`. @returns those that the stream did not take this time @throws Unavailable */
  put(records: NewRecord[]): Promise<NewRecord[]>
  openShards(): Promise<number>
}

/** The limits of one call are 500 records and 5 MB, those of one record 1 MB: a batch item is far less. */
const CALL = { records: 500, bytes: 4_000_000 }
/** Half of what a shard takes in a second: the other half is for what is stored meanwhile. */
const SHARD = { records: 500, bytes: 500_000 }

const PAUSES = { first: 250, longest: 10_000 }
/** So long nothing at all may get through. */
const PATIENCE_MS = 120_000

export type PacedStream = {
  /** Ends once the stream has all of them. @throws Unavailable when it takes none for two minutes */
  put(records: NewRecord[]): Promise<void>
  /** Whether so many records, with so many bytes, go into one call. */
  fits(count: number, bytes: number): boolean
}

export async function createPacedStream(stream: RecordStream, clock: Clock): Promise<PacedStream> {
  const shards = await stream.openShards()
  const most = {
    records: Math.min(CALL.records, shards * SHARD.records),
    bytes: Math.min(CALL.bytes, shards * SHARD.bytes),
  }
  let freeAt = clock.now()
  const pace = async (records: NewRecord[]) => {
    const now = clock.now()
    if (freeAt > now) await clock.pause(freeAt - now)
    const seconds = Math.max(records.length / (shards * SHARD.records), bytesOf(records) / (shards * SHARD.bytes))
    freeAt = Math.max(freeAt, now) + 1_000 * seconds
  }
  return {
    fits: (count, bytes) => count <= most.records && bytes <= most.bytes,
    async put(records) {
      let backoff = createBackoff(clock, { ...PAUSES, until: clock.now() + PATIENCE_MS })
      for (let left = records; left.length > 0; ) {
        await pace(left)
        const refused = await stream.put(left).catch((error) => ignoreUnavailable(error, left))
        if (refused.length === left.length && backoff.isOver()) throw new Unavailable('The stream takes no records.')
        if (refused.length < left.length) {
          backoff = createBackoff(clock, { ...PAUSES, until: clock.now() + PATIENCE_MS })
        }
        if (refused.length > 0) await backoff.pause()
        left = refused
      }
    },
  }
}

export const bytesOf = (records: NewRecord[]): number =>
  records.reduce((sum, { data, partitionKey }) => sum + data.length + partitionKey.length, 0)

/** Some of them may be in the stream all the same: whoever reads it allows for repeats. */
function ignoreUnavailable(error: unknown, records: NewRecord[]): NewRecord[] {
  if (!(error instanceof Unavailable)) throw error
  return records
}
