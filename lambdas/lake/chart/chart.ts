/**
 * The picture of an answer, as the text of an SVG file: `renderChart(question, columns, rows)`. The same answer gives the
 * same text. It is readable in light and dark, without colours, and aloud.
 */
import { drawBars } from './bars.ts'
import { type ChartData, readChartData } from './chart-data.ts'
import type { Chart, Charted } from './charted.ts'
import { drawColumns, inNumericOrder } from './columns.ts'
import { type Body, EDGE, frame, WIDTH } from './frame.ts'
import { drawFunnel } from './funnel.ts'
import { drawHeat, inOrderAcross } from './heat.ts'
import { drawLines, inTimeOrder } from './lines.ts'
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
  const told = readChartData(named, columns, rows)
  const kind = kindOf(named, told)
  const data = ORDERS[kind](told)
  const isEmpty = data.series.every(({ values }) => values.every((value) => value === null))
  return `${toText(frame(named, data, isEmpty ? EMPTY : DRAWINGS[kind](named, data)))}\n`
}

const DRAWINGS = { bar: drawBars, histogram: drawColumns, line: drawLines, heat: drawHeat, funnel: drawFunnel }
const asTold = (data: ChartData) => data
/** What stands on a scale is put in its order; all else stays in that of the answer. */
const ORDERS = { bar: asTold, histogram: inNumericOrder, line: inTimeOrder, heat: inOrderAcross, funnel: asTold }

function kindOf({ chart }: Charted, { places }: ChartData): Chart['kind'] {
  const isInNumbers = places.some(({ value }) => typeof value === 'number' || typeof value === 'bigint')
  return chart.kind === 'bar' && isInNumbers ? 'histogram' : chart.kind
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
