/** What tenants used as rows of the lake: the function's run on a real engine, its files read by DuckDB. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { openLake } from '../../bin/query/duckdb-lake.ts'
import { noConsumption } from '../../lambdas/database/consumption.ts'
import { createTables } from '../../lambdas/database/dynamodb-tables.ts'
import { type UsageRun, writeUsage } from '../../lambdas/lake/usage-run.ts'
import { type TenantId, tenantId } from '../../lambdas/tenancy/tenant-id.ts'
import { tenantRowKey } from '../../lambdas/tenancy/tenant-item.ts'
import { readUsage } from '../../lambdas/tenancy/usage/usage.ts'
import { createUsageCounter } from '../../lambdas/tenancy/usage/usage-counter.ts'
import { temporaryFolder } from '../support/during-tests.ts'
import { TABLE_NAMES, useEngine } from '../support/engines.ts'

const REGION = 'us-east-1'
const ALWAYS = { from: '2000-01-01', to: '2999-12-31' }
const [busy, quiet, idle] = ['busy', 'quiet', 'idle'].map(tenantId) as [TenantId, TenantId, TenantId]

describe('the usage in the lake', () => {
  useEngine()
  const folder = temporaryFolder()

  /** The counter writes once a minute, so requests come a minute apart. */
  async function use(tenant: TenantId, ...requests: [at: string, refusal?: string][]) {
    let now = 0
    const count = createUsageCounter(createTables(TABLE_NAMES), () => now)
    for (const [at, reason] of requests) {
      now = Date.parse(at)
      const consumption = { ...noConsumption(), readUnits: 1.5, writeUnits: 20, storedBytes: 700 }
      const more = { statements: reason ? 0 : 3, bytesIn: 1_000, functionGbSeconds: 0.25, consumption }
      const refusal = reason === undefined ? undefined : { reason, rules: [] }
      await count({ tenant, credential: 'key', ...more, ...(refusal && { refusal }) })
    }
  }

  /** The keys of what a run puts, in their order, and where those are put. */
  async function write(now: string, from?: string) {
    const put = new Map<string, Uint8Array>()
    const run: UsageRun = {
      tables: createTables(TABLE_NAMES),
      region: REGION,
      now: () => Date.parse(now),
      async put(key, body) {
        put.set(key, body)
        const file = join(folder, key)
        mkdirSync(dirname(file), { recursive: true })
        writeFileSync(file, body)
      },
      failed: (tenant, error) => {
        throw new Error(`${tenant}: ${error}`)
      },
    }
    const summary = await writeUsage(run, from)
    expect(summary).toEqual({ tenants: 3, files: put.size, failures: 0 })
    return put
  }
  const ask = async (sql: string) => (await (await openLake(folder)).runAndReadAll(sql)).getRowsJson()

  it('has the rows that the API answers, by tenant and month, whole each time, also after a month has ended', async () => {
    const tables = createTables(TABLE_NAMES)
    await tables.insert('control', [busy, quiet, idle].map(tenantRowKey))
    await use(quiet, ['2026-10-05T10:00:00Z'])
    await use(busy, ['2026-10-31T23:58:00Z'], ['2026-10-31T23:59:30Z', 'invalid'], ['2026-11-01T00:03:00Z'])
    expect([...(await write('2026-11-01T00:10:00Z')).keys()].sort()).toEqual([
      'usage/tenant=busy/2026-10.parquet',
      'usage/tenant=busy/2026-11.parquet',
    ])
    await use(busy, ['2026-11-02T09:00:00Z', 'invalid'], ['2026-11-02T09:02:00Z', 'requestsPerSecond'])
    const later = await write('2026-11-02T09:15:00Z')
    expect([...later.keys()]).toEqual(['usage/tenant=busy/2026-11.parquet'])
    expect(await write('2026-11-02T09:30:00Z')).toEqual(later)

    const days = await readUsage(tables, busy, ALWAYS, REGION)
    expect(days.map(({ day }) => day)).toEqual(['2026-10-31', '2026-11-01', '2026-11-02'])
    const columns = `dt, requests, statements, bytes_in, bytes_stored, read_units, write_units, function_gb_seconds, usd,
      region, date_format(counted, '%H:%i'), refused, element_at(refused_by_reason, 'invalid'),
      element_at(refused_by_reason, 'requestsPerSecond'), cardinality(map_keys(refused_by_reason))`
    const rows = days.map((day) => [
      day.day,
      ...[day.requests, day.statements, day.bytesIn, day.bytesStored].map(String),
      ...[
        day.readUnits,
        day.writeUnits,
        day.functionGbSeconds,
        day.dollars,
        REGION,
        new Date(day.last).toISOString().slice(11, 16),
      ],
      String(Object.values(day.refused).reduce((sum, count) => sum + count, 0)),
      ...[day.refused.invalid, day.refused.requestsPerSecond].map((count) => (count ? String(count) : null)),
      String(Object.keys(day.refused).length),
    ])
    expect(await ask(`SELECT ${columns} FROM usage WHERE tenant = 'busy' ORDER BY dt`)).toEqual(rows)
    expect(days.map(({ requests }) => requests)).toEqual([2, 1, 2])
    expect(await ask("SELECT sum(requests) FROM usage WHERE tenant = 'busy' AND dt >= '2026-11-01'")).toEqual([['3']])
    expect(await ask("SELECT count(*) FROM usage WHERE tenant = 'quiet'")).toEqual([['0']])
  })

  it('is brought back from any month on, of those who are quiet, too', async () => {
    expect([...(await write('2026-11-20T12:00:00Z')).keys()]).toEqual([])
    expect([...(await write('2026-11-20T12:00:00Z', '2026-10')).keys()].sort()).toEqual([
      'usage/tenant=busy/2026-10.parquet',
      'usage/tenant=busy/2026-11.parquet',
      'usage/tenant=quiet/2026-10.parquet',
    ])
    expect(await ask("SELECT dt, requests FROM usage WHERE tenant = 'quiet'")).toEqual([['2026-10-05', '1']])
  })
})
