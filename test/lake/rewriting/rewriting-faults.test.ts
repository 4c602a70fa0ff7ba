/** The rewriting of a day, whatever happens to it: deaths at each step, two runs at once, compaction and queries meanwhile. */
import { beforeEach, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { REMOVED } from '../../../lambdas/lake/amendments.ts'
import { FENCE_MS } from '../../../lambdas/lake/rewriting/rewrite-day.ts'
import { id, rowsFrom, textOf, useRewrittenLake } from '../../support/rewritten-lake.ts'

const day = useRewrittenLake()
const { lake } = day
beforeEach(() => day.begin())

const CHANGES = new Map([
  [id(1), REMOVED],
  [id(4), textOf(4, 'pseudonym')],
  [id(6), REMOVED],
  [id(7), REMOVED],
])
const LEFT = ['0 secret-person-0-', '2 secret-person-2-', '3 secret-person-3-', '4 pseudonym', '5 secret-person-5-']

/** One statement that goes, one that changes, and a file of which nothing is left. */
async function putDay() {
  await day.put('a', rowsFrom(0, 3))
  await day.put('b', rowsFrom(3, 3))
  await day.put('c', rowsFrom(6, 2))
}

async function expectRewritten() {
  expect(await day.actors()).toEqual(LEFT)
  const left = await day.octets()
  for (const gone of [1, 4, 6, 7]) expect([gone, left.includes(`secret-person-${gone}-`)]).toEqual([gone, false])
}

/** From the call `at` on, none comes through: so it is for the bucket when a process dies. */
function dieAt(at: number) {
  let calls = 0
  day.s3.faults.isOfDead = (request) => !request.startsWith('GET') && ++calls >= at
  return () => {
    day.s3.faults.isOfDead = () => false
    return calls
  }
}

describe('whatever happens to a rewriting', () => {
  it('a death between any two of its steps loses nothing, and the next run ends with the same', async () => {
    const survived: number[] = []
    for (let at = 1; at < 40; at++) {
      day.begin()
      await putDay()
      const revive = dieAt(at)
      await day.rewrite(CHANGES).catch(() => undefined)
      const calls = revive()
      const meanwhile = await day.actors()
      // Each once; of those that change, what was or what will be.
      expect(meanwhile.map((one) => one.split(' ')[0])).toEqual([...new Set(meanwhile.map((one) => one.split(' ')[0]))])
      expect(meanwhile).toEqual(expect.arrayContaining(LEFT.filter((one) => !one.startsWith('4'))))
      expect(meanwhile.filter((one) => one.startsWith('4 '))).toHaveLength(1)
      await day.rewriteToTheEnd(CHANGES)
      await expectRewritten()
      expect(await lake.keys(day.folder)).toHaveLength(3)
      if (calls < at) break
      survived.push(at)
    }
    // Put the changes, the new row; put and remove two files, remove the third.
    expect(survived).toEqual([1, 2, 3, 4, 5, 6, 7])
  }, 120_000)

  it('two at once, and one that has other changes, do no harm', async () => {
    await putDay()
    const more = new Map([[id(0), REMOVED]])
    const settled = await Promise.allSettled([day.rewrite(CHANGES), day.rewrite(CHANGES), day.rewrite(more)])
    // What one removed before another read it is looked for anew; after some tries that one gives up.
    expect(settled.some(({ status }) => status === 'fulfilled')).toBe(true)
    await day.rewrite(CHANGES)
    day.ahead += FENCE_MS + 1_000
    const [first, second] = [await day.rewrite(more), await day.rewrite(CHANGES)]
    expect([first.again, second.again]).toEqual([undefined, undefined])
    expect(await day.actors()).toEqual(LEFT.slice(1))
    expect(await day.octets()).not.toContain('secret-person-0-')
  }, 60_000)

  it('stops where there is no time, and says that it must be called again', async () => {
    await putDay()
    let asked = 0
    const cut = await day.rewrite(CHANGES, { mayGoOn: () => ++asked < 2 })
    expect(cut).toMatchObject({ files: 1 })
    expect(cut.again).toBeLessThanOrEqual(Date.now())
    await day.rewriteToTheEnd(CHANGES)
    await expectRewritten()
  })

  it('a compaction that began before brings nothing back and loses nothing', async () => {
    await putDay()
    const own = lake.files()
    const [begun, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    // It has read all its inputs, and puts what it made of them only when the rewriting is over.
    const slow: ReturnType<typeof lake.files> = {
      ...own,
      create(key) {
        const upload = own.create(key)
        return {
          ...upload,
          async finish() {
            begun.resolve()
            await gate.promise
            await upload.finish()
          },
        }
      },
    }
    const compacting = day.compact(1e9, slow)
    await begun.promise
    await day.rewrite(CHANGES)
    gate.resolve()
    await compacting
    expect(await day.octets()).toContain('secret-person-1-')
    day.ahead += FENCE_MS + 1_000
    expect((await day.rewrite(CHANGES)).again).toBeUndefined()
    await expectRewritten()
    for (let again = 0; again < 3; again++) {
      await day.compact()
      await expectRewritten()
    }
    expect(await lake.keys(day.folder)).toHaveLength(1)
    expect(await lake.keys('state/compaction/replacements/')).toEqual([])
  })

  it('what a query listed at any moment holds every statement that stays, each text once', async () => {
    await putDay()
    const own = day.parts()
    const listings: string[][] = []
    const looking = async <T>(change: () => Promise<T>) => {
      listings.push(await lake.keys(day.folder))
      const done = await change()
      listings.push(await lake.keys(day.folder))
      return done
    }
    const held = new Map<string, unknown[]>()
    const keep = async () => {
      for (const key of await lake.keys(day.folder)) if (!held.has(key)) held.set(key, await lake.rows(key))
    }
    await keep()
    await day.rewrite(CHANGES, {
      lake: {
        ...own.lake,
        create(key) {
          const upload = own.lake.create(key)
          return {
            ...upload,
            finish: async () => {
              await looking(() => upload.finish())
              await keep()
            },
          }
        },
      },
      versions: { ...own.versions, remove: (versions) => looking(() => own.versions.remove(versions)) },
    })
    expect(listings.length).toBeGreaterThanOrEqual(10)
    for (const listing of listings) {
      const rows = listing.flatMap((key) => held.get(key) ?? []) as { statement_id: string }[]
      const there = new Set(rows.map(({ statement_id }) => statement_id))
      expect([0, 2, 3, 4, 5].filter((i) => !there.has(id(i)))).toEqual([])
    }
  })

  it('loses and keeps the right ones, in any order of files, runs, compactions, deaths and time', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('put' as const), first: fc.nat(9), count: fc.integer({ min: 1, max: 4 }) }),
      fc.record({
        kind: fc.constant('rewrite' as const),
        gone: fc.nat(9),
        changed: fc.nat(9),
        dies: fc.option(fc.integer({ min: 1, max: 8 })),
      }),
      fc.record({ kind: fc.constant('compact' as const), dies: fc.option(fc.integer({ min: 1, max: 8 })) }),
      fc.record({ kind: fc.constant('wait' as const) }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
        day.begin()
        const stored = new Set<number>()
        const changes = new Map<string, string>()
        let files = 0
        for (const one of steps) {
          const revive = 'dies' in one && one.dies !== null ? dieAt(one.dies) : () => undefined
          // As the writer puts rows that come once more: it knows what was changed since.
          if (one.kind === 'put') {
            const rows = rowsFrom(one.first, one.count).filter(({ statement_id }) => !changes.has(String(statement_id)))
            for (const { statement_id } of rows) stored.add(Number(String(statement_id).slice(-12)))
            if (rows.length > 0) await day.put(`put-${++files}`, rows)
          } else if (one.kind === 'rewrite') {
            if (changes.get(id(one.changed)) !== REMOVED) changes.set(id(one.changed), textOf(one.changed, 'pseudonym'))
            changes.set(id(one.gone), REMOVED)
            await day.rewrite(changes).catch(() => undefined)
          } else if (one.kind === 'compact') await day.compact().catch(() => undefined)
          else day.ahead += FENCE_MS + 1_000
          revive()
        }
        if (changes.size > 0) await day.rewriteToTheEnd(changes)
        const names = [...stored]
          .toSorted((a, b) => a - b)
          .flatMap((i) => {
            const change = changes.get(id(i))
            if (change === REMOVED) return []
            return change === undefined ? [`${i} secret-person-${i}-`] : [`${i} pseudonym`]
          })
        for (let again = 0; again < 3; again++) {
          expect(await day.actors()).toEqual(names)
          await day.compact()
        }
        const left = await day.octets()
        for (const gone of changes.keys()) expect(left).not.toContain(`secret-person-${Number(gone.slice(-12))}-`)
      }),
      { numRuns: process.env.DEEP ? 50 : 4 },
    )
  }, 300_000)
})
