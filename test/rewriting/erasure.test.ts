/**
 * Erasures on real engines. Two stores tell whether one was right: what the API answers afterwards is what it answers of a
 * store that was sent the same without the person.
 */
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { PLACES, type PlannedRequest } from '../support/erasure-worlds.ts'
import { useErasures } from '../support/erasures.ts'

const { erase, answersOf, expectedOf, store, tracesIn, indexFindings, evidenceFindings, openWorld } = useErasures()

const names = fc.record({
  kind: fc.constant('names' as const),
  place: fc.constantFrom(...Object.keys(PLACES)),
  way: fc.nat({ max: 3 }),
  isPerson: fc.boolean(),
})
const refers = fc.record({
  kind: fc.constant('refers' as const),
  to: fc.nat({ max: 12 }),
  isVoiding: fc.boolean(),
  isPerson: fc.boolean(),
})
const request = fc.array(fc.oneof({ weight: 3, arbitrary: names }, refers), { minLength: 1, maxLength: 5 })
const world = fc.array(request, { minLength: 1, maxLength: 5 })

/** Each place once by the person and once by somebody else, what refers to some of them, and what voids one. */
const every: PlannedRequest[] = [
  ...Object.keys(PLACES).map(
    (place, at): PlannedRequest => [
      { kind: 'names', place, way: at, isPerson: true },
      { kind: 'names', place, way: at, isPerson: false },
    ],
  ),
  [
    { kind: 'refers', to: 0, isVoiding: false, isPerson: false },
    { kind: 'refers', to: 34, isVoiding: false, isPerson: false },
    { kind: 'refers', to: 6, isVoiding: true, isPerson: false },
    { kind: 'refers', to: 1, isVoiding: false, isPerson: true },
  ],
]

describe('after an erasure', () => {
  it.each(['remove', 'pseudonym'] as const)('by %s nothing of any place is left', async (way) => {
    const at = openWorld(way)
    await store(at, every)
    expect((await tracesIn(at)).length).toBeGreaterThan(40)
    await erase(at)
    expect(await tracesIn(at)).toEqual([])
    expect(await indexFindings(at)).toEqual([])
    expect(await evidenceFindings(at)).toEqual([])
    expect(await answersOf(at)).toEqual(await expectedOf(at, every))
  })

  it.each(['remove', 'pseudonym'] as const)(
    'by %s the API answers as if the person had never been, and no byte names them',
    async (way) => {
      await fc.assert(
        fc.asyncProperty(world, async (requests) => {
          const at = openWorld(way)
          await store(at, requests)
          await erase(at)
          expect(await answersOf(at)).toEqual(await expectedOf(at, requests))
          expect(await tracesIn(at)).toEqual([])
          expect(await indexFindings(at)).toEqual([])
          expect(await evidenceFindings(at)).toEqual([])
        }),
        {
          numRuns: Number(process.env.RUNS ?? (process.env.DEEP ? 40 : 4)),
          seed: Number(process.env.SEED ?? 11),
          endOnFailure: true,
        },
      )
    },
    600_000,
  )
})
