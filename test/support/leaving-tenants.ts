/** Tenants whose waiting time is over, on the engines of a runner. */
import { randomBytes } from 'node:crypto'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { createTables } from '../../lambdas/database/dynamodb-tables.ts'
import { createObjects } from '../../lambdas/database/s3-objects.ts'
import { createTenant } from '../../lambdas/tenancy/registry.ts'
import { tenantId } from '../../lambdas/tenancy/tenant-id.ts'
import { newStatement } from './sent-statements.ts'
import { openStore, send } from './stores.ts'

/** One with something of every kind, and one of which nothing is left but its certificate to be made. */
export async function leavingTenants(endpoint: string, nameOf: (variable: string) => string) {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials })
  const bucket = nameOf('CONTENT_BUCKET')
  const lake = nameOf('LAKE_BUCKET')
  const names = ['statements', 'index', 'documents', 'control'] as const
  const tables = createTables(Object.fromEntries(names.map((name) => [name, nameOf(`${name.toUpperCase()}_TABLE`)])))
  const at = '2026-01-01T00:00:00.000Z'
  for (const id of ['leaving', 'left']) {
    const moreKey = randomBytes(32)
    await createTenant(tables, { id, name: id, defaultVersion: '2.0.0', moreKey, removal: { at, after: at } })
  }
  const store = openStore({ tables }, { objects: createObjects(bucket) })
  await send(store, tenantId('leaving'), [newStatement()])
  await tables.insert('documents', [
    { pk: 'leaving|activities/state|x', sk: 'x', id: 'x' },
    { pk: 'leaving|contexts|0', sk: 'activities/state|x' },
  ])
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: 'leaving/attachments/x', Body: 'x' }))
  for (const key of ['lake', 'voids', 'usage', 'state/compaction/unreadable/lake', 'state/rewriting'].map(
    (one) => `${one}/tenant=leaving/x.parquet`,
  ))
    await client.send(new PutObjectCommand({ Bucket: lake, Key: key, Body: 'x' }))
  client.destroy()
  const progress = { began: at, round: 2, found: 0, step: 7, pending: [], removed: [] }
  await tables.insert('control', [{ pk: '|removal|left', sk: '0', progress: JSON.stringify(progress), n: 1 }])
}
