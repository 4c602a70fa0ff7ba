/** Tenants with cases that were approved, on the engines of a runner: one with all that a case meets, one with copies in the lake's bucket, and two at their ends. */
import { randomBytes } from 'node:crypto'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { createCaseStore } from '../../lambdas/cases/case-store.ts'
import { createTables } from '../../lambdas/database/dynamodb-tables.ts'
import { createObjects } from '../../lambdas/database/s3-objects.ts'
import type { Tables } from '../../lambdas/database/tables.ts'
import { createDocumentStore } from '../../lambdas/documents/document-store.ts'
import { digestKey } from '../../lambdas/evidence/ledger-digest.ts'
import { openingsKey, toOpeningsBytes } from '../../lambdas/evidence/openings.ts'
import { rowsToParquet } from '../../lambdas/lake/parquet.ts'
import { statementToRow } from '../../lambdas/lake/row.ts'
import { caseCertificateKey } from '../../lambdas/rewriting/case-certificate.ts'
import { NOTHING_DONE, toRewritingProgressItem } from '../../lambdas/rewriting/rewriting-progress-item.ts'
import { createCredential } from '../../lambdas/tenancy/credentials.ts'
import { createTenant } from '../../lambdas/tenancy/registry.ts'
import { tenantId } from '../../lambdas/tenancy/tenant-id.ts'
import { ifiKey } from '../../lambdas/xapi/agent.ts'
import { stillClock } from './clocks.ts'
import { MBOX, NUMBER, PERSON } from './erasure-worlds.ts'
import { noise } from './request-roads.ts'
import { newStatement } from './sent-statements.ts'
import { ALL, openStore, send } from './stores.ts'

const TWO_HOURS = 2 * 3_600_000

export async function caseTenants(endpoint: string, nameOf: (variable: string) => string) {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials })
  const put = (variable: string, Key: string, Body: string | Uint8Array) =>
    client.send(new PutObjectCommand({ Bucket: nameOf(variable), Key, Body }))
  const names = ['statements', 'index', 'documents', 'control'] as const
  const tables = createTables(Object.fromEntries(names.map((name) => [name, nameOf(`${name.toUpperCase()}_TABLE`)])))
  const objects = createObjects(nameOf('CONTENT_BUCKET'))
  const clock = stillClock(Date.now() - TWO_HOURS)
  const hour = new Date(clock.now()).toISOString().slice(0, 13)
  for (const id of ['erasing', 'erased', 'ending', 'copied'])
    await createTenant(tables, { id, name: id, defaultVersion: '2.0.0', moreKey: randomBytes(32) })
  for (const id of ['erased', 'ending']) {
    const caseId = await approvedCase(tables, id)
    await putProgress(tables, { id, caseId, hour, round: 3 })
    if (id === 'erased')
      await put('EVIDENCE_BUCKET', caseCertificateKey(tenantId(id), caseId), '{"certificate":"{}","signature":""}')
  }
  await putCopies(put, 'copied')
  const caseId = await approvedCase(tables, 'copied')
  // Nearly so long ago as a query takes.
  const rewritten = new Date(Date.now() - 25 * 60_000).toISOString()
  await putProgress(tables, { id: 'copied', caseId, hour, round: 2, step: 5, rewritten })
  const tenant = tenantId('erasing')
  const store = openStore({ tables }, { objects }, { clock })
  const person = { mbox: MBOX }
  const folder = { id: `https://e.example/${NUMBER}`, definition: { name: { en: 'x' } } }
  const lesson = { id: 'https://e.example/lesson', definition: { name: { en: NUMBER } } }
  const first = newStatement({ actor: person })
  await send(store, tenant, [
    first,
    newStatement({ object: { objectType: 'StatementRef', id: first.id } }),
    newStatement({ object: folder }),
    newStatement({ object: lesson, result: noise(200_000) }),
  ])
  const { statements } = await store.page(tenant, { filters: ALL, limit: 10, maxBytes: 1e7 })
  const ledger = { source: 'statements', tenant }
  const opened = statements.map(({ sequence, text }) => ({ sequence, id: JSON.parse(text).id, salt: randomBytes(16) }))
  await put('CONTENT_BUCKET', openingsKey(ledger, hour), toOpeningsBytes(opened))
  await put('EVIDENCE_BUCKET', digestKey(ledger, hour), '{}')
  const files = `lake/tenant=erasing/dt=${hour.slice(0, 10)}`
  const rows = statements.map(({ sequence, text }) => statementToRow(text, sequence))
  await put('LAKE_BUCKET', `${files}/a.parquet`, rowsToParquet(rows))
  await put('LAKE_BUCKET', `${files}/damaged.parquet`, 'no Parquet at all')
  await put('LAKE_BUCKET', `state/compaction/unreadable/${files}/damaged.parquet.txt`, 'x')
  await put('CONTENT_BUCKET', 'erasing/batches/000000000000000000000000', 'x')
  const documents = createDocumentStore({ tables, objects, clock })
  const json = (text: string) => ({ document: { contentType: 'application/json', bytes: Buffer.from(text) } })
  const context = { activityId: 'https://e.example/lesson' }
  await documents.put(tenant, { resource: 'activities/profile', context, id: 'a' }, json(`{"by":"${NUMBER}"}`))
  const agent = ifiKey(person) ?? ''
  await documents.put(tenant, { resource: 'agents/profile', context: { agent }, id: 'a' }, json('{}'))
  const credential = { tenant: 'erasing', secret: 's', salt: randomBytes(16), scopes: ['all' as const], label: 'x' }
  await createCredential(tables, { ...credential, key: 'erasing-key', authority: person })
  await putProgress(tables, { id: 'erasing', caseId: await approvedCase(tables, 'erasing'), hour, round: 1 })
  client.destroy()
}

