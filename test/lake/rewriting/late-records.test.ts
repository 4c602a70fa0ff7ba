/** The lake of a store whose day was rewritten: what the check says of it, and what the stream's old records do to it. */
import { randomBytes } from 'node:crypto'
import { expect, it } from '@jest/globals'
import { createObjectVersions } from '../../../lambdas/database/s3-object-versions.ts'
import { REMOVED } from '../../../lambdas/lake/amendments.ts'
import { createPacedStream } from '../../../lambdas/lake/maintenance/record-stream.ts'
import { replay } from '../../../lambdas/lake/maintenance/replay.ts'
import { batchItemsOf } from '../../../lambdas/lake/maintenance/stored-batches.ts'
import { FENCE_MS, rewriteDay } from '../../../lambdas/lake/rewriting/rewrite-day.ts'
import { createS3LakeFiles } from '../../../lambdas/lake/s3-lake-files.ts'
import { batchObjectKey, fromBatchItem, toBatchItem } from '../../../lambdas/statements/batch/batch-item.ts'
import { createBatches } from '../../../lambdas/statements/batch/batches.ts'
import { decodeBlock, encodeBlocks } from '../../../lambdas/statements/batch/blocks.ts'
import type { BatchId } from '../../../lambdas/statements/batch/sequence.ts'
import type { TenantId } from '../../../lambdas/tenancy/tenant-id.ts'
import { stillClock } from '../../support/clocks.ts'
import { temporaryFolder } from '../../support/during-tests.ts'
import { newTenant } from '../../support/engines.ts'
import { lakeFolder } from '../../support/lake-folder.ts'
import { useLakeStore } from '../../support/lake-store.ts'
import { BUCKETS } from '../../support/s3-emulator.ts'
import { type JsonObject, statementOf, uuid, voiding } from '../../support/statements.ts'
import { openStore, send } from '../../support/stores.ts'

const world = useLakeStore()
const folder = lakeFolder(world.s3, temporaryFolder())
const DAY = '2026-11-21'
const clock = stillClock()

const said = (i: number, more: JsonObject = {}) =>
  statementOf(uuid(i), { result: { response: `secret-${i}-` }, ...more })

async function stored(tenant: TenantId, ...requests: JsonObject[][]) {
  for (const request of requests) await send(openStore(world.engine, world.lake, { clock }), tenant, request)
  clock.move(20_000)
}
async function replayed(tenant: TenantId) {
  const stream = await createPacedStream(world.stream(), stillClock())
  const from = { tenants: [tenant], from: DAY, to: DAY, isDone: false, batches: 0, statements: 0, bytes: 0 }
  for await (const _ of replay({ tables: world.engine.tables, stream, through: clock.now() }, from));
}

/** As the machine does it to the store: what goes leaves an empty place. @returns the changes of the day */
async function rewriteStore(tenant: TenantId, fates: Map<string, 'removed' | 'replaced'>) {
  const changes = new Map<string, string>()
  const fateOf = (text: string) => {
    const { id, ...others } = JSON.parse(text) as { id: string }
    const fate = fates.get(id)
    if (fate === undefined) return text
    const next = fate === 'removed' ? '' : JSON.stringify({ id, ...others, result: { response: `nobody ${id}` } })
    changes.set(id, next === '' ? REMOVED : next)
    return next
  }
  const batches = createBatches(world.engine.tables, world.lake.objects)
  for await (const item of batchItemsOf(world.engine.tables, { tenant, day: DAY })) {
    const batch = batches.read(tenant, item)
    const old: string[] = []
    for (const block of batch.starts.keys()) old.push(...decodeBlock(await batch.block(block)))
    const texts = old.map((text) => (text === '' ? text : fateOf(text)))
    const { starts, blocks } = encodeBlocks(texts)
    const contents = { ...fromBatchItem(item), count: texts.filter((text) => text !== '').length, starts }
    const isBig = 'ends' in contents.body
    if (isBig) await world.lake.objects.put(batchObjectKey(tenant, batch.id), Buffer.concat(blocks))
    const ends = blocks.map((_, at) => Buffer.concat(blocks.slice(0, at + 1)).length)
    const body = isBig ? { ends } : { blocks }
    await world.engine.tables.putIf('statements', toBatchItem(tenant, batch.id, { ...contents, body }))
  }
  return changes
}

const rewriteLake = async (tenant: TenantId, changes: Map<string, string>) => {
  let ahead = 0
  const lake = createS3LakeFiles(world.s3.client, BUCKETS.lake)
  const parts = { lake, versions: createObjectVersions(BUCKETS.lake), now: () => Date.now() + ahead }
  await rewriteDay(parts, { tenant, day: DAY }, changes)
  ahead = FENCE_MS + 1_000
  return rewriteDay(parts, { tenant, day: DAY }, changes)
}

