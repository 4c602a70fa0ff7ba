/** The roads of functions that the clock calls, and what they find. */
import { randomUUID } from 'node:crypto'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { storeEntries } from '../../lambdas/audit/audit-store.ts'
import { createTables } from '../../lambdas/database/dynamodb-tables.ts'
import { createObjects } from '../../lambdas/database/s3-objects.ts'
import { AUDIT_COLUMNS, VOID_COLUMNS } from '../../lambdas/lake/columns.ts'
import { rowsToParquet } from '../../lambdas/lake/parquet.ts'
import { ENV } from '../../lambdas/runtime/names.ts'
import { createSequence } from '../../lambdas/statements/batch/sequence.ts'
import { tenantId } from '../../lambdas/tenancy/tenant-id.ts'
import type { Local } from '../../local/start.ts'
import { stillClock } from './clocks.ts'
import { contentOf, noise, tableOf } from './request-roads.ts'
import { newStatement } from './sent-statements.ts'
import { openStore, send } from './stores.ts'

const isDigest = ({ name }: { name: string }) => name.includes('Digest')

/**
 * Statements of some hours ago, one small and one large, and an entry of the trail that belongs to no tenant: their hours
 * are over, so they are digested. First of all: a trail begins once.
 */
export async function digest({ endpoints, deployment, tenants, invoke }: Local) {
  Object.assign(process.env, {
    ...{ AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' },
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
    AWS_ENDPOINT_URL_S3: endpoints.s3,
  })
  const names = ['statements', 'index', 'documents', 'control', 'audit'] as const
  const tables = createTables(
    Object.fromEntries(names.map((name) => [name, tableOf(deployment, `${name.toUpperCase()}_TABLE`)])),
  )
  const objects = createObjects(tableOf(deployment, 'CONTENT_BUCKET'))
  const clock = stillClock(Date.now() - 3 * 3_600_000)
  const store = openStore({ tables }, { objects }, { clock })
  const owner = tenantId(tenants[0]?.name ?? '')
  await send(store, owner, [newStatement(), newStatement({ result: noise(200_000) })])
  const who = { kind: 'operator', id: 'test' } as const
  const entry = { id: randomUUID(), at: clock.now(), act: 'tenant.changed', outcome: 'done', who } as const
  const sequence = createSequence('0a0b0c0d', clock.now)
  await storeEntries({ tables, sequence, begun: new Set() }, undefined, [entry])
  const fn = deployment.functions.find(isDigest)
  const { kind, payload } = await invoke(fn?.name ?? '', {})
  if (kind !== 'result') throw new Error(`${payload}`)
  const { records, failures } = JSON.parse(payload)
  if (records !== 3 || failures !== 0) throw new Error(`${records} records were digested, and ${failures} ledgers not`)
}

/** Of both tables of the lake, and one that cannot be read: compaction replaces, notes and, a minute later, removes. */
export async function putSmallFiles({ endpoints, deployment }: Local) {
  const { client } = contentOf(deployment, endpoints.s3)
  const put = (Key: string, Body: Uint8Array) =>
    client.send(new PutObjectCommand({ Bucket: tableOf(deployment, 'LAKE_BUCKET'), Key, Body }))
  for (const n of [1, 2, 3, 4]) {
    const row = { statement_id: randomUUID(), sq: `${n}` }
    await put(`lake/tenant=rights/dt=2020-01-01/${n}.parquet`, rowsToParquet([row]))
    await put(
      `voids/tenant=rights/${n}.parquet`,
      rowsToParquet([{ voided_statement_id: row.statement_id }], VOID_COLUMNS),
    )
    await put(`audit/tenant=rights/dt=2020-01-01/${n}.parquet`, rowsToParquet([{ entry_id: `${n}` }], AUDIT_COLUMNS))
  }
  await put('lake/tenant=rights/dt=2020-01-01/damaged.parquet', Buffer.from('no Parquet at all'))
  client.destroy()
}

/**
 * What the clock calls, now; and files that compaction replaced stay a second, not the least minute that can be set. The
 * digest had its road: when an hour ends meanwhile, it rightly fails for what was lost in it.
 */
export async function callScheduled({ deployment: { functions, schedules }, invoke }: Local) {
  const isScheduled = ({ name }: { name: string }) => schedules.some(({ functionName }) => functionName === name)
  for (const fn of functions.filter((one) => isScheduled(one) && !isDigest(one))) {
    if (ENV.lakeKeepSeconds in fn.environment) Object.assign(fn.environment, { [ENV.lakeKeepSeconds]: '1' })
    const { kind, payload } = await invoke(fn.name, {})
    if (kind !== 'result') throw new Error(`${payload}`)
  }
}
