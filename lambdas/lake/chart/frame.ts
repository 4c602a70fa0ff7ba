/** What all charts have: a ground, the question as title, a legend, notes, and the answer as text for who cannot see it. */

import { type ChartData, isAdditive, type Series, textOf } from './chart-data.ts'
import type { Charted } from './charted.ts'
import { type Element, element, fitted, widthOf, wrapped } from './svg.ts'
import { inUnits } from './units.ts'

export const WIDTH = 820
export const EDGE = 24
const TITLE_LINE = 22
const LEGEND_LINE = 22
const MOST_TOLD = 200

/** The body of a chart: drawn with its upper edge at 0, and so high. */
export type Body = { height: number; parts: Element[]; hasOwnLegend?: boolean }

/** Colours that people with any kind of colour vision tell apart (Okabe and Ito), in light and dark. */
const LIGHT = ['#0072b2', '#d55e00', '#009e73', '#b5568f', '#8a6d00', '#3f8fc4', '#6b4fa0', '#6d6d6d']
const DARK = ['#5ab4e6', '#ff9a4d', '#3fcf9f', '#e08fc0', '#e6c84a', '#8fc7ee', '#b49be8', '#b5b5b5']

/** On each colour another pattern, so that no colour has to be seen at all; the first is plain. */
const PATTERNS = [
  '',
  'M-2 10L10-2M-2 2L2-2M6 10L10 6',
  'M4 1.5a1.5 1.5 0 1 0 .01 0z',
  'M-2-2L10 10M6-2L10 2M-2 6L2 10',
  'M0 4H8',
  'M4 0V8',
  'M0 4H8M4 0V8',
  'M0 0L8 8M8 0L0 8',
]
const CIRCLE = 'M0-4a4 4 0 1 0 .01 0z'
export const MARKERS = [
  CIRCLE,
  'M-4-4H4V4H-4z',
  'M0-5L5 4H-5z',
  'M0-5.5L5 0L0 5.5L-5 0z',
  'M0 5L5-4H-5z',
  'M-5-1.5H-1.5V-5H1.5V-1.5H5V1.5H1.5V5H-1.5V1.5H-5z',
  'M-5-2H5V2H-5z',
  'M-2-5H2V5H-2z',
]
export const DASHES = ['', '7 3', '2 3', '9 3 2 3', '4 2', '12 4', '1 4', '6 2 1 2 1 2']

export const patternOf = ({ name }: Charted, series: number) =>
  series % PATTERNS.length === 0 ? undefined : `url(#${name}-p${series % PATTERNS.length})`

export function frame(question: Charted, data: ChartData, body: Body): Element {
  const title = wrapped(question.meaning, (WIDTH - 2 * EDGE) * 0.66, 3)
  const top = 18 + title.length * TITLE_LINE
  const legend = data.series.length > 1 && !body.hasOwnLegend ? legendOf(question, data.series) : { rows: 0, parts: [] }
  const start = top + legend.rows * LEGEND_LINE + (legend.rows > 0 ? 8 : 0)
  const notesAt = start + body.height + 18
  const height = start + body.height + data.notes.length * 18 + 14
  const { name } = question
  return element(
    'svg',
    {
      ...{ xmlns: 'http://www.w3.org/2000/svg', class: 'cairn-chart', role: 'img' },
      ...{ width: WIDTH, height, viewBox: `0 0 ${WIDTH} ${Math.round(height * 100) / 100}` },
      'aria-labelledby': `${name}-title ${name}-desc`,
    },
    element('title', { id: `${name}-title` }, question.meaning),
    element('desc', { id: `${name}-desc` }, tableAsText(data)),
    element('style', {}, styleSheet()),
    element('defs', {}, ...PATTERNS.flatMap((path, at) => (path === '' ? [] : [pattern(name, path, at)]))),
    element('rect', { class: 'ground', width: WIDTH, height }),
    ...title.map((line, at) => element('text', { class: 'heading', x: EDGE, y: 30 + at * TITLE_LINE }, line)),
    element('g', { transform: `translate(0 ${top + 4})` }, ...legend.parts),
    element('g', { transform: `translate(0 ${start})` }, ...body.parts),
    ...data.notes.map((note, at) => element('text', { class: 'soft', x: EDGE, y: notesAt + at * 18 }, note)),
  )
}

