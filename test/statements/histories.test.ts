/** The random histories and questions contain every case that they are there to test. */
import { beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type CaseCounts, countAnswer, countHistory } from '../support/histories/case-counts.ts'
import { expectedIds } from '../support/histories/expected-answers.ts'
import { histories, imagine } from '../support/histories/random-histories.ts'
import { questionOf, questions } from '../support/histories/random-questions.ts'

/** As many as a run of `npm run test:deep` has in a few minutes, always the same. */
const SAMPLE = { numRuns: 300, seed: 5 }

describe('random histories', () => {
  const counts: CaseCounts = new Map()
  const of = (name: string) => counts.get(name) ?? 0

  beforeAll(() => {
    for (const [history, all] of fc.sample(fc.tuple(histories, questions), SAMPLE)) {
      countHistory(counts, history)
      const known = imagine(history)
      for (const asked of all) {
        const there = known[asked.tenant] ?? []
        const question = questionOf(asked, there)
        countAnswer(counts, { question, found: expectedIds(there, question).length, epochs: 0, inShards: false })
      }
    }
  })

  it('have ten or more of each kind of statement, reference, void, request and epoch', () => {
    const rare = [...counts].filter(([name, times]) => times < 10 && !/^(asked|found) by|in several/.test(name))
    expect(rare).toEqual([])
    expect(counts.size).toBeGreaterThan(100)
  })

  it('are queried with each combination of filters, and most queries find something', () => {
    const combinations = [...counts.keys()].filter((name) => name.startsWith('asked by '))
    // Four filters, two of them in two ways.
    expect(combinations).toHaveLength(3 * 2 * 3 * 2)
    for (const name of combinations) expect(of(name.replace('asked', 'found'))).toBeGreaterThan(0.4 * of(name))
    expect(of('questions that find something')).toBeGreaterThan(0.7 * of('questions'))
  })
})
