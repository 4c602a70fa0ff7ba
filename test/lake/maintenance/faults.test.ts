/** What streams and writers do to the lake, caused for real, and what the check says of it afterwards. */
import { DeleteObjectsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import { describe, expect, it } from '@jest/globals'
import type { KinesisStreamRecord } from 'aws-lambda'
import fc from 'fast-check'
import { createPacedStream } from '../../../lambdas/lake/maintenance/record-stream.ts'
import { replay } from '../../../lambdas/lake/maintenance/replay.ts'
import { createS3Lake } from '../../../lambdas/lake/s3-lake.ts'
import type { Lake } from '../../../lambdas/lake/writer.ts'
import type { TenantId } from '../../../lambdas/tenancy/tenant-id.ts'
import { stillClock } from '../../support/clocks.ts'
import { newTenant } from '../../support/engines.ts'
import { useLakeStore } from '../../support/lake-store.ts'
import { BUCKETS } from '../../support/s3-emulator.ts'
import { statementOf, uuid, voiding } from '../../support/statements.ts'
import { openStore, send } from '../../support/stores.ts'

const world = useLakeStore()
const DAY = '2026-11-21'
const clock = stillClock()
const STATEMENTS = 20

/** Ten requests of two statements, some of them voided by a later one, as records of a real stream. */
async function streamed(tenant: TenantId): Promise<KinesisStreamRecord[]> {
  const store = openStore(world.engine, world.lake, { clock })
  for (let request = 0; request < 9; request++) {
    await send(store, tenant, [statementOf(uuid(2 * request)), statementOf(uuid(2 * request + 1))])
  }
  await send(store, tenant, [voiding(uuid(90), uuid(0)), voiding(uuid(91), uuid(1))])
  clock.move(20_000)
  const stream = await createPacedStream(world.stream(), stillClock())
  const from = { tenants: [tenant], from: DAY, to: DAY, isDone: false, batches: 0, statements: 0, bytes: 0 }
  for await (const _ of replay({ tables: world.engine.tables, stream, through: clock.now() }, from));
  return await world.newRecords()
}

async function found(tenant: TenantId) {
  const { statements, voids } = await world.check(tenant, DAY)
  const of = ({ stored, missing, extra, different }: typeof statements) => ({
    stored,
    missing: missing.count,
    wrong: extra.count + different.count,
  })
  return { statements: of(statements), voids: of(voids), double: statements.double.count }
}
const WHOLE = { statements: { stored: STATEMENTS, missing: 0, wrong: 0 }, voids: { stored: 2, missing: 0, wrong: 0 } }

/** As Lambda does it: a batch is sent again from the first record on that the writer names, as long as it names one. */
async function writeAll(records: KinesisStreamRecord[], into?: Lake) {
  for (let left = records, tries = 0; left.length > 0; tries++) {
    const { batchItemFailures } = await world.write(left, into)
    const [first] = batchItemFailures
    if (first === undefined) return
    left = left.slice(left.findIndex(({ kinesis }) => kinesis.sequenceNumber === first.itemIdentifier))
    if (tries > 50) throw new Error('The writer comes to no end.')
  }
}

describe('the lake is whole', () => {
  it('whatever the stream repeats and in whatever order and batches it comes', async () => {
    const records = await streamed(newTenant())
    const [tenant] = new Set(records.map(tenantIn))
    const order = fc.array(fc.nat(records.length - 1), { minLength: 5, maxLength: 15 })
    await fc.assert(
      fc.asyncProperty(order, fc.integer({ min: 1, max: 7 }), async (repeated, size) => {
        await empty(`lake/tenant=${tenant}/`, `voids/tenant=${tenant}/`)
        const all = [...repeated, ...records.keys()].flatMap((at) => records[at] ?? [])
        for (let at = 0; at < all.length; at += size) await writeAll(all.slice(at, at + size))
        expect(await found(tenant as TenantId)).toMatchObject(WHOLE)
      }),
      { numRuns: process.env.DEEP ? 40 : 4 },
    )
  }, 120_000)

  it('where a writer dies after an upload, and the records come again in other batches', async () => {
    const tenant = newTenant()
    const records = await streamed(tenant)
    const lake = createS3Lake(world.s3.client, BUCKETS.lake, world.s3.objects)
    for (let uploads = 1; uploads <= 2; uploads++) {
      let left = uploads
      const dying: Lake = {
        ...lake,
        async put(key, body, type) {
          await lake.put(key, body, type)
          if (--left === 0) throw new Error('The writer died.')
        },
      }
      const { batchItemFailures } = await world.write(records, dying)
      expect(batchItemFailures).toHaveLength(1)
    }
    await writeAll(records.slice(0, 4))
    await writeAll(records.slice(4))
    const { double, ...rest } = await found(tenant)
    expect(rest).toEqual(WHOLE)
    expect(double).toBeGreaterThan(0)
  }, 60_000)

  it('around a poison record in the middle of a batch, which alone is quarantined', async () => {
    const tenant = newTenant()
    const records = await streamed(tenant)
    const poisons = ['{"no": "change"', JSON.stringify({ eventName: 'INSERT', dynamodb: {} })].map((text, at) =>
      poisonAfter(records[2 + at] as KinesisStreamRecord, text),
    )
    await writeAll([...records.slice(0, 3), ...poisons, ...records.slice(3)])
    expect(await found(tenant)).toMatchObject(WHOLE)
    const quarantined = await world.s3.keys('quarantine/')
    for (const { kinesis } of poisons) expect(quarantined.join()).toContain(kinesis.sequenceNumber)
  }, 60_000)
})

describe('the check names', () => {
  it('what is lost with a record that was damaged on its way, and a replay brings it back', async () => {
    const tenant = newTenant()
    const records = await streamed(tenant)
    const damaged = records.with(4, poisonAfter(records[4] as KinesisStreamRecord, 'damaged'))
    await writeAll(damaged)
    expect((await found(tenant)).statements.missing).toBe(2)
    await writeAll(records.slice(4, 5))
    expect(await found(tenant)).toMatchObject(WHOLE)
  }, 60_000)

  it('a file that the writer could not put, until the records come again', async () => {
    const tenant = newTenant()
    const records = await streamed(tenant)
    world.s3.faults.fails = (request) => request.startsWith('PUT') && request.includes(`/lake/lake/tenant=${tenant}`)
    const { batchItemFailures } = await world.write(records)
    world.s3.faults.fails = () => false
    expect(batchItemFailures).toHaveLength(1)
    expect((await found(tenant)).statements.missing).toBe(STATEMENTS)
    await writeAll(records)
    expect(await found(tenant)).toMatchObject(WHOLE)
  }, 60_000)
})

const tenantIn = ({ kinesis }: KinesisStreamRecord): string =>
  JSON.parse(Buffer.from(kinesis.data, 'base64').toString()).dynamodb.Keys.pk.S.split('|')[0]

/** A record with the next sequence number, that nobody can read. */
function poisonAfter(record: KinesisStreamRecord, text: string): KinesisStreamRecord {
  const sequenceNumber = String(BigInt(record.kinesis.sequenceNumber) + 1n)
  const kinesis = { ...record.kinesis, sequenceNumber, data: Buffer.from(text).toString('base64') }
  return { ...record, eventID: record.eventID.replace(/:.*/, `:${sequenceNumber}`), kinesis }
}

async function empty(...prefixes: string[]) {
  for (const Prefix of prefixes) {
    const { Contents = [] } = await world.s3.client.send(new ListObjectsV2Command({ Bucket: BUCKETS.lake, Prefix }))
    const Objects = Contents.map(({ Key }) => ({ Key }))
    if (Objects.length > 0)
      await world.s3.client.send(new DeleteObjectsCommand({ Bucket: BUCKETS.lake, Delete: { Objects } }))
  }
}
