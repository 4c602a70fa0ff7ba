/** The function between the statements' stream and the lake. */
import type { KinesisStreamEvent } from 'aws-lambda'
import { createLakeLog } from './lake/log.ts'
import { connectS3Lake } from './lake/s3-lake.ts'
import { createLakeWriter, type LakeWriter } from './lake/writer.ts'
import { readEnv } from './runtime/env.ts'
import { log } from './runtime/log.ts'
import { ENV } from './runtime/names.ts'

let writer: LakeWriter | undefined

export const handler = async (event: KinesisStreamEvent) => {
  writer ??= wire()
  return writer(event)
}

function wire(): LakeWriter {
  const buckets = readEnv({ lake: ENV.lakeBucket, content: ENV.contentBucket })
  return createLakeWriter(connectS3Lake(buckets), createLakeLog(log))
}
