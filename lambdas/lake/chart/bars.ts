/** Bars that lie, for labels of any length: one for each place; several values side by side, the parts of a whole in a row. */
import { scaleLinear } from 'd3-scale'
import { type ChartData, type Series, spoken } from './chart-data.ts'
import type { Charted } from './charted.ts'
import { type Body, bar, EDGE, isStacked, WIDTH } from './frame.ts'
import { type Element, element, fitted, widthOf } from './svg.ts'
import { axisName, inUnits } from './units.ts'

const LABEL_WIDTH = 300
const THICKNESS = 16
const VALUE_ROOM = 64

type Layout = { question: Charted; data: ChartData; left: number; right: number; scale(value: number): number }

export function drawBars(question: Charted, data: ChartData): Body {
  const { places, series } = data
  const stacked = isStacked(question, series)
  const left = EDGE + Math.min(LABEL_WIDTH, Math.max(60, ...places.map(({ text }) => widthOf(text)))) + 10
  const right = WIDTH - EDGE - VALUE_ROOM
  const domain = domainOf(series, stacked)
  // What is below nought has its number on the left.
  const scale = scaleLinear(domain, [left + (domain[0] < 0 ? 40 : 0), right]).nice(6)
  const layout: Layout = { question, data, left, right, scale }
  const thickness = series.length > 4 && !stacked ? 10 : THICKNESS
  const step = (stacked ? thickness + 4 : thickness * series.length) + 10
  const bottom = places.length * step + 6
  const rows = places.map(({ text }, at) => {
    const y = at * step + 8
    const middle = y + (step - 10) / 2 + 4
    const label = element(
      'text',
      { class: 'end', x: left - 8, y: middle },
      element('title', {}, text),
      fitted(text, LABEL_WIDTH),
    )
    return [...(stacked ? stack(layout, at, y, thickness + 4) : group(layout, at, y, thickness)), label]
  })
  const unit = series[0]?.unit ?? ''
  const parts = [
    ...scale.ticks(6).flatMap((tick) => gridLine(scale(tick), bottom, inUnits(tick, unit))),
    ...rows.flat(),
    element('path', { class: 'axis', d: `M${scale(0)} 2V${bottom}` }),
    element('text', { class: 'soft middle', x: (left + right) / 2, y: bottom + 38 }, axisOf(question, series)),
  ]
  return { height: bottom + 46, parts }
}

const gridLine = (x: number, bottom: number, text: string): Element[] => [
  element('path', { class: 'grid', d: `M${x} 2V${bottom}` }),
  element('text', { class: 'soft middle', x, y: bottom + 18 }, text),
]

/** One name where all values are of one kind, else their unit. */
export function axisOf({ chart }: Charted, series: readonly Series[]): string {
  const [first] = series
  const isOne = chart.y.length === 1
  const units = [...new Set(series.map(({ unit }) => unit))]
  return isOne
    ? axisName(spoken(chart.y[0] ?? ''), first?.unit ?? '')
    : units
        .map((unit) => axisName('', unit).trim())
        .join(', ')
        .replaceAll(/[()]/g, '')
}

/** From nought, so that lengths can be compared. */
export function domainOf(series: readonly Series[], stacked: boolean): [number, number] {
  const all = series.flatMap(({ values }) => values.map((value) => value ?? 0))
  const sums = stacked ? (series[0]?.values ?? []).map((_, at) => sumAt(series, at)) : []
  const [least, most] = [Math.min(0, ...all), Math.max(0, ...all, ...sums)]
  return least === most ? [0, 1] : [least, most]
}

export const sumAt = (series: readonly Series[], at: number) =>
  series.reduce((sum, { values }) => sum + Math.max(0, values[at] ?? 0), 0)

function group({ question, data, scale }: Layout, at: number, y: number, thickness: number): Element[] {
  return data.series.flatMap(({ name, unit, values }, index) => {
    const value = values[at]
    const top = y + index * thickness
    const middle = top + thickness / 2 + 4
    if (value === null || value === undefined)
      return [element('text', { class: 'soft', x: scale(0) + 5, y: middle }, '–')]
    const [from, to] = [Math.min(scale(0), scale(value)), Math.max(scale(0), scale(value))]
    const text = inUnits(value, unit)
    const title = `${data.places[at]?.text}: ${name} ${text}`
    return [
      bar(question, index, { x: from, y: top, width: to - from, height: thickness }, title),
      element('text', { class: value < 0 ? 'halo end' : 'halo', x: value < 0 ? from - 5 : to + 5, y: middle }, text),
    ]
  })
}

function stack({ question, data, scale }: Layout, at: number, y: number, thickness: number): Element[] {
  const parts: Element[] = []
  let sum = 0
  for (const [index, { name, unit, values }] of data.series.entries()) {
    const value = Math.max(0, values[at] ?? 0)
    if (value === 0) continue
    const [x, width] = [scale(sum), scale(sum + value) - scale(sum)]
    const text = inUnits(value, unit)
    parts.push(bar(question, index, { x, y, width, height: thickness }, `${data.places[at]?.text}: ${name} ${text}`))
    if (width > widthOf(text) + 8) {
      parts.push(element('text', { class: 'halo middle', x: x + width / 2, y: y + thickness / 2 + 4 }, text))
    }
    sum += value
  }
  const total = inUnits(sum, data.series[0]?.unit ?? '')
  return [...parts, element('text', { x: scale(sum) + 6, y: y + thickness / 2 + 4 }, total)]
}