const noDifference = { missing: { count: 0 }, extra: { count: 0 }, different: { count: 0 } }
async function expectRewritten(tenant: TenantId, gone: number[]) {
  const report = await world.check(tenant, DAY)
  expect(report.statements).toMatchObject(noDifference)
  expect(report.voids).toMatchObject(noDifference)
  expect(report.statements.storedSum).toBe(report.statements.lakeSum)
  const left: string[] = []
  for (const key of await folder.keys(`lake/tenant=${tenant}/`))
    left.push(JSON.stringify(await folder.rows(key), (_, value) => (typeof value === 'bigint' ? String(value) : value)))
  for (const i of gone) expect([i, left.join().includes(`secret-${i}-`)]).toEqual([i, false])
  return report
}

it('has no difference to the store, and old records bring nothing back, however late and in whatever company', async () => {
  const tenant = newTenant()
  await stored(
    tenant,
    [1, 2, 3].map((i) => said(i)),
    [4, 5].map((i) => said(i)),
    [said(3), said(6)],
  )
  await replayed(tenant)
  const records = await world.flow()
  const fates = new Map([
    [uuid(1), 'removed' as const],
    [uuid(4), 'replaced' as const],
    [uuid(5), 'removed' as const],
  ])
  const changes = await rewriteStore(tenant, fates)
  await rewriteLake(tenant, changes)
  expect((await expectRewritten(tenant, [1, 4, 5])).statements).toMatchObject({ stored: 4, lake: 4 })
  // Kinesis gives them again: all, each alone, and the other way round.
  for (const again of [records, ...records.map((one) => [one]), records.toReversed()]) {
    expect(await world.write(again)).toEqual({ batchItemFailures: [] })
    await expectRewritten(tenant, [1, 4, 5])
  }
  await replayed(tenant)
  await world.flow()
  await expectRewritten(tenant, [1, 4, 5])
  expect(await world.s3.keys('quarantine/')).toEqual([])
}, 120_000)

it('gets the new texts of records that reach it only after the rewriting', async () => {
  const tenant = newTenant()
  await stored(
    tenant,
    [1, 2, 3].map((i) => said(i)),
  )
  await replayed(tenant)
  const late = await world.newRecords()
  const changes = await rewriteStore(
    tenant,
    new Map([
      [uuid(1), 'removed'],
      [uuid(2), 'replaced'],
    ]),
  )
  await rewriteLake(tenant, changes)
  await world.write(late)
  expect((await expectRewritten(tenant, [1, 2])).statements).toMatchObject({ stored: 2, lake: 2 })
}, 60_000)

it('passes over old records of big batches, whose objects are others now, and quarantines none of them', async () => {
  const tenant = newTenant()
  const noise = (i: number) => said(i, { context: { platform: randomBytes(600).toString('base64') } })
  await stored(
    tenant,
    Array.from({ length: 900 }, (_, i) => noise(i + 1)),
  )
  await replayed(tenant)
  const records = await world.flow()
  const changes = await rewriteStore(
    tenant,
    new Map([
      [uuid(7), 'removed'],
      [uuid(8), 'replaced'],
    ]),
  )
  await rewriteLake(tenant, changes)
  expect((await expectRewritten(tenant, [7, 8])).statements).toMatchObject({ stored: 899, lake: 899 })
  expect(await world.write(records)).toEqual({ batchItemFailures: [] })
  await expectRewritten(tenant, [7, 8])
  expect(await world.s3.keys('quarantine/')).toEqual([])
  expect(await world.s3.keys('state/freshness/held/')).toEqual([])
  // Where nothing of a batch is left, its object goes.
  const all = new Map(Array.from({ length: 900 }, (_, i) => [uuid(i + 1), 'removed' as const]))
  await rewriteLake(tenant, await rewriteStore(tenant, all))
  for await (const { sk } of batchItemsOf(world.engine.tables, { tenant, day: DAY }))
    await world.lake.objects.remove(batchObjectKey(tenant, sk as BatchId))
  expect(await world.write(records)).toEqual({ batchItemFailures: [] })
  expect(await world.s3.keys(`lake/tenant=${tenant}/`)).toEqual([])
  expect(await world.s3.keys('quarantine/')).toEqual([])
}, 120_000)

it('leaves voided what a statement voided that was removed, as the store does', async () => {
  const tenant = newTenant()
  await stored(tenant, [said(1), said(2)])
  await stored(tenant, [{ ...voiding(uuid(3), uuid(1)), result: { response: 'secret-3-' } }])
  await replayed(tenant)
  const records = await world.flow()
  const changes = await rewriteStore(tenant, new Map([[uuid(3), 'removed']]))
  await rewriteLake(tenant, changes)
  await expectRewritten(tenant, [3])
  await world.write(records)
  await expectRewritten(tenant, [3])
  const shown = await folder.sql(`SELECT statement_id FROM statements WHERE tenant = '${tenant}'`)
  expect(shown).toEqual([{ statement_id: uuid(2) }])
}, 60_000)
