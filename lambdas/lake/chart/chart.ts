/**
 * The picture of an answer, as the text of an SVG file: `renderChart(question, columns, rows)`. The same answer gives the
 * same text. It is readable in light and dark, without colours, and aloud.
 */
import { drawBars } from './bars.ts'
import { readChartData } from './chart-data.ts'
import type { Charted } from './charted.ts'
import { drawColumns } from './columns.ts'
import { type Body, EDGE, frame, WIDTH } from './frame.ts'
import { drawFunnel } from './funnel.ts'
import { drawHeat } from './heat.ts'
import { drawLines } from './lines.ts'
import { element, toText } from './svg.ts'

/**
 * @param columns the names of the answer's columns; @param rows their values, where numbers may be texts
 * @throws Error with a sentence for whoever asked, where no picture can be made
 */
export function renderChart(
  question: Charted,
  columns: readonly string[],
  rows: readonly (readonly unknown[])[],
): string {
  const named = { ...question, name: question.name.replaceAll(/[^a-zA-Z0-9-]/g, '-') }
  const data = readChartData(named, columns, rows)
  const isEmpty = data.series.every(({ values }) => values.every((value) => value === null))
  return `${toText(frame(named, data, isEmpty ? EMPTY : bodyOf(named, data)))}\n`
}

const EMPTY: Body = {
  height: 90,
  hasOwnLegend: true,
  parts: [
    element('text', { class: 'soft middle', x: WIDTH / 2, y: 40 }, 'There is nothing to show.'),
    element(
      'text',
      { class: 'soft middle', x: WIDTH / 2, y: 60 },
      'Ask for other days or another course, or wait until what was sent is in the lake.',
    ),
    element('path', { class: 'axis', d: `M${EDGE} 88H${WIDTH - EDGE}` }),
  ],
}

function bodyOf(question: Charted, data: ReturnType<typeof readChartData>): Body {
  const { kind } = question.chart
  if (kind === 'line') return drawLines(question, data)
  if (kind === 'heat') return drawHeat(question, data)
  if (kind === 'funnel') return drawFunnel(question, data)
  const isInNumbers = data.places.some(({ value }) => typeof value === 'number' || typeof value === 'bigint')
  return kind === 'histogram' || isInNumbers ? drawColumns(question, data) : drawBars(question, data)
}
