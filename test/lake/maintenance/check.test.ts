/** The check of the lake: what was written by the lake's own writer, and then spoilt, against a real store. */
import { describe, expect, it } from '@jest/globals'
import { createPacedStream } from '../../../lambdas/lake/maintenance/record-stream.ts'
import { replay } from '../../../lambdas/lake/maintenance/replay.ts'
import { rowsToParquet } from '../../../lambdas/lake/parquet.ts'
import { statementToRow } from '../../../lambdas/lake/row.ts'
import type { TenantId } from '../../../lambdas/tenancy/tenant-id.ts'
import { stillClock } from '../../support/clocks.ts'
import { newTenant } from '../../support/engines.ts'
import { useLakeStore } from '../../support/lake-store.ts'
import { statementOf, uuid, voiding } from '../../support/statements.ts'
import { openStore, send } from '../../support/stores.ts'

const world = useLakeStore()
const DAY = '2026-11-21'
const clock = stillClock()

const store = () => openStore(world.engine, world.lake, { clock })
const ids = (first: number, count: number) => Array.from({ length: count }, (_, at) => uuid(first + at))
const statements = (first: number, count: number) =>
  ids(first, count).map((id) => statementOf(id, { result: { response: `response of ${id}` } }))

/** Stores statements, each batch for itself, and brings them into the lake as one file for each call. */
async function stored(tenant: TenantId, ...batches: ReturnType<typeof statements>[]) {
  for (const batch of batches) await send(store(), tenant, batch)
  clock.move(20_000)
}
async function written(tenant: TenantId) {
  const stream = await createPacedStream(world.stream(), stillClock())
  const from = { tenants: [tenant], from: DAY, to: DAY, isDone: false, batches: 0, statements: 0, bytes: 0 }
  for await (const _ of replay({ tables: world.engine.tables, stream, through: clock.now() }, from));
  await world.flow()
}
const WHOLE = {
  missing: { count: 0, examples: [] },
  extra: { count: 0, examples: [] },
  different: { count: 0, examples: [] },
  double: { count: 0, examples: [] },
}

describe('the check of a day', () => {
  it('finds the same in store and lake after small and big requests, repeats and tombstones', async () => {
    const tenant = newTenant()
    const noise = (id: string) =>
      statementOf(id, { result: { response: Buffer.from(id.repeat(200)).toString('base64') } })
    await stored(tenant, statements(1, 3), statements(3, 3), statements(10, 200), ids(1_000, 900).map(noise))
    await world.engine.tables.insert('statements', [{ pk: `${tenant}|${DAY}T09|3`, sk: 'f'.repeat(24), dead: true }])
    await written(tenant)
    const report = await world.check(tenant, DAY)
    expect(report).toMatchObject({ tenant, day: DAY, younger: 0 })
    expect(report.statements).toMatchObject({ stored: 1_105, lake: 1_105, ...WHOLE })
    expect(report.statements.storedSum).toBe(report.statements.lakeSum)
    expect(report.statements.storedSum).not.toBe('0'.repeat(32))
    expect((await world.check(tenant, '2026-11-20')).statements).toMatchObject({ stored: 0, lake: 0, ...WHOLE })
  }, 60_000)

  it('names what is missing, what is there and not stored, what is different, and what lies there twice', async () => {
    const tenant = newTenant()
    await stored(tenant, statements(1, 2))
    await written(tenant)
    const [kept = ''] = await world.s3.keys(`lake/tenant=${tenant}/`)
    await world.copy(kept, kept.replace('.parquet', '-again.parquet'))
    await stored(tenant, statements(3, 2))
    const rows = [
      statementToRow(JSON.stringify(statementOf(uuid(3), { version: 'another text' })), `${sequence()}0000`),
      statementToRow(JSON.stringify(statementOf(uuid(9))), `${sequence()}0001`),
    ]
    await world.put(`lake/tenant=${tenant}/dt=${DAY}/other.parquet`, rowsToParquet(rows))
    const { statements: found } = await world.check(tenant, DAY)
    expect(found).toMatchObject({
      stored: 4,
      lake: 4,
      missing: { count: 1, examples: [uuid(4)] },
      extra: { count: 1, examples: [uuid(9)] },
      different: { count: 1, examples: [uuid(3)] },
      double: { count: 2 },
    })
    expect(found.storedSum).not.toBe(found.lakeSum)
  }, 60_000)

  const sequence = () => `${Math.floor(clock.now()).toString(16).padStart(12, '0')}${'0'.repeat(12)}`

  it('compares voids with what void_files says', async () => {
    const tenant = newTenant()
    await stored(tenant, statements(1, 2), [voiding(uuid(7), uuid(1))])
    await written(tenant)
    expect((await world.check(tenant, DAY)).voids).toMatchObject({ stored: 1, lake: 1, ...WHOLE })
    const { voids: otherDay } = await world.check(tenant, '2026-11-22')
    expect(otherDay).toMatchObject({ stored: 0, lake: 0, ...WHOLE })
    for (const key of await world.s3.keys(`voids/tenant=${tenant}/`)) await world.remove(key)
    expect((await world.check(tenant, DAY)).voids).toMatchObject({ stored: 1, missing: { examples: [uuid(7)] } })
  }, 60_000)

  it('leaves out what is younger than the time through which it compares, on both sides, and says so', async () => {
    const tenant = newTenant()
    await stored(tenant, statements(1, 3))
    await written(tenant)
    const through = clock.now() - 1
    await stored(tenant, statements(4, 2))
    const { younger, statements: found } = await world.check(tenant, DAY, { through })
    expect({ younger, found }).toMatchObject({ younger: 2, found: { stored: 3, lake: 3, ...WHOLE } })
    const { statements: none } = await world.check(tenant, DAY, { through: 0 })
    expect(none).toMatchObject({ stored: 0, lake: 0, ...WHOLE })
  }, 60_000)

  it('compares a day in parts that has more ids than it may hold', async () => {
    const tenant = newTenant()
    await stored(tenant, statements(1, 150), statements(2_001, 100))
    await written(tenant)
    await written(tenant)
    await stored(tenant, statements(3_001, 10))
    const withoutExamples = (report: object) =>
      JSON.parse(JSON.stringify(report, (key, value) => (key === 'examples' ? null : value)))
    const inOne = withoutExamples(await world.check(tenant, DAY))
    expect(withoutExamples(await world.check(tenant, DAY, { most: 32 }))).toEqual(inOne)
    expect(inOne.statements).toMatchObject({ stored: 260, missing: { count: 10 }, double: { count: 250 } })
  }, 60_000)

  it('begins anew where a file was replaced by compaction meanwhile', async () => {
    const tenant = newTenant()
    await stored(tenant, statements(1, 2))
    await written(tenant)
    const [key = ''] = await world.s3.keys(`lake/tenant=${tenant}/`)
    let listings = 0
    const files = {
      ...world.lake.files,
      async *list(prefix: string) {
        const all = []
        for await (const file of world.lake.files.list(prefix)) all.push(file)
        if (prefix.startsWith('lake/') && listings++ === 0) {
          await world.copy(key, key.replace(/[^/]+$/, 'compact-1.parquet'))
          await world.remove(key)
        }
        yield* all
      },
    }
    expect((await world.check(tenant, DAY, { files })).statements).toMatchObject({ stored: 2, lake: 2, ...WHOLE })
    expect(listings).toBe(2)
  }, 60_000)
})
