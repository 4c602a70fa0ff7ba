/** How many postings a page reads at once. */
import { describe, expect, it } from '@jest/globals'
import { createMatchesPerPosting } from '../../../lambdas/statements/read/matches-per-posting.ts'

describe('a page asks for as many postings as pages of its kind needed lately', () => {
  it('one for each statement, while nothing is known', () => {
    expect(createMatchesPerPosting().postingsFor('A0', 51)).toBe(51)
  })

  it('few where each holds a whole session, and never more than one for each statement where all match', () => {
    const matchesPerPosting = createMatchesPerPosting()
    matchesPerPosting.learn('A0', { postings: 6, matches: 60 })
    expect(matchesPerPosting.postingsFor('A0', 201)).toBe(26)
    expect(matchesPerPosting.postingsFor('A0', 51)).toBe(10)
    matchesPerPosting.learn('V0', { postings: 50, matches: 51 })
    expect(matchesPerPosting.postingsFor('V0', 51)).toBe(51)
    expect(matchesPerPosting.postingsFor('A2', 51)).toBe(51)
  })

  it('many where conditions leave most out, and within bounds where they leave out all', () => {
    const matchesPerPosting = createMatchesPerPosting()
    matchesPerPosting.learn('A2', { postings: 100, matches: 50 })
    expect(matchesPerPosting.postingsFor('A2', 51)).toBe(128)
    matchesPerPosting.learn('A1', { postings: 100, matches: 0 })
    expect(matchesPerPosting.postingsFor('A1', 51)).toBe(200)
  })

  it('follows what changes, and learns nothing from fewer than three postings', () => {
    const matchesPerPosting = createMatchesPerPosting()
    matchesPerPosting.learn('A0', { postings: 10, matches: 100 })
    matchesPerPosting.learn('A0', { postings: 2, matches: 2 })
    expect(matchesPerPosting.postingsFor('A0', 101)).toBe(13)
    for (let page = 0; page < 10; page++) matchesPerPosting.learn('A0', { postings: 100, matches: 100 })
    expect(matchesPerPosting.postingsFor('A0', 101)).toBe(101)
  })
})
