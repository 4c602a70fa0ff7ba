/** Each way to tamper, in each place: the verification names the one thing that was done, and nothing else. */
import { createPublicKey, verify } from 'node:crypto'
import { beforeEach, describe, expect, it } from '@jest/globals'
import { entriesKey } from '../../lambdas/evidence/entries-file.ts'
import { headKey, newestHead } from '../../lambdas/evidence/head-file.ts'
import { digestKey, leavesKey } from '../../lambdas/evidence/ledger-digest.ts'
import { openingsKey } from '../../lambdas/evidence/openings.ts'
import type { RecordSource, StoredRecord } from '../../lambdas/evidence/records.ts'
import { createStatementRecords } from '../../lambdas/evidence/statement-records.ts'
import type { Finding } from '../../lambdas/evidence/verification/findings.ts'
import { type IsSigned, verifyHeads } from '../../lambdas/evidence/verification/heads.ts'
import { fromLake } from '../../lambdas/evidence/verification/lake-records.ts'
import { fromStore, type RecordReader, verifyLedger } from '../../lambdas/evidence/verification/verify-ledger.ts'
import { rowsToParquet } from '../../lambdas/lake/parquet.ts'
import { statementToRow } from '../../lambdas/lake/row.ts'
import { connectS3LakeFiles } from '../../lambdas/lake/s3-lake-files.ts'
import { toBatchItem } from '../../lambdas/statements/batch/batch-item.ts'
import { createBatches } from '../../lambdas/statements/batch/batches.ts'
import { encodeBlocks } from '../../lambdas/statements/batch/blocks.ts'
import { batchIdOf, storedOf } from '../../lambdas/statements/batch/sequence.ts'
import type { TenantId } from '../../lambdas/tenancy/tenant-id.ts'
import { stillClock } from '../support/clocks.ts'
import { newTenant, useEngine } from '../support/engines.ts'
import { folderOf, HOUR, hourText, newKey, recordsIn, runAt, START } from '../support/evidence.ts'
import { BUCKETS, useEvidenceBuckets } from '../support/s3-emulator.ts'
import { statement, UUID } from '../support/statements.ts'
import { openStore, send } from '../support/stores.ts'

const engine = useEngine()
const buckets = useEvidenceBuckets()
const key = newKey()
const HOURS = 4

let folders = 0
let tenant: TenantId
let vault: typeof buckets.vault
let source: RecordSource
let records: StoredRecord[]
const ledger = () => ({ source: 'statements', tenant })
const parts = () => ({ vault, besides: buckets.besides })

beforeEach(async () => {
  tenant = newTenant()
  vault = folderOf(buckets.vault, `verify-${++folders}`)
  const batches = createBatches(engine.tables, buckets.objects)
  source = createStatementRecords({ tables: engine.tables, batches })
  // Nothing in the third hour; each request is one batch.
  for (const hour of [0, 0, 1, 3]) await storeAt(hour, 2)
  await runAt(HOURS, { ...parts(), sources: [source], tenants: [tenant], signer: key })
  records = await recordsIn(source, tenant, HOURS)
}, 60_000)

let minutes = 0
async function storeAt(hour: number, count: number) {
  const clock = stillClock(START + hour * HOUR + (++minutes % 50) * 60_000)
  await send(
    openStore(engine, buckets, { clock }),
    tenant,
    Array.from({ length: count }, () => statement()),
  )
}

const isSigned = async ({ text, signature }: Parameters<IsSigned>[0]) =>
  verify('sha256', Buffer.from(text), createPublicKey(key.pem), signature)
const hours = { from: hourText(0), to: hourText(HOURS - 1), isFromStart: true }

async function foundIn(read: RecordReader): Promise<Finding[]> {
  const found: Finding[] = []
  for await (const findings of verifyHeads(vault, hours, isSigned)) found.push(...findings)
  for await (const { findings } of verifyLedger({ ...parts(), read, idOf: source.idOf }, ledger(), { hours }))
    found.push(...findings)
  return found
}

const inStore = () => foundIn(fromStore(source))
const inLake = () => foundIn(fromLake(connectS3LakeFiles(BUCKETS.lake)))
const about = (found: Finding[]) => found.map(({ problem, hour, id }) => [problem, hour, ...(id ? [id] : [])])
const idOf = ({ text }: StoredRecord) => source.idOf(text)
const recordAt = (index: number) => records[index] as StoredRecord

