/** The function between the statements' stream and the lake. */

import { connectS3Lake } from './lake/s3-lake.ts'
import { createLakeWriter } from './lake/writer.ts'
import { createLakeLog } from './lake/writer-log.ts'
import { readEnv } from './runtime/env.ts'
import { lazyHandler } from './runtime/lazy-handler.ts'
import { log } from './runtime/log.ts'
import { ENV } from './runtime/names.ts'

export const handler = lazyHandler(() => {
  const buckets = readEnv({ lake: ENV.lakeBucket, content: ENV.contentBucket })
  return createLakeWriter(connectS3Lake(buckets), createLakeLog(log))
})