type Put = (variable: string, key: string, body: string) => Promise<unknown>

/** In the lake's bucket, of each kind one. */
async function putCopies(put: Put, id: string) {
  const manifest = { tenant: id, files: [], began: new Date(Date.now() - 2 * TWO_HOURS).toISOString() }
  const kinesis = { data: Buffer.from(JSON.stringify({ pk: `${id}|a` })).toString('base64') }
  await put('LAKE_BUCKET', `results/${id}.csv`, 'x')
  await put('LAKE_BUCKET', `exports/${id}/manifest.json`, JSON.stringify(manifest))
  await put('LAKE_BUCKET', `quarantine/${id}.json`, JSON.stringify({ record: { kinesis } }))
  await put('LAKE_BUCKET', `aws/lambda/${id}`, JSON.stringify({ payload: { Records: [{ kinesis }] } }))
}

async function approvedCase(tables: Tables, id: string): Promise<string> {
  const tenant = tenantId(id)
  const cases = createCaseStore(tables)
  const at = new Date(Date.now() - TWO_HOURS).toISOString()
  const by = (who: string) => ({ kind: 'person' as const, id: who })
  const erasure = { way: 'pseudonym' as const, identifiers: PERSON, persons: [] }
  const one = await cases.prepare(tenant, { kind: 'erasure', erasure }, { at, by: by('one'), reason: 'asked for' })
  await cases.decide(tenant, one, { to: 'approved', at, by: by('other') })
  return one.id
}

/** So that it need not wait for the digest of the hour in which a runner begins. */
type Begun = { id: string; caseId: string; hour: string; round: number; step?: number; rewritten?: string }

async function putProgress(tables: Tables, { id, caseId, hour, round, step = 0, rewritten }: Begun) {
  const progress = {
    began: `${hour}:30:00.000Z`,
    first: hour,
    last: hour,
    round,
    step,
    ...(rewritten && { rewritten }),
    data: [],
    counts: NOTHING_DONE,
  }
  await tables.insert('control', [toRewritingProgressItem({ tenant: tenantId(id), caseId }, { progress, version: 1 })])
}
