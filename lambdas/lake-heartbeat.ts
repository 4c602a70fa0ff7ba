/** Called each minute: finds out how far the lake has come. */
import { beat } from './lake/freshness/heartbeat.ts'
import { createShardStream } from './lake/freshness/kinesis-shards.ts'
import { createStateObjects } from './lake/freshness/s3-state.ts'
import { readEnv } from './runtime/env.ts'
import { lazyHandler } from './runtime/lazy-handler.ts'
import { ENV } from './runtime/names.ts'

export const handler = lazyHandler(() => {
  const { stream, lake } = readEnv({ stream: ENV.statementStream, lake: ENV.lakeBucket })
  const parts = { stream: createShardStream(stream), objects: createStateObjects(lake) }
  return () => beat({ ...parts, givenUp: 'aws/lambda/', now: Date.now })
})
