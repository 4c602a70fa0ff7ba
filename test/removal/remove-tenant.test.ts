/** The removal of a tenant on real engines: what goes, what stays, and a run that is killed at each of its calls. */
import { createPublicKey, randomBytes, randomUUID, verify } from 'node:crypto'
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb'
import { ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { beforeEach, describe, expect, it } from '@jest/globals'
import { createKeyScanner } from '../../lambdas/database/dynamodb-key-scan.ts'
import type { KeyScanner } from '../../lambdas/database/key-scan.ts'
import type { ObjectVersions } from '../../lambdas/database/object-versions.ts'
import { createObjectVersions } from '../../lambdas/database/s3-object-versions.ts'
import type { Tables } from '../../lambdas/database/tables.ts'
import { createDocumentStore } from '../../lambdas/documents/document-store.ts'
import { createStatementRecords } from '../../lambdas/evidence/statement-records.ts'
import { certificateKey } from '../../lambdas/removal/certificate.ts'
import { contextsSource, scannedSource, statementsSource } from '../../lambdas/removal/item-sources.ts'
import { contentSource, lakeSource } from '../../lambdas/removal/object-sources.ts'
import { type RemovalParts, removeDueTenants, SETTLE_MS } from '../../lambdas/removal/remove-tenant.ts'
import { createBatches } from '../../lambdas/statements/batch/batches.ts'
import { createCredential } from '../../lambdas/tenancy/credentials.ts'
import { createTenant } from '../../lambdas/tenancy/registry.ts'
import { type TenantId, tenantId } from '../../lambdas/tenancy/tenant-id.ts'
import { readRemovedTenant, readTenant, replaceTenant } from '../../lambdas/tenancy/tenants.ts'
import { realClock, stillClock } from '../support/clocks.ts'
import { TABLE_NAMES, useEngine } from '../support/engines.ts'
import { newKey } from '../support/evidence.ts'
import { BUCKETS, useEvidenceBuckets } from '../support/s3-emulator.ts'
import { statement, statementOf, voiding } from '../support/statements.ts'
import { openStore, send } from '../support/stores.ts'

const engine = useEngine()
const buckets = useEvidenceBuckets()
const key = newKey()

const DAY = 24 * 3_600_000
const tenants: { [id: string]: number } = {}

/** A tenant with something of every kind, marked for deletion so that its time is over now. */
async function leavingTenant(id: string, more: { isHeld?: boolean; isMarked?: boolean } = {}): Promise<TenantId> {
  const { tables } = engine
  const tenant = tenantId(id)
  const at = new Date(Date.now() - 30 * DAY).toISOString()
  const removal = { at, after: new Date(Date.now() - 1_000).toISOString(), reason: 'closed', by: 'ada' }
  await createTenant(tables, {
    ...{ id, name: id, defaultVersion: '2.0.0', moreKey: Buffer.alloc(32, 1) },
    ...(more.isMarked !== false && { removal }),
    ...(more.isHeld && { hold: { at, reason: 'a lawsuit' } }),
  })
  await createCredential(tables, {
    ...{ tenant: id, key: `${id}-key`, secret: 's', salt: Buffer.alloc(16), label: 'x', scopes: ['all'] },
    authority: { account: { homePage: 'http://h', name: id } },
  })
  await tables.insert('control', [
    { pk: `${id}|members`, sk: 'x', role: 'admin' },
    { pk: `|verify|store|${id}`, sk: '0', progress: '{}' },
  ])
  const store = openStore(engine, buckets, { clock: stillClock(Date.now() - 3_600_000) })
  const [first, last] = [randomUUID(), randomUUID()]
  await send(store, tenant, [
    statementOf(first),
    statement({ object: { id: 'http://e.org/a', definition: { name: { en: 'x' } } } }),
  ])
  await send(store, tenant, [statement({ result: { response: randomBytes(150_000).toString('base64') } })])
  await send(openStore(engine, buckets), tenant, [voiding(last, first)])
  const documents = createDocumentStore({ tables, objects: buckets.objects, clock: realClock() })
  for (const [name, size] of [
    ['small', 10],
    ['large', 400_000],
  ] as const) {
    const context = { activityId: 'http://e.org/a' }
    const document = { contentType: 'text/plain', bytes: Buffer.alloc(size, 97) }
    await documents.put(tenant, { resource: 'activities/profile', context, id: name }, { document })
  }
  await put(BUCKETS.content, `${id}/attachments/abc`)
  await put(BUCKETS.content, `${id}/evidence/statements/2026-01-01T00`)
  await put(BUCKETS.content, `${id}/evidence/audit/2026-01-01T00`)
  for (const folder of ['lake', 'voids', 'usage', 'audit'])
    await put(BUCKETS.lake, `${folder}/tenant=${id}/dt=2026-01-01/a.parquet`)
  await put('evidence', `digests/statements/${id}/2026-01-01T00.json`)
  await tables.insert('audit', [{ pk: `${id}|2026-01-01`, sk: '0', lines: 'x' }])
  return tenant
}

const client = () => new S3Client({ endpoint: process.env.AWS_ENDPOINT_URL_S3 ?? '', forcePathStyle: true })
const put = (Bucket: string, Key: string) => client().send(new PutObjectCommand({ Bucket, Key, Body: 'x' }))

/** Everything in all engines whose key or text names the tenant. */
async function traces(id: string): Promise<string[]> {
  const found: string[] = []
  const dynamodb = new DynamoDBClient({ endpoint: engine.endpoint })
  const isNamed = new RegExp(`(^|[^a-z0-9-])${id}($|[^a-z0-9-])`)
  for (const TableName of Object.values(TABLE_NAMES)) {
    let start: Record<string, never> | undefined
    do {
      const page = await dynamodb.send(new ScanCommand({ TableName, ...(start && { ExclusiveStartKey: start }) }))
      for (const item of page.Items ?? [])
        if (isNamed.test(JSON.stringify(item))) found.push(`${TableName} ${item.pk?.S} ${item.sk?.S}`)
      start = page.LastEvaluatedKey as typeof start
    } while (start)
  }
  for (const Bucket of ['content', 'lake', 'evidence']) {
    const { Contents = [] } = await client().send(new ListObjectsV2Command({ Bucket }))
    for (const { Key = '' } of Contents) if (isNamed.test(Key)) found.push(`${Bucket} ${Key}`)
  }
  return found.sort()
}

/** What the docs say of a tenant that was removed. */
const stays = (id: string) =>
  [
    `Audit ${id}|2026-01-01 0`,
    `Control |tenants ${id}`,
    `content ${id}/evidence/audit/2026-01-01T00`,
    `evidence ${certificateKey(id)}`,
    `evidence digests/statements/${id}/2026-01-01T00.json`,
    `lake audit/tenant=${id}/dt=2026-01-01/a.parquet`,
  ].sort()

let ahead = 0
/** Their clients take the endpoints from the environment, once the engines are there. */
let adapters: { scanner: KeyScanner; content: ObjectVersions; lake: ObjectVersions } | undefined

/** @param before is called before each call to a store */
function parts(before: () => void = () => undefined, tables: Tables = engine.tables): RemovalParts {
  const counted = <Port extends object>(port: Port): Port =>
    new Proxy(port, {
      get: (target, name) => {
        const value = Reflect.get(target, name)
        if (typeof value !== 'function') return value
        return (...args: unknown[]) => {
          before()
          return value.apply(target, args)
        }
      },
    })
  const all = counted(tables)
  adapters ??= {
    scanner: createKeyScanner(TABLE_NAMES),
    content: createObjectVersions('content'),
    lake: createObjectVersions('lake'),
  }
  const scanner = counted(adapters.scanner)
  const records = createStatementRecords({ tables: all, batches: createBatches(all, buckets.objects) })
  return {
    tables: all,
    vault: counted(buckets.vault),
    signer: counted(key),
    now: () => Date.now() + ahead,
    sources: [
      statementsSource(all),
      contentSource(counted(adapters.content)),
      scannedSource('documents', scanner, all),
      scannedSource('index', scanner, all),
      lakeSource(counted(adapters.lake)),
      scannedSource('control', scanner, all),
      contextsSource(all),
    ],
    firstHour: (tenant) => records.firstHour(tenant),
    tell: async (tenant, outcome) => {
      before()
      if (outcome === 'done') tenants[tenant] = (tenants[tenant] ?? 0) + 1
    },
    mayGoOn: () => true,
    log: (_, message, details) => void logged.push(`${message} ${JSON.stringify(details)}`),
  }
}
const logged: string[] = []

/** Runs, an hour apart, until the tenant is gone. */
async function removeAll(tenant: TenantId, made = parts()) {
  for (let runs = 1; runs < 10; runs++) {
    await removeDueTenants(made)
    if ((await readTenant(engine.tables, tenant)) === undefined) return
    ahead += SETTLE_MS
  }
  throw new Error(`${tenant} is still there: ${logged.join('\n')}`)
}

const certificateOf = async (tenant: TenantId) => {
  const removed = await readRemovedTenant(engine.tables, tenant)
  if (removed === undefined) throw new Error('no certificate')
  return { ...removed, certificate: JSON.parse(removed.certificate), text: removed.certificate }
}

beforeEach(() => {
  ahead = 0
})

describe('a tenant whose waiting time is over', () => {
  it('is removed from every table, bucket and folder, but what the docs say stays; nobody else loses anything', async () => {
    const other = await leavingTenant('acme-2', { isMarked: false })
    const before = await traces('acme-2')
    const tenant = await leavingTenant('acme')
    await removeAll(tenant)
    expect(await traces('acme')).toEqual(stays('acme'))
    expect(await traces('acme-2')).toEqual(before)
    expect(await readTenant(engine.tables, other)).toBeDefined()
  })

  it('leaves a certificate with counts that is signed, in the evidence and in its row; its id is never given again', async () => {
    const tenant = await leavingTenant('certified')
    await removeAll(tenant)
    const { certificate, text, signature } = await certificateOf(tenant)
    expect(certificate).toMatchObject({ tenant: 'certified', asked: { by: 'ada', reason: 'closed' }, rounds: 2 })
    const counts = Object.fromEntries(
      certificate.removed.map(({ kind, count }: { kind: string; count: number }) => [kind, count]),
    )
    expect(counts).toMatchObject({ statements: 3, documents: 2, lake: 3, objects: 4 })
    expect(certificate.removed.find(({ kind }: { kind: string }) => kind === 'statements').statements).toBe(4)
    expect(verify('sha256', Buffer.from(text), createPublicKey(key.pem), Buffer.from(signature, 'base64'))).toBe(true)
    const stored = await buckets.vault.get(certificateKey('certified'))
    expect(JSON.parse(Buffer.from(stored ?? []).toString())).toEqual({ certificate: text, signature })
    const again = { id: 'certified', name: 'x', defaultVersion: '2.0.0' as const, moreKey: Buffer.alloc(32) }
    expect(await createTenant(engine.tables, again)).toBe(false)
  })

  it('is left alone while it is held, and before its time; a hold stops a removal that began', async () => {
    const held = await leavingTenant('held', { isHeld: true })
    const before = await traces('held')
    const begun = await leavingTenant('begun')
    expect(await removeDueTenants({ ...parts(), mayGoOn: counting(6) })).toMatchObject({ removed: 0 })
    const item = await readTenant(engine.tables, begun)
    if (item === undefined) throw new Error('gone')
    expect(item.removal?.began).toBeDefined()
    await replaceTenant(engine.tables, item, { ...item, hold: { at: item.removal?.at ?? '', reason: 'a lawsuit' } })
    const stopped = await traces('begun')
    await removeDueTenants(parts())
    expect(await traces('begun')).toEqual(stopped)
    expect(await traces('held')).toEqual(before)
    expect(await readTenant(engine.tables, held)).toBeDefined()
  })

  it('that is killed at any call is removed by later runs all the same, with the same counts', async () => {
    await removeAll(await leavingTenant('whole'))
    const expected = await certificateOf(tenantId('whole'))
    let [calls, killed] = [0, 0]
    const tenant = await leavingTenant('killed')
    // Each run gets a few calls further than the one before it got.
    for (let run = 1; run < 60 && (await readTenant(engine.tables, tenant)) !== undefined; run++) {
      calls = 0
      const made = parts(() => {
        if (++calls > 4 * run) throw new Error('killed')
      })
      const { failures } = await removeDueTenants(made)
      killed += failures
      if (failures === 0) ahead += SETTLE_MS
    }
    expect(killed).toBeGreaterThan(3)
    expect(await traces('killed')).toEqual(stays('killed'))
    const { certificate } = await certificateOf(tenant)
    const countsOf = (one: typeof certificate) =>
      one.removed.map(({ kind, count, statements }: { kind: string; count: number; statements?: number }) => [
        kind,
        count,
        statements,
      ])
    expect(countsOf(certificate)).toEqual(countsOf(expected.certificate))
  })
})

function counting(most: number) {
  let asked = 0
  return () => ++asked <= most
}
