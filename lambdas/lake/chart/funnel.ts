/** The parts of a way one below the other, each as wide as many came that far, with what is left of the first. */
import { scaleLinear } from 'd3-scale'
import type { ChartData } from './chart-data.ts'
import type { Charted } from './charted.ts'
import { type Body, bar, EDGE, WIDTH } from './frame.ts'
import { type Element, element, fitted, widthOf } from './svg.ts'
import { inUnits } from './units.ts'

const LABEL_WIDTH = 260
const THICKNESS = 20
const GAP = 22
const VALUE_ROOM = 130

export function drawFunnel(question: Charted, { places, series }: ChartData): Body {
  const left = EDGE + Math.min(LABEL_WIDTH, Math.max(60, ...places.map(({ text }) => widthOf(text)))) + 10
  const right = WIDTH - EDGE - VALUE_ROOM
  const middle = (left + right) / 2
  const most = Math.max(...series.flatMap(({ values }) => values.map((value) => value ?? 0)), 1e-9)
  const scale = scaleLinear([0, most], [0, right - left])
  const [first] = series
  const whole = first?.values.find((value) => value !== null && value > 0) ?? 0
  const step = THICKNESS * series.length + GAP
  const parts: Element[] = []
  for (const [at, { text }] of places.entries()) {
    const y = 6 + at * step
    const next = first?.values[at + 1]
    if (series.length === 1 && next !== null && next !== undefined) {
      parts.push(slope(middle, y + THICKNESS, scale(Math.max(0, first?.values[at] ?? 0)), scale(Math.max(0, next))))
    }
    for (const [index, { name, unit, values }] of series.entries()) {
      const value = Math.max(0, values[at] ?? 0)
      const told = `${inUnits(value, unit)}${whole > 0 ? ` (${inUnits(value / whole, 'share')})` : ''}`
      const top = y + index * THICKNESS
      const place = {
        x: middle - scale(value) / 2,
        y: top,
        width: scale(value),
        height: THICKNESS - (series.length > 1 ? 2 : 0),
      }
      parts.push(bar(question, index, place, `${text}: ${name} ${told}`))
      parts.push(element('text', { class: 'halo', x: right + 8, y: top + 14 }, told))
    }
    const label = { class: 'end', x: left - 8, y: y + (THICKNESS * series.length) / 2 + 4 }
    parts.push(element('text', label, element('title', {}, text), fitted(text, LABEL_WIDTH)))
  }
  const note = `In brackets: of the ${inUnits(whole, first?.unit ?? '')} ${first?.unit ?? ''} of the first part.`
  parts.push(element('text', { class: 'soft', x: left, y: places.length * step + 8 }, note))
  return { height: places.length * step + 14, parts }
}

const slope = (middle: number, y: number, from: number, to: number) =>
  element('path', {
    class: 'c0',
    'fill-opacity': 0.18,
    d: `M${middle - from / 2} ${y}H${middle + from / 2}L${middle + to / 2} ${y + GAP}H${middle - to / 2}z`,
  })
