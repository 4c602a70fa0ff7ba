/** Called each quarter of an hour: writes what tenants used to the lake. */
import { createTables } from './database/dynamodb-tables.ts'
import { createStateObjects } from './lake/freshness/s3-state.ts'
import { type UsageRun, writeUsage } from './lake/usage-run.ts'
import { readEnv } from './runtime/env.ts'
import { lazyHandler } from './runtime/lazy-handler.ts'
import { log } from './runtime/log.ts'
import { ENV } from './runtime/names.ts'

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/

/** @param event `{ "from": "2026-09" }` of an operator writes all months from there on; the clock's has none */
export const handler = lazyHandler(() => {
  const { control, lake, region } = readEnv({
    control: ENV.controlTable,
    lake: ENV.lakeBucket,
    region: 'AWS_REGION',
  })
  const objects = createStateObjects(lake)
  const run: UsageRun = {
    tables: createTables({ control }),
    region,
    now: Date.now,
    put: (key, body) => objects.put(key, body, 'application/vnd.apache.parquet'),
    failed: (tenant, error) =>
      log('WARN', 'usage not written', { tenant, error: error instanceof Error ? error.name : typeof error }),
  }
  return async ({ from }: { from?: unknown }) => {
    if (from !== undefined && !(typeof from === 'string' && MONTH.test(from)))
      throw new Error('from must be a month, as 2026-09')
    const done = await writeUsage(run, from)
    log('INFO', 'usage written', done)
    // The others are written; this makes the alarm ring.
    if (done.failures > 0) throw new Error(`${done.failures} tenants failed`)
    return done
  }
})
