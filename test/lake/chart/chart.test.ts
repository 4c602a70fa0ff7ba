/** Pictures of answers: what is in them, what they say to who cannot see them, and that no text of a sender becomes markup. */
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { renderChart } from '../../../lambdas/lake/chart/chart.ts'
import type { Chart, Charted } from '../../../lambdas/lake/chart/charted.ts'

const UNITS = { learners: 'learners', share: 'share', month: 'month', score: 'score', times: 'statements' }
const question = (chart: Chart): Charted => ({
  name: 'a-question',
  meaning: 'What is asked',
  columns: Object.entries(UNITS).map(([name, unit]) => ({ name, unit, meaning: name })),
  chart,
})
const BARS = question({ kind: 'bar', x: 'course', y: ['learners'] })

/** The texts that can be read in the picture: without those shown on hovering. */
const shown = (svg: string) =>
  Array.from(
    svg.replaceAll(/<title>.*?<\/title>/g, '').matchAll(/<text[^>]*>([^<]*)<\/text>/g),
    ([, text = '']) => text,
  )
const count = (svg: string, what: RegExp) => Array.from(svg.matchAll(what)).length
const barsOf = (svg: string) =>
  Array.from(svg.matchAll(/<rect class="bar[^>]* width="([\d.]+)"/g), ([, width]) => Number(width))

describe('a chart of bars', () => {
  const svg = renderChart(
    BARS,
    ['course', 'learners'],
    [
      ['Aseptic filling', 40],
      ['Gowning', 20],
    ],
  )

  it('shows the question, a bar for each row as long as its value, its label, its value and the unit', () => {
    const [long = 0, short = 0] = barsOf(svg)
    expect(long / short).toBeCloseTo(2, 2)
    expect(shown(svg)).toEqual(
      expect.arrayContaining(['What is asked', 'Aseptic filling', 'Gowning', '40', '20', 'learners']),
    )
  })

  it('says its rows to who cannot see it', () => {
    expect(svg).toMatch(/^<svg [^>]*role="img"[^>]*aria-labelledby="a-question-title a-question-desc"/)
    expect(svg).toContain('<title id="a-question-title">What is asked</title>')
    expect(svg).toContain('<desc id="a-question-desc">Aseptic filling: learners 40. Gowning: learners 20.</desc>')
  })

  it('has colours for light and for dark', () => {
    expect(svg).toContain('@media (prefers-color-scheme:dark)')
  })

  it('is the same text each time', () => {
    const again = renderChart(
      BARS,
      ['course', 'learners'],
      [
        ['Aseptic filling', 40],
        ['Gowning', 20],
      ],
    )
    expect(again).toBe(svg)
  })

  it('takes numbers as texts, as Athena gives them', () => {
    const texts = renderChart(
      BARS,
      ['course', 'learners'],
      [
        ['Aseptic filling', '40'],
        ['Gowning', '2.0E1'],
      ],
    )
    expect(texts).toBe(svg)
  })

  it('shows a share as a percentage, and a dash where there is no value', () => {
    const shares = renderChart(
      question({ kind: 'bar', x: 'course', y: ['share'] }),
      ['course', 'share'],
      [
        ['A', 0.125],
        ['B', null],
      ],
    )
    expect(shown(shares)).toEqual(expect.arrayContaining(['12.5%', '–', 'share (%)']))
  })

  it('stacks what can be added up, each part with a pattern of its own, and the sum beside it', () => {
    const stacked = question({ kind: 'bar', x: 'course', y: ['times'], series: 'answer' })
    const svg = renderChart(
      stacked,
      ['course', 'answer', 'times'],
      [
        ['A', 'b', 30],
        ['A', 'c', 12],
        ['B', 'b', 5],
      ],
    )
    expect(shown(svg)).toEqual(expect.arrayContaining(['b', 'c', '30', '12', '42']))
    expect(barsOf(svg)).toHaveLength(3 + 2)
    // One in the legend and one in the bar.
    expect(count(svg, /fill:url\(#a-question-p1\)/g)).toBe(2)
  })

  it('puts shares of several series side by side, for they do not add up', () => {
    const sided = question({ kind: 'bar', x: 'course', y: ['share'], series: 'site' })
    const svg = renderChart(
      sided,
      ['course', 'site', 'share'],
      [
        ['A', 'Cork', 0.9],
        ['A', 'Basel', 0.8],
      ],
    )
    expect(shown(svg)).toEqual(expect.arrayContaining(['90%', '80%']))
    expect(shown(svg)).not.toContain('170%')
  })

  it('shows the label in place of what the bars are told apart by', () => {
    const labelled = question({ kind: 'bar', x: 'id', y: ['times'], label: 'name' })
    const svg = renderChart(
      labelled,
      ['id', 'name', 'times'],
      [
        ['urn:1', 'Same name', 1],
        ['urn:2', 'Same name', 2],
      ],
    )
    expect(shown(svg).filter((text) => text === 'Same name')).toHaveLength(2)
  })

  it('cuts a long label, of an IRI its beginning, and tells the whole on hovering', () => {
    const text = 'A very long title of a course that nobody would ever want to read as a whole in a picture'
    const iri = 'https://plant.example/some/very/long/path/of/a/catalogue/of/courses/in/english/gowning-grade-b'
    const svg = renderChart(
      BARS,
      ['course', 'learners'],
      [
        [text, 1],
        [iri, 2],
      ],
    )
    expect(svg).toContain(`<title>${text}</title>`)
    expect(svg).toContain(`<title>${iri}</title>`)
    expect(svg).toMatch(/>A very long title of a[^<]*…</)
    expect(svg).toMatch(/>…\/[^<]*\/gowning-grade-b</)
  })

  it('shows the first 30 of many, and says so', () => {
    const rows = Array.from({ length: 143 }, (_, at) => [`course ${at}`, at])
    const svg = renderChart(BARS, ['course', 'learners'], rows)
    expect(barsOf(svg)).toHaveLength(30)
    expect(shown(svg)).toContain('The first 30 of 143 are shown.')
  })

  it('shows the largest of many series, and the others together', () => {
    const many = question({ kind: 'bar', x: 'course', y: ['times'], series: 'answer' })
    const rows = Array.from({ length: 20 }, (_, at) => ['A', `answer ${at}`, at + 1])
    const svg = renderChart(many, ['course', 'answer', 'times'], rows)
    expect(shown(svg)).toEqual(
      expect.arrayContaining(['13 others', '91', 'Of 20 series the largest 7 are shown, and the others together.']),
    )
  })
})

describe('a chart of columns', () => {
  it('stands where x is a number, in its order, with a gap for what is missing', () => {
    const columns = question({ kind: 'bar', x: 'score', y: ['times'] })
    const svg = renderChart(
      columns,
      ['score', 'times'],
      [
        [0.9, 5],
        [0.5, 1],
        [0.7, 2],
        [0.6, 3],
      ],
    )
    expect(shown(svg).filter((text) => /^0\.[5-9]$/.test(text))).toEqual(['0.5', '0.6', '0.7', '0.8', '0.9'])
    expect(barsOf(svg)).toHaveLength(4)
  })
})

describe('a chart of lines', () => {
  const lines = question({ kind: 'line', x: 'month', y: ['share'], series: 'course' })

  it('has a line, a dash and a name at its end for each series, and breaks where there is no value', () => {
    const rows = [
      ['2026-08', 'A', 0.5],
      ['2026-09', 'A', null],
      ['2026-10', 'A', 0.7],
      ['2026-08', 'B', 0.1],
      ['2026-09', 'B', 0.2],
      ['2026-10', 'B', 0.3],
    ]
    const svg = renderChart(lines, ['month', 'course', 'share'], rows)
    const paths = Array.from(
      svg.matchAll(/<path class="line s\d"(?: stroke-dasharray="[\d ]+")? d="(M[^"]*)"/g),
      ([, d = '']) => d,
    )
    // The first two are those of the legend.
    expect(paths.slice(2).map((d) => d.replaceAll(/[^ML]/g, ''))).toEqual(['MM', 'MLL'])
    expect(svg).toContain('stroke-dasharray')
    expect(shown(svg).filter((text) => text === 'A')).toHaveLength(2)
  })

  it('stands in the order of time, whatever the order of the rows', () => {
    const early: unknown[][] = [
      ['2026-08', 'A', 0.5],
      ['2026-10', 'A', 0.7],
    ]
    expect(renderChart(lines, ['month', 'course', 'share'], early.toReversed())).toBe(
      renderChart(lines, ['month', 'course', 'share'], early),
    )
  })

  it('of one point shows the point', () => {
    const svg = renderChart(lines, ['month', 'course', 'share'], [['2026-08', 'A', 0.5]])
    expect(shown(svg)).toEqual(expect.arrayContaining(['2026-08', '50%']))
  })
})

describe('a funnel and a field of heat', () => {
  it('tell how many are left of the first part', () => {
    const svg = renderChart(
      question({ kind: 'funnel', x: 'part', y: ['learners'] }),
      ['part', 'learners'],
      [
        ['Lesson', 80],
        ['Quiz', 60],
      ],
    )
    expect(shown(svg)).toEqual(expect.arrayContaining(['80 (100%)', '60 (75%)']))
  })

  it('have the number in each field', () => {
    const heat = question({ kind: 'heat', x: 'week', y: ['share'], series: 'cohort' })
    const svg = renderChart(
      heat,
      ['cohort', 'week', 'share'],
      [
        ['2026-08-17', 1, 0.5],
        ['2026-08-17', 0, 1],
        ['2026-08-24', 0, 0.25],
      ],
    )
    expect(shown(svg)).toEqual(expect.arrayContaining(['2026-08-17', '2026-08-24', '100%', '50%', '25%']))
  })
})

describe('any chart', () => {
  const KINDS: Chart['kind'][] = ['bar', 'line', 'heat', 'histogram', 'funnel']

  it.each(KINDS)('of kind %s says that there is nothing to show where there are no rows', (kind) => {
    const svg = renderChart(question({ kind, x: 'course', y: ['learners'] }), ['course', 'learners'], [])
    expect(shown(svg)).toContain('There is nothing to show.')
  })

  it('is refused with a sentence where the rows are too many, or a column is not there', () => {
    const rows = Array.from({ length: 50_001 }, () => ['A', 1])
    expect(() => renderChart(BARS, ['course', 'learners'], rows)).toThrow('50,001 rows are too many for a picture')
    expect(() => renderChart(BARS, ['course'], [])).toThrow('The answer has no column learners')
  })

  // What stands in the text of a sender never becomes markup, and no number is lost on the way to a place.
  it('is well-formed whatever the texts and numbers are', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('<script>alert(1)</script>', "' onload='x", ']]>', '&lt;', '\u0000\ud800', '\u202e'),
    )
    const cell = fc.oneof(
      texts,
      fc.double(),
      fc.bigInt(),
      fc.constantFrom(null, undefined, '', '2026-11-21', '2026-11', '1e400'),
    )
    const rows = fc.array(fc.tuple(cell, cell, cell), { maxLength: 60 })
    fc.assert(
      fc.property(fc.constantFrom(...KINDS), texts, rows, fc.boolean(), (kind, meaning, rows, hasSeries) => {
        const chart: Chart = { kind, x: 'x', y: ['learners'], ...(hasSeries && { series: 's' }) }
        const svg = renderChart({ ...question(chart), meaning }, ['x', 's', 'learners'], rows)
        expect(brokenMarkup(svg)).toBe('')
        expect(svg).not.toMatch(/="[^"]*(?:NaN|Infinity|undefined)/)
        expect(svg).not.toMatch(/\p{Cc}(?<!\n)|\p{Cs}/u)
      }),
      { numRuns: 500 },
    )
  })
})

const TAGS = new Set(['svg', 'title', 'desc', 'style', 'defs', 'pattern', 'rect', 'path', 'text', 'g'])

/** A reader of XML for the little that a chart may be: elements of these names, attributes in quotes, escaped text. */
function brokenMarkup(svg: string): string {
  const open: string[] = []
  let rest = svg.trimEnd()
  while (rest !== '') {
    const [whole, close, name, attributes, isEmpty, text] =
      /^(?:<(\/?)(\w+)((?: [\w:-]+="(?:[^"<&]|&(?:amp|lt|gt|quot|#39);)*")*)(\/?)>|((?:[^<&]|&(?:amp|lt|gt|quot|#39);)+))/.exec(
        rest,
      ) ?? []
    if (whole === undefined) return `at ${rest.slice(0, 80)}`
    if (text === undefined && !TAGS.has(name ?? '')) return `element ${name}`
    if (/ on\w+=/.test(attributes?.replaceAll(/"[^"]*"/g, '') ?? '')) return `attribute ${attributes}`
    if (close === '/') {
      if (open.pop() !== name) return `end of ${name}`
    } else if (text === undefined && isEmpty !== '/') open.push(name ?? '')
    rest = rest.slice(whole.length)
  }
  return open.join()
}