const pattern = (name: string, path: string, at: number) =>
  element(
    'pattern',
    { id: `${name}-p${at}`, width: 8, height: 8, patternUnits: 'userSpaceOnUse' },
    element('rect', { class: `c${at}`, width: 8, height: 8 }),
    element('path', { class: 'mark', d: path }),
  )

function legendOf(question: Charted, series: Series[]): { rows: number; parts: Element[] } {
  const isLine = question.chart.kind === 'line'
  const parts: Element[] = []
  let [x, row] = [EDGE, 0]
  for (const [at, { name }] of series.entries()) {
    const text = fitted(name, 240)
    const width = 34 + widthOf(text)
    if (x > EDGE && x + width > WIDTH - EDGE) {
      row++
      x = EDGE
    }
    const y = row * LEGEND_LINE
    parts.push(
      ...(isLine ? lineSample(at, x, y + 8) : [bar(question, at, { x, y: y + 2, width: 18, height: 12 })]),
      element('text', { x: x + 24, y: y + 12 }, element('title', {}, name), text),
    )
    x += width + 14
  }
  return { rows: row + 1, parts }
}

function lineSample(series: number, x: number, y: number): Element[] {
  const kind = series % MARKERS.length
  return [
    element('path', { class: `line s${kind}`, 'stroke-dasharray': DASHES[kind] || undefined, d: `M${x} ${y}h18` }),
    element('path', { class: `c${kind}`, d: MARKERS[kind], transform: `translate(${x + 9} ${y})` }),
  ]
}

/** A bar of a series: its colour, and over it its pattern. */
export function bar(
  question: Charted,
  series: number,
  place: { x: number; y: number; width: number; height: number },
  title?: string,
) {
  const fill = patternOf(question, series)
  const told = title === undefined ? [] : [element('title', {}, title)]
  return element(
    'rect',
    { class: `bar c${series % PATTERNS.length}`, ...place, ...(fill && { style: `fill:${fill}` }) },
    ...told,
  )
}

/** Place by place, as somebody would read it aloud. */
function tableAsText({ places, series, notes }: ChartData): string {
  const lines = places.slice(0, MOST_TOLD).map(({ text }, at) => {
    const told = series.flatMap(({ name, unit, values }) => {
      const value = values[at]
      return value === null || value === undefined ? [] : [`${name} ${inUnits(value, unit)}`]
    })
    return `${textOf(text)}: ${told.join(', ') || 'nothing'}.`
  })
  const more = places.length > MOST_TOLD ? [`And ${places.length - MOST_TOLD} more.`] : []
  return lines.length === 0 ? 'There is nothing to show.' : [...lines, ...more, ...notes].join(' ')
}

function styleSheet(): string {
  const colours = (list: string[]) =>
    list.map((colour, at) => `.c${at}{fill:${colour}}.s${at}{stroke:${colour}}`).join('')
  const theme = (ground: string, ink: string, soft: string, line: string) =>
    `.ground{fill:${ground}}.cairn-chart text{fill:${ink};stroke:none}.cairn-chart .soft{fill:${soft}}.grid{stroke:${line}}.axis{stroke:${soft}}.halo{stroke:${ground}!important}.mark{stroke:${ground}}.bar{stroke:${ground}}`
  return [
    '.cairn-chart{font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}',
    '.heading{font-size:16px;font-weight:600}.line{fill:none;stroke-width:2.2;stroke-linejoin:round}',
    '.grid,.axis{stroke-width:1;shape-rendering:crispEdges}.bar{stroke-width:1}.mark{fill:none;stroke-width:1.6;stroke-opacity:.75}',
    '.halo{paint-order:stroke;stroke-width:3px!important;stroke-linejoin:round}.end{text-anchor:end}.middle{text-anchor:middle}',
    theme('#ffffff', '#1b2733', '#5a6673', '#dde2e7') + colours(LIGHT),
    `@media (prefers-color-scheme:dark){${theme('#161b22', '#e6edf3', '#9aa7b4', '#303a45')}${colours(DARK)}}`,
  ].join('')
}

export const isStacked = (question: Charted, series: readonly Series[]) =>
  question.chart.series !== undefined && series.length > 1 && isAdditive(series)
