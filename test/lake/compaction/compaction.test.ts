/** Compaction on an S3 emulator: what becomes few files, when, and what stays as it is. */
import { beforeEach, describe, expect, it } from '@jest/globals'
import { type Row, VOID_COLUMNS } from '../../../lambdas/lake/columns.ts'
import { LIMITS } from '../../../lambdas/lake/compaction/plan.ts'
import { rowsToParquet } from '../../../lambdas/lake/parquet.ts'
import { id, ids, rows, useCompactedLake } from '../../support/compacted-lake.ts'

const compacted = useCompactedLake()
beforeEach(() => compacted.begin())

describe('the files of a day', () => {
  it('become one, beside which they stay until no query can hold them', async () => {
    await compacted.putMany(6)
    const before = await compacted.keys()
    expect(await compacted.run()).toMatchObject({ replaced: 6, written: 1, rows: 18, deleted: 0, kept: 6 })
    const [output = '', ...inputs] = await compacted.keys()
    expect(output).toMatch(/\/compact-[0-9a-f]{32}\.parquet$/)
    expect(inputs).toEqual(before)
    expect(await compacted.run()).toMatchObject({ replaced: 0, deleted: 0, kept: 6 })
    compacted.wait()
    expect(await compacted.run()).toMatchObject({ replaced: 0, deleted: 6, kept: 0 })
    expect(await compacted.keys()).toEqual([output])
    expect(await compacted.lake.keys('state/compaction/replacements/')).toEqual([])
    expect(await compacted.shown()).toEqual(ids(18))
    expect(await compacted.run()).toMatchObject({ replaced: 0, written: 0, deleted: 0 })
  })

  it('become one again with what comes late', async () => {
    await compacted.putMany(3)
    await compacted.run()
    compacted.wait()
    await compacted.put(rows(9, 3))
    // The new file waits: the round before is not over.
    expect(await compacted.run()).toMatchObject({ deleted: 3, written: 1 })
    compacted.wait()
    expect(await compacted.run()).toMatchObject({ deleted: 2 })
    expect(await compacted.keys()).toHaveLength(1)
    expect(await compacted.shown()).toEqual(ids(12))
  })

  it('hold each statement once afterwards', async () => {
    await compacted.put(rows(0, 6))
    await compacted.put(rows(3, 6))
    expect(await compacted.run()).toMatchObject({ rows: 9, copies: 3 })
    expect(await compacted.lake.rows((await compacted.keys())[0] ?? '')).toHaveLength(9)
  })

  it('wait while the day goes on until they are four, and are not written again for each that comes', async () => {
    compacted.begin('2999-01-01')
    await compacted.putMany(3)
    expect(await compacted.run()).toMatchObject({ written: 0 })
    await compacted.put(rows(9, 3))
    expect(await compacted.run()).toMatchObject({ written: 1, replaced: 4 })
  })

  it('are grouped by what they hold in memory, which their size does not tell', async () => {
    const wide = (first: number) => rows(first, 3).map((row) => ({ ...row, response: 'x'.repeat(1_000_000) }))
    for (let i = 0; i < 6; i++) await compacted.put(wide(i * 3))
    const sizes = (await compacted.lake.list(compacted.folder)).map(({ bytes }) => bytes)
    expect(Math.max(...sizes)).toBeLessThan(50_000)
    expect(await compacted.run({ limits: { ...LIMITS, heldBytes: 3_500_000 } })).toMatchObject({
      written: 2,
      replaced: 6,
      rows: 18,
    })
    expect(compacted.told).toEqual(['3 files, 9 rows', '3 files, 9 rows'])
  })

  it('of other tenants and days are files of their own', async () => {
    const other = `lake/tenant=${compacted.tenant}/dt=2019-12-31/`
    await compacted.putMany(2)
    await compacted.put(rows(6, 3), other)
    await compacted.put(rows(9, 3), other)
    expect(await compacted.run()).toMatchObject({ written: 2, replaced: 4 })
    expect((await compacted.keys()).filter((key) => key.includes('compact-'))).toHaveLength(1)
    expect((await compacted.lake.keys(other)).filter((key) => key.includes('compact-'))).toHaveLength(1)
  })

  it('are left to the next run when there is no time', async () => {
    await compacted.putMany(3)
    expect(await compacted.run({ mayGoOn: () => false })).toMatchObject({ written: 0, isCut: true })
    expect(await compacted.run()).toMatchObject({ written: 1, isCut: false })
  })
})

describe('files of voids', () => {
  it('become one as well, each void once', async () => {
    const voids = `voids/tenant=${compacted.tenant}/`
    const voidRow = (i: number): Row => ({
      voided_statement_id: id(i),
      voided_by: id(100 + i),
      voided_at: 0n,
      sq: `${i}`,
    })
    for (const [n, i] of [0, 1, 2, 2, 3].entries())
      await compacted.lake.putBytes(
        `${voids}2020-01-01-shard-${i}-${n}.parquet`,
        rowsToParquet([voidRow(i)], VOID_COLUMNS),
      )
    expect(await compacted.run()).toMatchObject({ written: 1, replaced: 5, rows: 4, copies: 1 })
    const [output = ''] = (await compacted.lake.keys(voids)).filter((key) => key.includes('compact-'))
    expect((await compacted.lake.rows(output)).map(({ voided_statement_id }) => voided_statement_id)).toEqual(ids(4))
  })
})

describe('a file that cannot be read', () => {
  const damage = async (change: (bytes: Buffer) => Buffer) => {
    const file = await compacted.put(rows(50, 3))
    const bytes = Buffer.from((await compacted.lake.files().read(file, 0, file.bytes)) ?? [])
    return compacted.lake.putBytes(file.key, change(bytes))
  }

  it.each<[string, (bytes: Buffer) => Buffer]>([
    ['has no footer', (bytes) => bytes.subarray(0, bytes.length - 5)],
    ['is empty', () => Buffer.alloc(0)],
    ['has a damaged page', (bytes) => Buffer.concat([bytes.subarray(0, 4), Buffer.alloc(200, 7), bytes.subarray(204)])],
    ['has a footer of another length', (bytes) => bytes.fill(255, bytes.length - 8, bytes.length - 4)],
  ])('because it %s stays where it is, is told once, and does not stop the others', async (_, change) => {
    await compacted.putMany(4)
    const bad = await damage(change)
    const first = await compacted.run()
    expect(first).toMatchObject({ written: 1, replaced: 4, rows: 12, failures: 0 })
    expect(compacted.told.filter((line) => line.startsWith('unreadable'))).toEqual([`unreadable ${bad.key}`])
    expect(await compacted.lake.files().getText(`state/compaction/unreadable/${bad.key}.txt`)).toContain(bad.key)
    compacted.wait()
    const second = await compacted.run()
    expect([first.unreadable, second.unreadable - first.unreadable]).toEqual([expect.any(Number), 0])
    expect(compacted.told.filter((line) => line.startsWith('unreadable'))).toHaveLength(1)
    expect(await compacted.keys()).toEqual([expect.stringContaining('/compact-'), bad.key])
  })

  it('is read again once it has changed', async () => {
    await compacted.putMany(2)
    const bad = await damage((bytes) => bytes.subarray(0, 20))
    await compacted.run()
    await compacted.lake.put(bad.key, rows(6, 3))
    compacted.wait()
    expect(await compacted.run()).toMatchObject({ written: 1, replaced: 2, rows: 9 })
  })
})
