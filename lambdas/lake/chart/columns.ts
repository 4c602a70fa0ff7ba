/** Columns that stand on a scale of numbers: a distribution, in which what is missing is a gap. */
import { scaleLinear } from 'd3-scale'
import { axisOf, domainOf, sumAt } from './bars.ts'
import { type ChartData, type Place, spoken } from './chart-data.ts'
import type { Charted } from './charted.ts'
import { type Body, bar, EDGE, isStacked, WIDTH } from './frame.ts'
import { type Element, element, fitted, widthOf } from './svg.ts'
import { axisName, inUnits } from './units.ts'

const HEIGHT = 260
const TOP = 18
const MOST_BINS = 60

export function drawColumns(question: Charted, data: ChartData): Body {
  const { places, series } = data
  const stacked = isStacked(question, series)
  const unit = series[0]?.unit ?? ''
  const vertical = scaleLinear(domainOf(series, stacked), [TOP + HEIGHT, TOP]).nice(5)
  const ticks = vertical.ticks(5)
  const left = EDGE + 26 + Math.max(...ticks.map((tick) => widthOf(inUnits(tick, unit))))
  const step = (WIDTH - EDGE - left) / Math.max(1, places.length)
  const bottom = TOP + HEIGHT
  const xUnit = question.columns.find(({ name }) => name === question.chart.x)?.unit ?? ''
  const parts = [
    ...ticks.flatMap((tick) => [
      element('path', { class: 'grid', d: `M${left} ${vertical(tick)}H${WIDTH - EDGE}` }),
      element('text', { class: 'soft end', x: left - 8, y: vertical(tick) + 4 }, inUnits(tick, unit)),
    ]),
    ...places.flatMap(({ text }, at) => [
      ...columnsAt({ question, data, vertical, stacked }, at, left + at * step + 1, step - 2),
      element('text', { class: 'middle', x: left + (at + 0.5) * step, y: bottom + 18 }, fitted(text, step)),
    ]),
    element('path', { class: 'axis', d: `M${left} ${vertical(0)}H${WIDTH - EDGE}` }),
    element(
      'text',
      { class: 'soft middle', x: (left + WIDTH - EDGE) / 2, y: bottom + 40 },
      axisName(spoken(question.chart.x), xUnit),
    ),
    element(
      'text',
      { class: 'soft middle', transform: `translate(${EDGE + 4} ${TOP + HEIGHT / 2}) rotate(-90)` },
      axisOf(question, series),
    ),
  ]
  return { height: bottom + 48, parts }
}

type Drawn = { question: Charted; data: ChartData; vertical(value: number): number; stacked: boolean }

function columnsAt({ question, data, vertical, stacked }: Drawn, at: number, x: number, width: number): Element[] {
  const { places, series } = data
  const each = stacked ? width : width / series.length
  const parts: Element[] = []
  let sum = 0
  for (const [index, { name, unit, values }] of series.entries()) {
    const value = values[at]
    if (value === null || value === undefined || (stacked && value <= 0)) continue
    const text = inUnits(value, unit)
    const from = stacked ? sum : 0
    sum += value
    const [top, foot] = [vertical(Math.max(from, from + value)), vertical(Math.min(from, from + value))]
    const own = { x: stacked ? x : x + index * each, y: top, width: each, height: foot - top }
    parts.push(bar(question, index, own, `${places[at]?.text}: ${name} ${text}`))
    if (!stacked && widthOf(text) <= each + 6) {
      parts.push(element('text', { class: 'halo middle', x: own.x + each / 2, y: top - 5 }, text))
    }
  }
  if (!stacked || sum === 0) return parts
  const total = inUnits(sumAt(series, at), series[0]?.unit ?? '')
  return [...parts, element('text', { class: 'middle', x: x + width / 2, y: vertical(sum) - 5 }, total)]
}

/** By number, those without one last; of evenly spaced numbers the missing ones stand there empty. */
export function inNumericOrder({ places, series, notes }: ChartData): ChartData {
  const numbers = places.map(({ value }) => (value === null || value === undefined ? Number.NaN : Number(value)))
  const order = places.map((_, at) => at).sort((one, other) => rank(numbers[one]) - rank(numbers[other]))
  const sorted = {
    places: order.flatMap((at) => places[at] ?? []),
    series: series.map((each) => ({ ...each, values: order.map((at) => each.values[at] ?? null) })),
    notes,
  }
  return withGaps(
    sorted,
    numbers.filter(Number.isFinite).sort((one, other) => one - other),
  )
}

const rank = (number: number | undefined) => (number === undefined || Number.isNaN(number) ? Number.MAX_VALUE : number)

function withGaps(data: ChartData, numbers: number[]): ChartData {
  const steps = numbers.slice(1).map((number, at) => inTrillionths(number - (numbers[at] ?? 0)))
  const [step = 0, first = 0, last = 0] = [Math.min(...steps), numbers[0], numbers.at(-1)]
  const bins = Math.round((last - first) / step) + 1
  const isEven = steps.every((each) => Math.abs(each / step - Math.round(each / step)) < 1e-6)
  if (!(numbers.length > 1 && step > 0 && isEven && bins > numbers.length && bins <= MOST_BINS)) return data
  const known = new Map(
    data.places.map((place, at) => [inTrillionths(Number(place.value ?? Number.NaN)), { place, at }]),
  )
  const all = Array.from({ length: bins }, (_, at) => inTrillionths(first + at * step))
  const rest = data.places.flatMap((place, at) =>
    Number.isFinite(Number(place.value ?? Number.NaN)) ? [] : [{ place, at }],
  )
  const bin = (value: number): { place: Place; at: number } =>
    known.get(value) ?? { place: { text: String(value), value }, at: -1 }
  const order = [...all.map(bin), ...rest]
  return {
    ...data,
    places: order.map(({ place }) => place),
    series: data.series.map((each) => ({ ...each, values: order.map(({ at }) => each.values[at] ?? null) })),
  }
}

/** 0.30000000000000004 is 0.3. */
const inTrillionths = (value: number) => Math.round(value * 1e12) / 1e12
