/** A restore is rehearsed on a real runner: everything is there again, elsewhere, and what lives goes on untouched. */
import { createPublicKey, hash, randomBytes, verify } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DeleteObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { STEPS } from '../../../bin/cairn/drill/drill-progress.ts'
import { createScanner } from '../../../lambdas/database/dynamodb-scan.ts'
import { createTables } from '../../../lambdas/database/dynamodb-tables.ts'
import { createObjects } from '../../../lambdas/database/s3-objects.ts'
import type { Item, TableName } from '../../../lambdas/database/tables.ts'
import { createAuditRecords } from '../../../lambdas/evidence/audit-records.ts'
import { runDigests } from '../../../lambdas/evidence/digest-run.ts'
import { createKmsSigner } from '../../../lambdas/evidence/kms-signer.ts'
import { createEvidenceObjects } from '../../../lambdas/evidence/s3-evidence.ts'
import { createStatementRecords } from '../../../lambdas/evidence/statement-records.ts'
import { createBatches } from '../../../lambdas/statements/batch/batches.ts'
import { tenantId } from '../../../lambdas/tenancy/tenant-id.ts'
import { killCairn, runCairn } from '../../support/cairn.ts'
import { stillClock } from '../../support/clocks.ts'
import { type Lrs, lrsOf } from '../../support/lrs.ts'
import { basic, tenantOf } from '../../support/runner.ts'
import { newStatement } from '../../support/sent-statements.ts'
import { statement, VOIDED } from '../../support/statements.ts'
import { openStore, send } from '../../support/stores.ts'
import { useRunner } from '../../support/use-runner.ts'

const HOUR_MS = 3_600_000
const run = useRunner()
const file = (name: string) => join(run.home, name)
type Names = { [variable: string]: string }
let names: Names
let tenant: string
let lrs: Lrs
const environment = { ...process.env }

const drill = (out: string, ...words: string[]) =>
  runCairn(run.home, ['drill', '--by', 'Ada Byron', '--out', file(out), ...words])
const reportIn = (out: string) => JSON.parse(readFileSync(file(`${out}.json`), 'utf8'))
type Step = { step: string; found: { [name: string]: number }; differences: object[] }
const foundBy = (out: string, step: string) => reportIn(out).report.steps.find((one: Step) => one.step === step).found

function tablesNow() {
  const { STATEMENTS_TABLE, INDEX_TABLE, DOCUMENTS_TABLE, CONTROL_TABLE, AUDIT_TABLE } = names
  const of = (name = '') => name
  return {
    statements: of(STATEMENTS_TABLE),
    index: of(INDEX_TABLE),
    documents: of(DOCUMENTS_TABLE),
    control: of(CONTROL_TABLE),
    audit: of(AUDIT_TABLE),
  }
}

/** Attributes of an item come in any order. */
const shown = (_: string, value: unknown) =>
  value instanceof Set ? [...value].toSorted() : value instanceof Uint8Array ? hash('sha256', value) : value
const textOf = (item: Item) => JSON.stringify(Object.fromEntries(Object.entries(item).toSorted()), shown)

async function itemsOf(table: TableName) {
  const items: string[] = []
  for await (const page of createScanner(tablesNow()).scan(table, {})) items.push(...page.items.map(textOf))
  return items.toSorted()
}

/** Requests of three hours ago, by the store itself, and the digests of the hours since. */
async function digestSomeHours() {
  const [tables, objects] = [createTables(tablesNow()), createObjects(names.CONTENT_BUCKET ?? '')]
  const clock = stillClock(Date.now() - 3 * HOUR_MS)
  await send(openStore({ tables }, { objects }, { clock }), tenantId(tenant), [statement(), statement()])
  const batches = createBatches(tables, objects)
  const parts = {
    vault: createEvidenceObjects(names.EVIDENCE_BUCKET ?? ''),
    besides: createEvidenceObjects(names.CONTENT_BUCKET ?? ''),
    sources: [createStatementRecords({ tables, batches }), createAuditRecords(tables)],
    tenants: async () => [tenant],
    signer: createKmsSigner(names.EVIDENCE_KEY ?? ''),
  }
  const log = { failed: (...all: unknown[]) => expect(all).toEqual([]), late: () => undefined }
  return runDigests(parts, { now: Date.now, mayGoOn: () => true, log })
}

