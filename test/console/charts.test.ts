/** The arithmetic behind charts and tables: scales, days, people, what is typed, and what becomes CSV. */
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { agentOfId, idOfAgent } from '../../console/language/agent-id.ts'
import { identifiersIn } from '../../console/language/identifiers.ts'
import { holds } from '../../console/language/spelling.ts'
import {
  countTicksTo,
  daysBetween,
  fitting,
  labelled,
  spread,
  stretchesOf,
  ticksTo,
} from '../../console/parts/chart-scale.ts'
import { toCsv } from '../../console/parts/csv.ts'
import { courseFigures, tenths } from '../../console/rooms/dashboards/figures.ts'

describe('the scale of a chart', () => {
  it('begins at nought, holds the greatest value, and has few ticks of one distance', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e12, noNaN: true }), fc.integer({ min: 2, max: 8 }), (most, count) => {
        const ticks = ticksTo(most, count)
        const [step = 0] = ticks.slice(1)
        expect(ticks[0]).toBe(0)
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(most * (1 - 1e-9))
        expect(ticks.length).toBeLessThanOrEqual(count + 2)
        for (const [at, one] of ticks.entries()) expect(one).toBeCloseTo(at * step, -Math.log10(step) + 6)
      }),
    )
  })

  it('counts in whole numbers', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), (most) => {
        const ticks = countTicksTo(most, 4)
        for (const tick of ticks) expect(Number.isInteger(tick)).toBe(true)
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(Math.max(1, most))
      }),
    )
  })

  it('gives each label its room, and the last one always', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 50, max: 2_000 }), (count, width) => {
        const shown = Array.from({ length: count }, (_, at) => at).filter(labelled(count, width, 80))
        expect(shown).toContain(count - 1)
        expect((shown.length - 1) * 80).toBeLessThanOrEqual(width)
      }),
    )
  })

  it('cuts a label that has no room, and no other', () => {
    expect(fitting('Ladder safety', 400)).toBe('Ladder safety')
    expect(fitting('Ladder safety', 50)).toBe('Ladder…')
  })

  it('has each day once, over the end of a February', () => {
    expect(daysBetween('2028-02-27', '2028-03-01')).toEqual(['2028-02-27', '2028-02-28', '2028-02-29', '2028-03-01'])
  })
})

describe('CSV', () => {
  it('runs nothing in a spreadsheet, and leaves numbers as they are', () => {
    const csv = toCsv(
      ['name', 'share'],
      [
        ['=HYPERLINK("https://x")', '-0.25'],
        ['-1+1', null],
        ['"Ann", Bob', 3],
      ],
    )
    expect(csv).toBe('name,share\r\n"\'=HYPERLINK(""https://x"")","-0.25"\r\n"\'-1+1",\r\n"""Ann"", Bob",3\r\n')
  })
})

describe('a person', () => {
  it('is the same one as an id of the lake and as an Agent', () => {
    const id = fc.oneof(
      fc.emailAddress().map((one) => `mailto:${one}`),
      fc.stringMatching(/^[0-9a-f]{40}$/).map((one) => `mbox_sha1sum:${one}`),
      fc.webUrl(),
      fc.tuple(fc.webUrl(), fc.string({ minLength: 1 })).map(([homePage, name]) => `${homePage}|${name}`),
    )
    fc.assert(fc.property(id, (one) => expect(idOfAgent(agentOfId(one) ?? '')).toBe(one)))
  })
})

describe('what somebody types', () => {
  it.each([
    ['Ada Lovelace', []],
    ['Quiz: ladders', []],
    ['ada@', []],
    ['{"name":"Ada"}', []],
    [' 2F6B9E0C-3F2B-4C58-9C0E-0B4B9B9D3B11 ', ['uuid']],
    ['ada@example.org', ['agent']],
    ['mailto:ada@example.org', ['agent']],
    ['a9993e364706816aba3e25717850c26c9cd0d89d', ['agent']],
    ['https://hr.example.org|b 7', ['agent']],
    ['{"mbox":"mailto:ada@example.org"}', ['agent']],
    ['https://ada.example.org/', ['agent', 'iri']],
    ['https://ada@lms.example.org/courses/1', ['agent', 'iri']],
    ['urn:example:course:1', ['iri']],
  ])('is read as what it may identify: %s', (typed, kinds) => {
    expect(Object.keys(identifiersIn(typed))).toEqual(kinds)
  })

  it('holds a part of a name without regard to case and to marks', () => {
    const found = ['Róisín Murphy', 'Élodie Hürlimann', 'Łukasz Sørensen'].map((name) =>
      ['rois', 'HUERLI', 'hurli', 'ŁUKAS', 'sore', 'élo', ''].filter((part) => holds(name, part)),
    )
    expect(found).toEqual([
      ['rois', ''],
      ['hurli', 'élo', ''],
      ['ŁUKAS', 'sore', ''],
    ])
  })
})

describe('the figures of the dashboards', () => {
  it('add months up, and put the course with the most failures first', () => {
    const row = (course: string, passes: number, failures: number) => ({
      ...{ course, course_name: course.toUpperCase(), completed: '1' },
      ...{ passes: String(passes), failures: String(failures) },
    })
    const figures = courseFigures([row('a', 3, 1), row('b', 0, 4), row('a', 1, 1), row('c', 0, 0)])
    expect(figures).toMatchObject([
      { course: 'b', failures: 4, passRate: 0 },
      { course: 'a', name: 'A', passes: 4, failures: 2, completed: 2, passRate: 4 / 6 },
      { course: 'c', passRate: undefined },
    ])
  })

  it('have a place for each tenth of the scale, also below nought', () => {
    const shown = tenths([
      { score_from: '-0.2', scores: '2', learners: '1' },
      { score_from: '0.9', scores: '5', learners: '3' },
    ])
    expect(shown.map(({ from }) => from)).toEqual([-0.2, -0.1, 0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9])
    expect(shown.filter(({ scores }) => scores > 0)).toEqual([
      { from: -0.2, scores: 2, learners: 1 },
      { from: 0.9, scores: 5, learners: 3 },
    ])
  })
})

it('names of lines that end at the same place stand below each other, in the order of their ends', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 6 }), (ends) => {
      const places = spread(ends, 14)
      for (const [at, end] of ends.entries()) {
        expect(places[at]).toBeGreaterThanOrEqual(end)
        for (const [other, another] of ends.entries()) {
          if (other === at) continue
          expect(Math.abs((places[at] ?? 0) - (places[other] ?? 0))).toBeGreaterThanOrEqual(14)
          if (end < another) expect(places[at]).toBeLessThan(places[other] ?? 0)
        }
      }
    }),
  )
  expect(spread([100, 20, 100], 14)).toEqual([100, 20, 114])
})

it('a line is not drawn where nothing is known', () => {
  const at = (...places: number[]) => places.map((one) => ({ at: one, value: 1 }))
  expect(stretchesOf(at(0, 1, 3, 4, 6))).toEqual([at(0, 1), at(3, 4), at(6)])
  expect(stretchesOf([])).toEqual([])
})
