/** Lines over time (or over any order): each with its own dash and marker, and its name at its end. */
import { scaleLinear } from 'd3-scale'
import { axisOf, domainOf } from './bars.ts'
import { type ChartData, type Place, spoken } from './chart-data.ts'
import type { Charted } from './charted.ts'
import { type Body, DASHES, EDGE, MARKERS, WIDTH } from './frame.ts'
import { type Element, element, fitted, widthOf } from './svg.ts'
import { axisName, inUnits } from './units.ts'

const HEIGHT = 280
const TOP = 12
const BOTTOM = TOP + HEIGHT
const NAME_WIDTH = 170
const LABEL_WIDTH = 100
const MOST_MARKERS = 120
const MOST_VALUES = 16

export function drawLines(question: Charted, data: ChartData): Body {
  const { series } = data
  const unit = series[0]?.unit ?? ''
  const vertical = scaleLinear(domainOf(series, false), [BOTTOM, TOP]).nice(5)
  const ticks = vertical.ticks(5)
  const left = EDGE + 26 + Math.max(...ticks.map((tick) => widthOf(inUnits(tick, unit))))
  const names = series.length > 1 ? Math.min(NAME_WIDTH, Math.max(...series.map(({ name }) => widthOf(name)))) + 14 : 24
  const right = WIDTH - EDGE - names
  const { at, labels } = horizontal(data.places, left + 12, right - 12)
  const parts = [
    ...ticks.flatMap((tick) => [
      element('path', { class: 'grid', d: `M${left} ${vertical(tick)}H${right}` }),
      element('text', { class: 'soft end', x: left - 8, y: vertical(tick) + 4 }, inUnits(tick, unit)),
    ]),
    ...labels.flatMap(({ x, text }) => [
      element('path', { class: 'axis', d: `M${x} ${BOTTOM}v5` }),
      element('text', { class: 'soft middle', x, y: BOTTOM + 20 }, text),
    ]),
    element('path', { class: 'axis', d: `M${left} ${vertical(0)}H${right}` }),
    ...series.flatMap((_, index) => lineOf(data, index, at, vertical)),
    ...(series.length > 1 ? endNames(data, at, vertical, right) : []),
    element('text', { class: 'soft middle', x: (left + right) / 2, y: BOTTOM + 42 }, xNameOf(question)),
    element(
      'text',
      { class: 'soft middle', transform: `translate(${EDGE + 4} ${TOP + HEIGHT / 2}) rotate(-90)` },
      axisOf(question, series),
    ),
  ]
  return { height: BOTTOM + 50, parts }
}

function xNameOf({ chart, columns }: Charted): string {
  const unit = columns.find(({ name }) => name === chart.x)?.unit ?? ''
  return axisName(spoken(chart.x), ['day', 'month', 'time', 'text'].includes(unit) ? '' : unit)
}

function lineOf(
  { places, series }: ChartData,
  index: number,
  at: number[],
  vertical: (value: number) => number,
): Element[] {
  const { name = '', unit = '', values = [] } = series[index] ?? {}
  const kind = index % MARKERS.length
  let path = ''
  let isDrawing = false
  const points: Element[] = []
  const isSparse = places.length * series.length <= MOST_MARKERS
  const hasValues = series.length === 1 && places.length <= MOST_VALUES
  for (const [place, value] of values.entries()) {
    if (value !== null) {
      const [x, y] = [round(at[place] ?? 0), round(vertical(value))]
      // A gap ends the line; a value alone between two gaps is seen by its marker only.
      path += `${isDrawing ? 'L' : 'M'}${x} ${y}`
      const isAlone = (values[place - 1] ?? null) === null && (values[place + 1] ?? null) === null
      const text = inUnits(value, unit)
      const title = element('title', {}, `${places[place]?.text}: ${name} ${text}`)
      if (isSparse || isAlone)
        points.push(element('path', { class: `c${kind}`, d: MARKERS[kind], transform: `translate(${x} ${y})` }, title))
      if (hasValues) points.push(element('text', { class: 'halo middle', x, y: y - 10 }, text))
    }
    isDrawing = value !== null
  }
  return [
    element('path', { class: `line s${kind}`, 'stroke-dasharray': DASHES[kind] || undefined, d: path }),
    ...points,
  ]
}

const round = (value: number) => Math.round(value * 100) / 100

/** The name of each line at its last value, moved apart where lines end close to each other. */
function endNames(
  { places, series }: ChartData,
  at: number[],
  vertical: (value: number) => number,
  right: number,
): Element[] {
  const ends = series.flatMap(({ name, values }) => {
    const last = values.findLastIndex((value) => value !== null)
    return last < 0
      ? []
      : [{ name, x: at[last] ?? 0, y: vertical(values[last] ?? 0), isAtEnd: last === places.length - 1 }]
  })
  let lowest = TOP
  const placed = ends
    .toSorted((one, other) => one.y - other.y)
    .map((end) => {
      lowest = Math.max(lowest + 14, end.y + 4)
      return { ...end, textY: lowest }
    })
  const over = Math.max(0, lowest - BOTTOM)
  return placed.flatMap(({ name, x, y, textY }) => [
    element('path', { class: 'grid', d: `M${round(x) + 7} ${round(y)}L${right + 2} ${round(textY - over - 4)}` }),
    element('text', { x: right + 6, y: textY - over }, element('title', {}, name), fitted(name, NAME_WIDTH)),
  ])
}

type Horizontal = { at: number[]; labels: { x: number; text: string }[] }

/** Days and months stand where they are in time, anything else side by side; as many are named as there is room for. */
function horizontal(places: Place[], left: number, right: number): Horizontal {
  const times = places.flatMap(({ value }) => timeOf(value) ?? [])
  const isInTime = times.length === places.length && places.length > 1
  const scale = isInTime
    ? scaleLinear([Math.min(...times), Math.max(...times)], [left, right])
    : scaleLinear([0, Math.max(1, places.length - 1)], places.length > 1 ? [left, right] : [(left + right) / 2, right])
  const at = places.map((_, index) => scale(isInTime ? (times[index] ?? 0) : index))
  let free = Number.NEGATIVE_INFINITY
  const labels = places.flatMap(({ text }, index) => {
    const told = fitted(text, LABEL_WIDTH)
    const [x, half] = [at[index] ?? 0, widthOf(told) / 2 + 5]
    if (x - half < free) return []
    free = x + half
    return [{ x, text: told }]
  })
  return { at, labels }
}

/** `2026-11`, `2026-11-21`, and times as Athena and JSON write them. */
function timeOf(value: unknown): number | undefined {
  if (value instanceof Date) return value.getTime()
  const [, day, time = ''] =
    /^(\d{4}-\d\d(?:-\d\d)?)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?))?Z?$/.exec(String(value)) ?? []
  if (day === undefined) return undefined
  const instant = Date.parse(time === '' ? day : `${day}T${time}Z`)
  return Number.isNaN(instant) ? undefined : instant
}

export function inTimeOrder(data: ChartData): ChartData {
  const times = data.places.map(({ value }) => timeOf(value))
  if (times.some((time) => time === undefined)) return data
  const order = times.map((_, at) => at).sort((one, other) => (times[one] ?? 0) - (times[other] ?? 0))
  return {
    ...data,
    places: order.flatMap((at) => data.places[at] ?? []),
    series: data.series.map((each) => ({ ...each, values: order.map((at) => each.values[at] ?? null) })),
  }
}