/** Whether the newest head is of this day: in the first hour of a day of UTC it is not. */
async function hasHeadOfToday(): Promise<boolean> {
  const heads: string[] = []
  for await (const key of createEvidenceObjects(names.EVIDENCE_BUCKET ?? '').list('heads/')) heads.push(key)
  return heads.at(-1)?.startsWith(`heads/${new Date().toISOString().slice(0, 10)}`) === true
}

async function putDocument(id: string, bytes: Buffer) {
  const query = new URLSearchParams({ activityId: 'http://example.com/a', profileId: id })
  const response = await fetch(`${run.endpoint}/activities/profile?${query}`, {
    method: 'PUT',
    headers: {
      authorization: basic(tenantOf(run, '1.0.3')),
      'x-experience-api-version': '1.0.3',
      'content-type': 'application/octet-stream',
      'if-none-match': '*',
    },
    body: new Uint8Array(bytes),
  })
  expect(response.status).toBe(204)
}

/** Steps that take longer than two seconds are told; on a machine that does other things as well, any may. */
const STEPS_AT_MOST = new RegExp(`^(Step (${STEPS.join('|')}): \\d+ s\n)*$`)

const target = newStatement()

beforeAll(async () => {
  const { store } = JSON.parse(readFileSync(file('endpoint.json'), 'utf8'))
  names = store.names
  Object.assign(process.env, {
    AWS_REGION: store.region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: store.dynamodb,
    AWS_ENDPOINT_URL_S3: store.s3,
    AWS_ENDPOINT_URL_KMS: store.kms,
  })
  const demo = tenantOf(run, '1.0.3')
  tenant = demo.name
  lrs = lrsOf(run, demo, '1.0.3')
  expect((await digestSomeHours()).records).toBe(2)
  const large = newStatement({ result: { response: randomBytes(150_000).toString('base64') } })
  const voids = newStatement({ verb: VOIDED, object: { objectType: 'StatementRef', id: target.id } })
  for (const all of [[target, newStatement()], [large], [voids], Array.from({ length: 30 }, () => newStatement())])
    expect((await lrs.post(all)).status).toBe(200)
  await putDocument('small', Buffer.from('a document'))
  await putDocument('large', randomBytes(400_000))
}, 120_000)

afterAll(() => {
  process.env = environment
})