/** The batch of a record with other texts, put past all that keeps functions from it. */
async function rewriteBatch(record: StoredRecord, change: (texts: string[]) => string[]) {
  const batchId = batchIdOf(record.sequence)
  const own = records.filter(({ sequence }) => batchIdOf(sequence) === batchId).map(({ text }) => text)
  await putBatch(batchId, change(own))
}
async function putBatch(batchId: ReturnType<typeof batchIdOf>, texts: string[]) {
  const { starts, blocks } = encodeBlocks(texts)
  const contents = {
    count: texts.length,
    starts,
    body: { blocks },
    referencePositions: [],
    hasNewDefinitions: false,
    mayDefine: true,
  }
  await engine.tables.putIf('statements', toBatchItem(tenant, batchId, contents))
}

async function putLake(rows: StoredRecord[], name = 'one') {
  const days = Map.groupBy(rows, ({ sequence }) => storedOf(sequence).slice(0, 10))
  for (const [day, own] of days) {
    const file = rowsToParquet(own.map(({ text, sequence }) => statementToRow(text, sequence)))
    await buckets.replace(BUCKETS.lake, `lake/tenant=${tenant}/dt=${day}/${name}.parquet`, file)
  }
}

const failed = (text: string) => text.replace('"http://example.org/verbs/did"', '"http://example.org/verbs/not"')
const later = (text: string) => text.replace(/"stored":"[^"]*"/, '"stored":"2026-03-01T09:59:59.000Z"')

describe('what was not tampered with', () => {
  it('is found to be right, in the store and in the lake, where a row may lie twice', async () => {
    await putLake(records)
    await putLake(records.slice(0, 3), 'again')
    expect(await inStore()).toEqual([])
    expect(await inLake()).toEqual([])
  })
})

describe('in the store', () => {
  // @control tampering-named
  it('a changed statement is named', async () => {
    await rewriteBatch(recordAt(1), ([first = '', second = '']) => [first, failed(second)])
    expect(about(await inStore())).toEqual([['changed', hourText(0), idOf(recordAt(1))]])
  })

  // @control tampering-named
  it('a missing statement is named, and a whole request that is missing', async () => {
    await rewriteBatch(recordAt(0), ([, second = '']) => ['', second])
    expect(about(await inStore())).toEqual([['missing', hourText(0), idOf(recordAt(0))]])
    const { sequence } = recordAt(4)
    const spread = Number.parseInt(sequence.charAt(15), 16) % 8
    await engine.tables.remove('statements', [{ pk: `${tenant}|${hourText(1)}|${spread}`, sk: batchIdOf(sequence) }])
    expect(about(await inStore())).toContainEqual(['missing', hourText(1), idOf(recordAt(4))])
    expect(await inStore()).toHaveLength(3)
  })

  // @control tampering-named
  it('a statement that was added is named, also in an hour without a digest', async () => {
    await storeAt(0, 1)
    await storeAt(2, 1)
    const found = await inStore()
    expect(about(found).map(([problem, hour]) => [problem, hour])).toEqual([
      ['added', hourText(0)],
      ['added', hourText(2)],
    ])
    const after = await recordsIn(source, tenant, HOURS)
    expect(found.map(({ id }) => id).toSorted()).toEqual(
      after
        .filter(({ sequence }) => !records.some((one) => one.sequence === sequence))
        .map(idOf)
        .toSorted(),
    )
  })

  // @control tampering-named dated-by-the-system
  it('a statement that was dated otherwise is named: in its text, or by its place', async () => {
    await rewriteBatch(recordAt(0), ([first = '', second = '']) => [later(first), second])
    expect(about(await inStore())).toEqual([['re-dated', hourText(0), idOf(recordAt(0))]])
    await rewriteBatch(recordAt(0), ([, second = '']) => ['', second])
    const moved = `${(START + 3 * HOUR + 1).toString(16).padStart(12, '0')}${recordAt(0).sequence.slice(12, 24)}`
    await putBatch(batchIdOf(moved), [recordAt(0).text])
    expect(about(await inStore())).toEqual([['re-dated', hourText(0), idOf(recordAt(0))]])
  })
})

describe('in the lake', () => {
  // @control tampering-named
  it('a changed, missing, added and re-dated statement is named', async () => {
    const other = { text: failed(recordAt(1).text), sequence: recordAt(1).sequence }
    await putLake(records.with(1, other))
    expect(about(await inLake())).toEqual([['changed', hourText(0), idOf(recordAt(1))]])
    await putLake(records.slice(1))
    expect(about(await inLake())).toEqual([['missing', hourText(0), idOf(recordAt(0))]])
    const added = recordAt(0).text.replace(idOf(recordAt(0)), UUID)
    await putLake([...records, { text: added, sequence: recordAt(0).sequence.replace(/.{4}$/, '00ff') }])
    expect(about(await inLake())).toEqual([['added', hourText(0), UUID]])
    await putLake(records.with(0, { ...recordAt(0), sequence: recordAt(0).sequence.replace(/.{4}$/, '00ff') }))
    expect(about(await inLake())).toEqual([['re-dated', hourText(0), idOf(recordAt(0))]])
    // The store was not touched.
    expect(await inStore()).toEqual([])
  })
})

