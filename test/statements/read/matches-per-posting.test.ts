import { describe, expect, it } from '@jest/globals'
import { createMatchesPerPosting } from '../../../lambdas/statements/read/matches-per-posting.ts'

describe('a page asks for as many postings as pages of its kind needed lately', () => {
  it('one for each statement, while nothing is known', () => {
    expect(createMatchesPerPosting().postingsFor('A0', 51)).toBe(51)
  })

  it('few where each holds a whole session, and never more than one for each statement where all match', () => {
    const density = createMatchesPerPosting()
    density.learn('A0', { postings: 6, matches: 60 })
    expect(density.postingsFor('A0', 201)).toBe(26)
    expect(density.postingsFor('A0', 51)).toBe(10)
    density.learn('V0', { postings: 50, matches: 51 })
    expect(density.postingsFor('V0', 51)).toBe(51)
    expect(density.postingsFor('A2', 51)).toBe(51)
  })

  it('many where conditions leave most out, and within bounds where they leave out all', () => {
    const density = createMatchesPerPosting()
    density.learn('A2', { postings: 100, matches: 50 })
    expect(density.postingsFor('A2', 51)).toBe(128)
    density.learn('A1', { postings: 100, matches: 0 })
    expect(density.postingsFor('A1', 51)).toBe(200)
  })

  it('follows what changes, and learns nothing from a glance', () => {
    const density = createMatchesPerPosting()
    density.learn('A0', { postings: 10, matches: 100 })
    density.learn('A0', { postings: 2, matches: 2 })
    expect(density.postingsFor('A0', 101)).toBe(13)
    for (let page = 0; page < 10; page++) density.learn('A0', { postings: 100, matches: 100 })
    expect(density.postingsFor('A0', 101)).toBe(101)
  })
})
