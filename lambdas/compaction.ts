/** The function that keeps the lake's files few, called by the clock. */
import type { Context } from 'aws-lambda'
import { compactLake } from './lake/compaction/compact.ts'
import { createCompactionLog } from './lake/compaction/compaction-log.ts'
import { connectS3LakeFiles } from './lake/s3-lake-files.ts'
import { readEnv } from './runtime/env.ts'
import { lazyHandler } from './runtime/lazy-handler.ts'
import { log } from './runtime/log.ts'
import { ENV } from './runtime/names.ts'

/** The largest files take some minutes: none is begun that could not be finished. */
const LONGEST_MS = 7 * 60_000

export const handler = lazyHandler(() => {
  const { bucket, keepSeconds } = readEnv({ bucket: ENV.lakeBucket, keepSeconds: ENV.lakeKeepSeconds })
  const lake = connectS3LakeFiles(bucket)
  const shown = createCompactionLog(log)
  return async (_event: unknown, context: Context) => {
    const done = await compactLake(lake, {
      keepMs: Number(keepSeconds) * 1_000,
      now: Date.now,
      log: shown,
      mayGoOn: () => context.getRemainingTimeInMillis() > LONGEST_MS,
    })
    shown.ended(done)
    // The others are done; this makes the alarm ring.
    if (done.failures > 0) throw new Error(`${done.failures} partitions failed`)
    return done
  }
})
