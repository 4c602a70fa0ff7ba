/** What is held of a day: any ids, in any order, against plain maps. */
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { createDayContents, spread, TooManyIds } from '../../../lambdas/lake/maintenance/day-contents.ts'

const bytesOf = (number: number) => {
  const bytes = Buffer.alloc(16)
  bytes.writeUInt32BE(number, 12)
  return bytes
}
/** An id, and which of three texts it has. */
const rows = fc.array(fc.tuple(fc.nat(300), fc.nat(2)), { maxLength: 600 })

describe('the contents of a day', () => {
  it('name what is missing, extra, different and double, as maps of both sides do', () => {
    fc.assert(
      fc.property(rows, rows, (stored, lake) => {
        const contents = createDayContents()
        const inStore = new Map(stored)
        const inLake = Map.groupBy(lake, ([id]) => id)
        for (const [id, text] of inStore) contents.addStored(bytesOf(id), bytesOf(text))
        for (const [id, text] of lake) contents.addFromLake(bytesOf(id), bytesOf(text))
        const found = Map.groupBy([...contents.problems()], ({ problem }) => problem)
        const namesOf = (problem: 'missing' | 'extra' | 'different' | 'double') =>
          (found.get(problem) ?? []).map(({ id }) => Buffer.from(id).readUInt32BE(12)).sort((a, b) => a - b)
        const ids = [...new Set([...inStore.keys(), ...inLake.keys()])].sort((a, b) => a - b)
        const textsOf = (id: number) => new Set([inStore.get(id), ...(inLake.get(id) ?? []).map(([, text]) => text)])
        expect(namesOf('missing')).toEqual(ids.filter((id) => !inLake.has(id)))
        expect(namesOf('extra')).toEqual(ids.filter((id) => !inStore.has(id)))
        expect(namesOf('double')).toEqual(ids.filter((id) => (inLake.get(id) ?? []).length > 1))
        const isDifferent = (id: number) => [...textsOf(id)].filter((text) => text !== undefined).length > 1
        expect(namesOf('different')).toEqual(ids.filter(isDifferent))
        expect([contents.stored().count, contents.lake().count]).toEqual([inStore.size, inLake.size])
      }),
    )
  })

  it('have the same sum in any order, and another one where a single text is another', () => {
    const sumOf = (entries: [number, number][]) => {
      const contents = createDayContents()
      for (const [id, text] of entries) contents.addStored(bytesOf(id), bytesOf(text))
      return contents.stored().sum
    }
    const entries = Array.from({ length: 100 }, (_, at): [number, number] => [at, at * at])
    expect(sumOf(entries.toReversed())).toBe(sumOf(entries))
    expect(sumOf(entries.with(50, [50, 1]))).not.toBe(sumOf(entries))
  })

  it('take no more ids than they may, and ids that are counted up lie apart', () => {
    const contents = createDayContents(64)
    expect(() => {
      for (let id = 0; id < 100; id++) contents.addStored(bytesOf(id), bytesOf(0))
    }).toThrow(TooManyIds)
    const parts = new Map<number, number>()
    for (let id = 0; id < 4_000; id++) {
      const part = (spread(bytesOf(id)) >>> 20) % 4
      parts.set(part, (parts.get(part) ?? 0) + 1)
    }
    for (const count of parts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(150)
  })
})