describe('in the evidence', () => {
  const nameOf = (name: string) => `verify-${folders}/${name}`
  const edit = async (name: string, change: (text: string) => string | Uint8Array) => {
    const bytes = await vault.get(name)
    await buckets.replace('evidence', nameOf(name), Buffer.from(change(Buffer.from(bytes ?? []).toString())))
  }
  const remove = (name: string) => buckets.remove('evidence', nameOf(name))
  const digest = () => digestKey(ledger(), hourText(1))

  // @control tampering-named
  it('a missing or altered digest is named, the first and the last one too', async () => {
    for (const hour of [0, 1, 3]) {
      const name = digestKey(ledger(), hourText(hour))
      const bytes = (await vault.get(name)) ?? new Uint8Array()
      await edit(name, (text) => text.replace('"count":', '"count":1'))
      expect(about(await inStore())).toEqual([['digest altered', hourText(hour)]])
      await remove(name)
      expect(about(await inStore())).toEqual([['digest missing', hourText(hour)]])
      await buckets.replace('evidence', nameOf(name), bytes)
    }
    expect(await inStore()).toEqual([])
  })

  it('altered and missing leaves, openings and entries are named', async () => {
    const whole = async (name: string) => (await vault.get(name)) ?? new Uint8Array()
    const cases: [string, 'leaves' | 'entries'][] = [
      [leavesKey(ledger(), hourText(1)), 'leaves'],
      [entriesKey(hourText(2)), 'entries'],
    ]
    for (const [name, what] of cases) {
      const bytes = await whole(name)
      await buckets.replace('evidence', nameOf(name), Buffer.from(bytes).fill(7, bytes.length - 9))
      expect(about(await inStore()).map(([problem]) => problem)).toContain(`${what} altered`)
      await remove(name)
      expect(about(await inStore()).map(([problem]) => problem)).toContain(`${what} missing`)
      await buckets.replace('evidence', nameOf(name), bytes)
    }
    const openings = openingsKey(ledger(), hourText(1))
    const bytes = Buffer.from((await buckets.besides.get(openings)) ?? [])
    const one = bytes[40] ?? 0
    await buckets.replace(BUCKETS.content, openings, Buffer.from(bytes).fill(one ^ 1, 40, 41))
    expect(about(await inStore())).toEqual([['openings altered', hourText(1)]])
    await buckets.remove(BUCKETS.content, openings)
    expect(about(await inStore())).toEqual([['openings missing', hourText(1)]])
  })

  // @control tampering-named
  it('an altered head, a wrong signature and a missing head are named', async () => {
    const name = headKey(hourText(1))
    const bytes = (await vault.get(name)) ?? new Uint8Array()
    await edit(name, (text) => text.replace(String.raw`\"made\":\"2`, String.raw`\"made\":\"3`))
    expect(about(await inStore())).toEqual([['head altered', hourText(1)]])
    const other = Buffer.from(await newKey().sign(Buffer.from('other')))
    await edit(name, () =>
      Buffer.from(bytes)
        .toString()
        .replace(/"signature":"[^"]*"/, `"signature":"${other.toString('base64')}"`),
    )
    expect(about(await inStore())).toEqual([['signature wrong', hourText(1)]])
    await remove(name)
    expect(about(await inStore())).toEqual([['head missing', hourText(1)]])
  })

  it('what somebody with the key signed anew breaks the chain', async () => {
    const newest = await newestHead(vault, START + HOURS * HOUR)
    expect(newest?.head.hour).toBe(hourText(3))
    await storeAt(1, 1)
    for (const name of [leavesKey(ledger(), hourText(1)), digest(), entriesKey(hourText(1)), headKey(hourText(1))])
      await remove(name)
    await buckets.remove(BUCKETS.content, openingsKey(ledger(), hourText(1)))
    const later = await Promise.all(
      [2, 3].map(async (hour) => [headKey(hourText(hour)), await vault.get(headKey(hourText(hour)))] as const),
    )
    for (const [name] of later) await remove(name)
    await runAt(2, { ...parts(), sources: [source], tenants: [tenant], signer: key })
    for (const [name, bytes] of later) await buckets.replace('evidence', nameOf(name), bytes ?? new Uint8Array())
    expect(about(await inStore()).map(([problem, hour]) => [problem, hour])).toContainEqual([
      'chain broken',
      hourText(1),
    ])
  })
})
