/** Records in disorder: none is lost, none is made up, and those of one item keep their order. */
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { likeAws } from '../../../local/aws/like-aws.ts'
import type { PutRecordsEntry } from '../../../local/stream/change-record.ts'
import { createDisorder } from '../../../local/stream/disorder.ts'

/** Some items, each changed some times, in several calls. */
const calls = fc.array(fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 30 }), { maxLength: 8 }).map((items) => {
  const versions = new Map<number, number>()
  return items.map((call) =>
    call.map((item): PutRecordsEntry => {
      const version = (versions.get(item) ?? 0) + 1
      versions.set(item, version)
      return { PartitionKey: `${item}`, Data: `${item}:${version}` }
    }),
  )
})
const firstsOf = (entries: PutRecordsEntry[], key: string) => [
  ...new Set(entries.filter(({ PartitionKey }) => PartitionKey === key).map(({ Data }) => Data)),
]

describe('records in disorder', () => {
  it('are all there, and for the first time in the order of their item', () => {
    fc.assert(
      fc.property(calls, fc.nat(), (given, seed) => {
        const disorder = createDisorder(likeAws(seed).chanceOf('streams'))
        const delivered = given.flatMap((call) => disorder(call))
        const written = given.flat()
        expect(new Set(delivered.map(({ Data }) => Data))).toEqual(new Set(written.map(({ Data }) => Data)))
        for (const key of new Set(written.map(({ PartitionKey }) => PartitionKey))) {
          expect(firstsOf(delivered, key)).toEqual(firstsOf(written, key))
        }
      }),
    )
  })

  it('are repeated, later too, and mixed; by the same seed in the same way', () => {
    const written = Array.from({ length: 200 }, (_, n): PutRecordsEntry => ({ PartitionKey: `${n}`, Data: `${n}` }))
    const halves = [written.slice(0, 100), written.slice(100)]
    const deliver = (seed: number) => {
      const disorder = createDisorder(likeAws(seed).chanceOf('streams'))
      return halves.map((half) => disorder(half).map(({ Data }) => Number(Data)))
    }
    const [first = [], second = []] = deliver(7)
    expect(first.length).toBeGreaterThan(100)
    expect(second.some((n) => n < 100)).toBe(true)
    expect(first).not.toEqual(first.toSorted((a, b) => a - b))
    expect(deliver(7)).toEqual([first, second])
    expect(deliver(8)).not.toEqual([first, second])
  })
})
