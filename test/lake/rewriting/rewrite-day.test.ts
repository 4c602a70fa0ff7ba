/** What an erasure does to a day of the lake, on an S3 emulator, for DuckDB and for whoever looks into the octets. */
import { beforeEach, describe, expect, it } from '@jest/globals'
import { REMOVED } from '../../../lambdas/lake/amendments.ts'
import { FENCE_MS } from '../../../lambdas/lake/rewriting/rewrite-day.ts'
import { id, rowsFrom, sequence, textOf, useRewrittenLake } from '../../support/rewritten-lake.ts'

const day = useRewrittenLake()
const { lake } = day
beforeEach(() => day.begin())

describe('a day that is rewritten', () => {
  it('has no removed statement any more, and new texts in place of old ones', async () => {
    await day.put('a', rowsFrom(0, 3))
    await day.put('b', rowsFrom(3, 3))
    await day.put('c', rowsFrom(6, 3))
    await day.compact(1e9)
    await day.put('d', rowsFrom(9, 1))
    const changes = new Map([
      [id(1), REMOVED],
      [id(4), textOf(4, 'pseudonym')],
      [id(9), REMOVED],
    ])
    expect(await day.rewrite(changes)).toMatchObject({ files: 4, rows: 5, written: 1, unreadable: [] })
    expect(await day.actors()).toEqual(
      [0, 2, 3, '4 pseudonym', 5, 6, 7, 8].map((one) =>
        typeof one === 'string' ? one : `${one} secret-person-${one}-`,
      ),
    )
    const left = await day.octets()
    for (const gone of [1, 4, 9]) expect(left).not.toContain(`secret-person-${gone}-`)
    expect(left).toContain('secret-person-0-')
    expect(
      await lake.sql(
        `SELECT actor_id, response, object_id, sq FROM statements WHERE tenant = '${day.tenant}' AND statement_id = '${id(4)}'`,
      ),
    ).toEqual([
      {
        actor_id: 'mailto:pseudonym@example.org',
        response: 'pseudonym',
        object_id: 'http://example.org/4',
        sq: sequence(4),
      },
    ])
  })

  it('asks to be called again until nobody can write what it was before, and is done then', async () => {
    await day.put('a', rowsFrom(0, 3))
    const changes = new Map([[id(1), REMOVED]])
    const began = Date.now()
    const { again = 0 } = await day.rewrite(changes)
    expect(again).toBeGreaterThanOrEqual(began + FENCE_MS)
    // A run that had read the old rows before puts them late.
    await day.put('late', rowsFrom(0, 3))
    day.ahead = FENCE_MS / 2
    expect(await day.rewrite(changes)).toMatchObject({ again, rows: 1 })
    await day.put('later', rowsFrom(0, 3))
    day.ahead = FENCE_MS + 1_000
    const last = await day.rewrite(changes)
    expect(last).toMatchObject({ rows: 1 })
    expect(last.again).toBeUndefined()
    expect(await day.octets()).not.toContain('secret-person-1-')
    expect(await day.rewrite(changes)).toEqual({ files: 0, rows: 0, written: 0, versions: 0, unreadable: [] })
  })

  it('is not made few files of meanwhile, and is afterwards', async () => {
    await day.put('a', rowsFrom(0, 3))
    await day.put('b', rowsFrom(3, 3))
    const changes = new Map([[id(1), REMOVED]])
    await day.rewrite(changes)
    expect(await day.compact()).toMatchObject({ written: 0, deleted: 0 })
    day.ahead += FENCE_MS + 1_000
    expect((await day.rewrite(changes)).again).toBeUndefined()
    expect(await day.compact()).toMatchObject({ written: 1, replaced: 2, rows: 5 })
    await day.compact()
    expect(await lake.keys(day.folder)).toHaveLength(1)
    expect(await day.octets()).not.toContain('secret-person-1-')
  })

  it('loses a file that nobody can read, and says which', async () => {
    await day.put('a', rowsFrom(0, 3))
    const bytes = Buffer.from(await lake.bytes(`${day.folder}a.parquet`))
    await lake.putBytes(`${day.folder}bad.parquet`, bytes.subarray(0, bytes.length - 5))
    await lake.putBytes(`${day.folder}_copy.txt`, Buffer.from('secret-person-1-'))
    const { unreadable } = await day.rewrite(new Map([[id(1), REMOVED]]))
    expect(unreadable.toSorted()).toEqual([`${day.folder}_copy.txt`, `${day.folder}bad.parquet`])
    expect(await day.octets()).not.toContain('secret-person-1-')
  })

  it('stays as it is where nothing changed, and in every other day and tenant', async () => {
    const other = `lake/tenant=${day.tenant}/dt=2026-11-20/`
    await day.put('a', rowsFrom(0, 3))
    await lake.put(`${other}a.parquet`, rowsFrom(0, 3))
    const before = await lake.list(`lake/tenant=${day.tenant}/`)
    expect(await day.rewrite(new Map([[id(7), REMOVED]]))).toMatchObject({ files: 0, rows: 0 })
    expect(await lake.list(`lake/tenant=${day.tenant}/`)).toEqual(before)
    await day.rewrite(new Map([[id(1), REMOVED]]))
    expect(await lake.list(other)).toEqual(before.filter(({ key }) => key.startsWith(other)))
  })

  it('keeps what an earlier case removed or rewrote', async () => {
    await day.put('a', rowsFrom(0, 4))
    await day.rewriteToTheEnd(
      new Map([
        [id(0), REMOVED],
        [id(1), textOf(1, 'pseudonym')],
        [id(2), textOf(2, 'pseudonym')],
      ]),
    )
    await day.rewriteToTheEnd(
      new Map([
        [id(1), textOf(1, 'second')],
        [id(2), REMOVED],
      ]),
    )
    expect(await day.actors()).toEqual(['1 second', '3 secret-person-3-'])
    expect(await day.octets()).not.toContain('"pseudonym"')
  })
})
