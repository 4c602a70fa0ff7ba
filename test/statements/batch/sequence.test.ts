/** Batch ids rise, differ between containers, and say their time. */
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  afterMs,
  batchIdOf,
  createSequence,
  hourOf,
  msOf,
  positionOf,
  spreadOf,
  statementSequence,
  storedOf,
} from '../../../lambdas/statements/batch/sequence.ts'

const NOW = Date.UTC(2026, 10, 21, 9, 30)

describe('the sequence of a container', () => {
  it('gives ever greater ids, also when the clock jumps back', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -5_000, max: 5_000 }), { minLength: 2, maxLength: 100 }), (jumps) => {
        let now = NOW
        const sequence = createSequence('0000abcd', () => now)
        const made = jumps.map((jump) => {
          now += jump
          return sequence.next()
        })
        expect(made.toSorted()).toEqual(made)
        expect(new Set(made).size).toBe(made.length)
      }),
    )
  })

  it('gives more than 65,536 ids in one millisecond, all of 24 characters: the rest take the next millisecond', () => {
    const sequence = createSequence('0000abcd', () => NOW)
    let last = sequence.next()
    for (let n = 0; n < 70_000; n++) {
      const next = sequence.next()
      if (next <= last || next.length !== 24) throw new Error(`${next} follows ${last}`)
      last = next
    }
    expect(msOf(last)).toBe(NOW + 1)
  })

  it('sorts statements by the time they were stored, then by container, then by position in the batch', () => {
    const [one, other] = ['00000001', '00000002'].map((container) => createSequence(container, () => NOW).next())
    if (one === undefined || other === undefined) throw new Error('not made')
    expect(one < other).toBe(true)
    const positions = [0, 9, 10, 255, 256, 4_999].map((position) => statementSequence(one, position))
    expect(positions.toSorted()).toEqual(positions)
    expect(positions.map(positionOf)).toEqual([0, 9, 10, 255, 256, 4_999])
    expect(positions.map(batchIdOf)).toEqual(positions.map(() => one))
    expect(statementSequence(one, 65_535) < other).toBe(true)
  })

  it('holds the time when the batch was stored, to the millisecond, and with it the hour', () => {
    const sq = createSequence('0000abcd', () => NOW + 7).next()
    expect(msOf(sq)).toBe(NOW + 7)
    expect(storedOf(sq)).toBe('2026-11-21T09:30:00.007Z')
    expect(hourOf(sq)).toBe('2026-11-21T09')
    expect(Number(spreadOf(sq))).toBeLessThan(8)
  })

  it('spreads requests that come one at a time evenly over the partitions of an hour', () => {
    let now = NOW
    const sequence = createSequence('0000abcd', () => now++)
    const counts = new Map<string, number>()
    for (let n = 0; n < 10_000; n++) {
      const spread = spreadOf(sequence.next())
      counts.set(spread, (counts.get(spread) ?? 0) + 1)
    }
    expect([...counts.values()]).toEqual(Array.from({ length: 8 }, () => 1_250))
  })

  it('spreads the first requests of many containers over the partitions of an hour', () => {
    const containers = Array.from({ length: 16 }, (_, n) => `0000000${n.toString(16)}`)
    const spreads = containers.map((container) => spreadOf(createSequence(container, () => NOW).next()))
    expect(new Set(spreads).size).toBe(8)
  })

  it('keeps finding the partitions of ids that were made before: they are part of the id', () => {
    expect(spreadOf('019e8f3a7b2c0000a1b2c3d4')).toBe('0')
    expect(spreadOf('019e8f3a7b2c000ba1b2c3d4')).toBe('3')
  })

  it('sorts each id of a millisecond before the bound after it, and behind the bounds before it', () => {
    const sq = statementSequence(createSequence('ffffffff', () => NOW).next(), 65_535)
    expect(sq < afterMs(NOW)).toBe(true)
    expect(sq > afterMs(NOW - 1)).toBe(true)
    expect(sq > afterMs(NOW - 0.5)).toBe(true)
  })
})
