/** The function between the statements' stream and the lake. */
import { connectS3Lake, LAKE_TIMEOUT_MS } from './lake/s3-lake.ts'
import { createLakeWriter } from './lake/writer.ts'
import { createLakeLog } from './lake/writer-log.ts'
import { CONTENT, composeContent } from './runtime/compose.ts'
import { readEnv } from './runtime/env.ts'
import { lazyHandler } from './runtime/lazy-handler.ts'
import { log } from './runtime/log.ts'
import { ENV } from './runtime/names.ts'

export const handler = lazyHandler(() => {
  const { lake, ...content } = readEnv({ lake: ENV.lakeBucket, ...CONTENT })
  return createLakeWriter(connectS3Lake(lake, composeContent(content, LAKE_TIMEOUT_MS)), createLakeLog(log))
})
