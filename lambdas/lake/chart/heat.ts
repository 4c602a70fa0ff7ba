/** A field for each place and series: the darker, the more; the number stands in it. */

import { type ChartData, numberOf, spoken } from './chart-data.ts'
import type { Charted } from './charted.ts'
import { type Body, EDGE, WIDTH } from './frame.ts'
import { type Element, element, fitted, widthOf } from './svg.ts'
import { axisName, inUnits } from './units.ts'

const ROW = 26
const LABEL_WIDTH = 200
const TOP = 24

export function drawHeat(question: Charted, data: ChartData): Body {
  const { places, series } = data
  const left = EDGE + Math.min(LABEL_WIDTH, Math.max(...series.map(({ name }) => widthOf(name)))) + 10
  const step = Math.min(110, (WIDTH - EDGE - left) / places.length)
  const most = Math.max(...series.flatMap(({ values }) => values.map((value) => Math.abs(value ?? 0))), 1e-9)
  const { chart, columns } = question
  const unit = columns.find(({ name }) => name === chart.x)?.unit ?? ''
  const rows = series.flatMap(({ name, unit: own, values }, row) => [
    element(
      'text',
      { class: 'end', x: left - 8, y: TOP + row * ROW + 17 },
      element('title', {}, name),
      fitted(name, LABEL_WIDTH),
    ),
    ...values.flatMap((value, at) => {
      if (value === null) return []
      const place = { x: left + at * step, y: TOP + row * ROW, width: step - 2, height: ROW - 2 }
      return field(value, most, place, { text: inUnits(value, own), title: `${name}, ${places[at]?.text}: ` })
    }),
  ])
  const parts = [
    ...places.map(({ text }, at) =>
      element('text', { class: 'soft middle', x: left + (at + 0.5) * step, y: TOP - 8 }, fitted(text, step)),
    ),
    ...rows,
    element(
      'text',
      { class: 'soft', x: left, y: TOP + series.length * ROW + 18 },
      `Across: ${axisName(spoken(chart.x), unit)}. Down: ${spoken(chart.series ?? '')}. In the fields: ${spoken(chart.y.join(', '))}.`,
    ),
  ]
  return { height: TOP + series.length * ROW + 26, parts, hasOwnLegend: true }
}

type Told = { text: string; title: string }

function field(
  value: number,
  most: number,
  place: { x: number; y: number; width: number; height: number },
  { text, title }: Told,
): Element[] {
  const parts = [
    element(
      'rect',
      { class: value < 0 ? 'c1' : 'c0', ...place, rx: 2, 'fill-opacity': 0.08 + (0.62 * Math.abs(value)) / most },
      element('title', {}, `${title}${text}`),
    ),
  ]
  if (widthOf(text) > place.width) return parts
  return [...parts, element('text', { class: 'middle', x: place.x + place.width / 2, y: place.y + 16 }, text)]
}

/** Numbers across go up, whichever the answer names first. */
export function inOrderAcross(data: ChartData): ChartData {
  const numbers = data.places.map(({ value }) => numberOf(value))
  if (numbers.some((number) => number === null)) return data
  const order = numbers.map((_, at) => at).sort((one, other) => (numbers[one] ?? 0) - (numbers[other] ?? 0))
  return {
    ...data,
    places: order.flatMap((at) => data.places[at] ?? []),
    series: data.series.map((each) => ({ ...each, values: order.map((at) => each.values[at] ?? null) })),
  }
}
