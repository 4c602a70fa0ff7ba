/** An erasure that is killed before or after any of its calls: later runs end it, with the same counts, and nothing is half erased. */
import { describe, expect, it } from '@jest/globals'
import type { PlannedRequest } from '../support/erasure-worlds.ts'
import { type Between, useErasures } from '../support/erasures.ts'

const { openWorld, store, erase, answersOf, tracesIn, indexFindings, evidenceFindings, textsOf } = useErasures()

const names = (place: string, isPerson = true) => ({ kind: 'names', place, way: place.length, isPerson }) as const
const refers = (to: number) => ({ kind: 'refers', to, isVoiding: false, isPerson: false }) as const

const WORLD: PlannedRequest[] = [
  [names('actor'), names('actor', false), names('instructor')],
  [names('id of an activity'), refers(0), refers(2)],
  [names('definition'), names('object')],
]

class Killed extends Error {}

/** The nth call is the last one: every other time it was done. Nothing is called by the dead. */
function killing(nth: number): Between {
  let calls = 0
  const kill = () => {
    throw new Killed()
  }
  return {
    before: () => void ((++calls > nth || (calls === nth && nth % 2 === 0)) && kill()),
    after: () => void (calls >= nth && kill()),
  }
}

describe('an erasure that is killed', () => {
  it.each(['remove', 'pseudonym'] as const)(
    'by %s at any of its calls is ended by the next runs',
    async (way) => {
      const whole = openWorld(way)
      await store(whole, WORLD)
      const calls: string[] = []
      const { counts } = await erase(whole, { before: (call) => void calls.push(call) })
      const [answers, after] = [await answersOf(whole), await textsOf(whole)]
      expect(calls.length).toBeGreaterThan(100)
      const step = process.env.DEEP === '1' ? 7 : 173
      for (let nth = 1; nth <= calls.length; nth += step) {
        const world = openWorld(way, whole)
        await store(world, WORLD)
        const before = await textsOf(world)
        await expect(erase(world, killing(nth))).rejects.toThrow(Killed)
        // Readers meet each statement as it was, or as it will be.
        for (const [id, text] of await textsOf(world)) expect([before.get(id), after.get(id)]).toContainEqual(text)
        const progress = await erase(world)
        expect([nth, progress.counts.statements]).toEqual([nth, counts.statements])
        expect([nth, await tracesIn(world)]).toEqual([nth, []])
        expect([nth, await indexFindings(world)]).toEqual([nth, []])
        expect([nth, await evidenceFindings(world)]).toEqual([nth, []])
        if (nth % 2 === 1) expect(await answersOf(world)).toEqual(answers)
      }
    },
    600_000,
  )
})
