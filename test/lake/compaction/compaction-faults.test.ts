/** Compaction on an S3 emulator, whatever happens to it: deaths at each step, two runs at once, queries meanwhile. */
import { beforeEach, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { LakeFiles } from '../../../lambdas/lake/lake-files.ts'
import { id, ids, KEEP_MS, rows, useCompactedLake } from '../../support/compacted-lake.ts'

const compacted = useCompactedLake()
beforeEach(() => compacted.begin())

describe('whatever happens to a run', () => {
  /** From the call `at` on, none comes through: so it is for the bucket when a process dies. */
  const dieAt = (at: number) => {
    let calls = 0
    compacted.s3.faults.isOfDead = (request) => !request.startsWith('GET') && ++calls >= at
    return () => {
      compacted.s3.faults.isOfDead = () => false
      return calls
    }
  }
  it('a death between any two of its steps leaves nothing lost, doubled or in the way', async () => {
    const survived: number[] = []
    for (let at = 1; at < 40; at++) {
      compacted.begin()
      await compacted.putMany(4)
      let revive = dieAt(at)
      await compacted.run({}).catch(() => undefined)
      let calls = revive()
      expect(await compacted.shown()).toEqual(ids(12))
      // Some time later the next one dies as early after where that one would have gone on.
      compacted.wait()
      if (calls < at) {
        revive = dieAt(at - calls)
        await compacted.run({}).catch(() => undefined)
        calls += revive()
        expect(await compacted.shown()).toEqual(ids(12))
      }
      for (let again = 0; again < 3; again++) {
        compacted.wait()
        expect(await compacted.run()).toMatchObject({ failures: 0 })
      }
      expect([at, await compacted.keys()]).toEqual([at, [expect.stringContaining('/compact-')]])
      expect(await compacted.shown()).toEqual(ids(12))
      expect(await compacted.lake.keys('state/compaction/replacements/')).toEqual([])
      if (calls < at) break
      survived.push(at)
    }
    // Put the replacement, put the output; delete four inputs and the replacement.
    expect(survived).toEqual([1, 2, 3, 4, 5, 6, 7])
  }, 120_000)

  it('two at once do no harm', async () => {
    await compacted.putMany(8)
    await Promise.all([compacted.run(), compacted.run(), compacted.put(rows(24, 3)).then(() => compacted.run())])
    expect(await compacted.shown()).toEqual(ids(27))
    for (let again = 0; again < 4; again++) {
      compacted.wait()
      await Promise.all([compacted.run(), compacted.run()])
      expect(await compacted.shown()).toEqual(ids(27))
    }
    expect(await compacted.keys()).toHaveLength(1)
  }, 60_000)

  it('what a query listed at any moment holds every statement, and stays as long as it says', async () => {
    await compacted.putMany(5)
    const { watched, listings } = watch()
    await compacted.run({}, watched)
    compacted.wait(KEEP_MS - 10_000)
    await compacted.run({}, watched)
    const there = new Set(await compacted.keys())
    expect(listings.length).toBeGreaterThanOrEqual(3)
    for (const listing of listings) {
      expect(listing.filter((key) => !there.has(key))).toEqual([])
      expect(await idsIn(listing)).toEqual(new Set(ids(15)))
    }
  })

  it('what a query lists while files are deleted holds every statement without those', async () => {
    await compacted.putMany(5)
    await compacted.run()
    compacted.wait()
    const { watched, listings } = watch()
    expect(await compacted.run({}, watched)).toMatchObject({ deleted: 5 })
    expect(listings).toHaveLength(12)
    const left = new Set(await compacted.keys())
    for (const listing of listings)
      expect(await idsIn(listing.filter((key) => left.has(key)))).toEqual(new Set(ids(15)))
  })

  /** Looks before and after each step that changes something. */
  function watch() {
    const listings: string[][] = []
    const own = compacted.lake.files()
    const looking = async (change: () => Promise<void>) => {
      listings.push(await compacted.keys())
      await change()
      listings.push(await compacted.keys())
    }
    const watched: LakeFiles = {
      ...own,
      delete: (key) => looking(() => own.delete(key)),
      putText: (key, text) => looking(() => own.putText(key, text)),
      create(key) {
        const upload = own.create(key)
        return { ...upload, finish: () => looking(() => upload.finish()) }
      },
    }
    return { watched, listings }
  }
  const idsIn = async (keys: string[]) =>
    new Set((await Promise.all(keys.map((key) => compacted.lake.rows(key)))).flat().map((row) => row.statement_id))

  it('a local query finds every statement while files are removed', async () => {
    await compacted.putMany(6)
    await compacted.run()
    compacted.wait()
    await Promise.all([compacted.shown().then((shown) => expect(shown).toEqual(ids(18))), compacted.run()])
    expect(await compacted.shown()).toEqual(ids(18))
    expect(await compacted.keys()).toHaveLength(1)
  })

  it('leaves an input alone that was written again meanwhile', async () => {
    await compacted.putMany(3)
    await compacted.run()
    const [, , again = ''] = await compacted.keys()
    await compacted.lake.put(again, rows(20, 2))
    compacted.wait()
    expect(await compacted.run()).toMatchObject({ deleted: 2 })
    expect(await compacted.keys()).toContain(again)
    expect(await compacted.shown()).toEqual([...ids(9), id(20), id(21)])
  })

  it('loses and doubles nothing, in any order of files, runs, deaths and time', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('put' as const), first: fc.nat(20), count: fc.integer({ min: 1, max: 5 }) }),
      fc.record({ kind: fc.constant('run' as const), dies: fc.option(fc.integer({ min: 1, max: 8 })) }),
      fc.record({ kind: fc.constant('both' as const) }),
      fc.record({ kind: fc.constant('wait' as const) }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
        compacted.begin()
        const expected = new Set<string>()
        for (const one of steps) {
          if (one.kind === 'put') {
            await compacted.put(rows(one.first, one.count))
            for (const { statement_id } of rows(one.first, one.count)) expected.add(String(statement_id))
          } else if (one.kind === 'run') {
            const revive = one.dies === null ? undefined : dieAt(one.dies)
            await compacted.run({}).catch(() => undefined)
            revive?.()
          } else if (one.kind === 'both') await Promise.all([compacted.run(), compacted.run()])
          else compacted.wait()
          expect(await compacted.shown()).toEqual([...expected].toSorted())
        }
        for (let again = 0; again < 4; again++) {
          compacted.wait()
          await compacted.run()
        }
        expect(await compacted.shown()).toEqual([...expected].toSorted())
        expect((await compacted.keys()).length).toBeLessThanOrEqual(1)
      }),
      { numRuns: process.env.DEEP ? 50 : 3 },
    )
  }, 120_000)
})