describe('a rehearsed restore', () => {
  // @control restore-rehearsed kept-and-restorable
  it('brings all back under other names, verifies it, and says what was lost and how long it took', async () => {
    const live = { statements: await itemsOf('statements'), documents: await itemsOf('documents') }
    const { code, out, err } = await drill('whole')
    const progress = expect.stringMatching(STEPS_AT_MOST)
    expect({ code, err, out }).toEqual({ code: 0, err: progress, out: expect.stringContaining('PASSED.') })
    expect(out).toMatch(/^RPO: [\d.]+ s, from .*: 0 statements would have been lost\.$/m)
    expect(out).toMatch(/^RTO: [\d.]+ s for tables, index and lake/m)
    const { report } = reportIn('whole')
    expect(report.steps.map(({ differences }: Step) => differences)).toEqual(Array(7).fill([]))
    expect(report).toMatchObject({ verdict: 'passed', notes: [], removedSince: [], rpo: { lostStatements: 0 } })
    expect(report.tenants).toEqual([{ tenant, statements: 36, documents: 2 }])
    expect(foundBy('whole', 'objects')).toEqual({ bodies: 1, attachments: 0 })
    expect(foundBy('whole', 'lake')).toMatchObject({ statements: 36, double: 0 })
    // The two of the hours that are digested, in the table; of the lake all rows of the days of those hours are read.
    expect(foundBy('whole', 'evidence')).toMatchObject({ records: 2 + ((await hasHeadOfToday()) ? 36 : 2) })
    expect({ statements: await itemsOf('statements'), documents: await itemsOf('documents') }).toEqual(live)
    expect(existsSync(file('whole.progress.json'))).toBe(false)
  }, 180_000)

  it('is reported with a signature of the evidence, on paper too', async () => {
    const { sha256, signed } = reportIn('whole')
    const key = createPublicKey(signed.publicKey)
    expect(verify('sha256', Buffer.from(signed.text), key, Buffer.from(signed.signature, 'base64'))).toBe(true)
    expect(JSON.parse(signed.text)).toMatchObject({ report: sha256, name: 'Ada Byron' })
    expect(readFileSync(file('whole.pdf'), 'latin1')).toContain(sha256)
  })

  // @control restore-rehearsed
  it('that is killed in any step is ended by the same command, with nothing lost and nothing twice', async () => {
    const steps: string[] = reportIn('whole').report.steps.map(({ step }: Step) => step)
    const progress = () => {
      try {
        return JSON.parse(readFileSync(file('killed.progress.json'), 'utf8'))
      } catch {
        return undefined
      }
    }
    let killed = 0
    for (const step of steps) {
      const before = steps[steps.indexOf(step) - 1]
      const isReached = () =>
        progress() !== undefined && (before === undefined || progress().done[before] !== undefined)
      killed += Number(await killCairn(run.home, ['drill', '--by', 'Ada', '--out', file('killed')], isReached))
    }
    expect(killed).toBe(steps.length)
    expect(await drill('killed')).toMatchObject({ code: 0, err: expect.stringMatching(STEPS_AT_MOST) })
    expect(reportIn('killed').report).toMatchObject({
      verdict: 'passed',
      tenants: [{ tenant, statements: 36, documents: 2 }],
    })
    expect(foundBy('killed', 'lake')).toMatchObject({ statements: 36, double: 0 })
    expect(foundBy('killed', 'evidence')).toEqual(foundBy('whole', 'evidence'))
  }, 300_000)

  it('refuses to go on with a drill of another deployment, and a moment that no table can be restored to', async () => {
    const early = await drill('early', '--moment', '2001-01-01T00:00:00Z')
    expect(early).toMatchObject({ code: 1, err: expect.stringContaining('can be restored to moments of') })
    expect(await drill('early', '--moment', 'yesterday')).toMatchObject({ code: 2 })
    expect(await runCairn(run.home, ['drill'])).toMatchObject({ code: 2, err: expect.stringContaining('--by') })
  }, 60_000)

  it('leaves its tables until they are cleaned away, which removes nothing else', async () => {
    const before = await itemsOf('statements')
    const { code, out } = await runCairn(run.home, ['drill', '--clean'])
    expect(code).toBe(0)
    const removed = out.trimEnd().split('\n').slice(1)
    expect(removed).toHaveLength(12)
    for (const name of removed) expect(name).toMatch(/-drill-\d{8}t\d{6}$/)
    expect(removed).toEqual(expect.arrayContaining(reportIn('whole').report.remains))
    expect(await itemsOf('statements')).toEqual(before)
    expect(await runCairn(run.home, ['drill', '--clean'])).toMatchObject({ out: 'No drill has left anything.\n' })
  }, 60_000)

  // @control restore-rehearsed
  it('fails where the content bucket lacks what the tables refer to, and names it', async () => {
    const s3 = new S3Client({ forcePathStyle: true })
    const Bucket = names.CONTENT_BUCKET
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: `${tenant}/batches/` }))
    for (const { Key } of Contents) await s3.send(new DeleteObjectCommand({ Bucket, Key }))
    const { code, out } = await drill('damaged')
    expect(code).toBe(1)
    expect(out).toMatch(/^objects +body of a request missing +1 /m)
    expect(out).toContain('FAILED.')
    await runCairn(run.home, ['drill', '--clean'])
    s3.destroy()
  }, 120_000)
})
