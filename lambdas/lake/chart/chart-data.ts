/** What a chart shows: the rows of an answer by place (x) and series, and no more of them than can be read. */
import type { Charted } from './charted.ts'
import { inWords } from './units.ts'

export type Series = { name: string; unit: string; values: (number | null)[] }
export type Place = { text: string; value: unknown }
export type ChartData = { places: Place[]; series: Series[]; notes: string[] }

/** More rows than this are no picture any more, and take long to gather. */
const MOST_ROWS = 50_000
const MOST_SERIES = 8
const MOST_BARS = 30
const MOST_POINTS = 400
/** What is larger has no place in a picture, and what is smaller cannot be told from nought. */
const LARGEST = 1e100
const SMALLEST = 1e-9

/** Values in these units cannot be added up. */
const NOT_ADDITIVE = new Set(['share', 'score', 'correlation', 'time'])
export const isAdditive = (series: readonly Series[]) => series.every(({ unit }) => !NOT_ADDITIVE.has(unit))

/** @throws Error with a sentence for whoever asked, where no picture can be made */
export function readChartData(
  { chart, columns: described }: Charted,
  columns: readonly string[],
  rows: readonly (readonly unknown[])[],
): ChartData {
  if (rows.length > MOST_ROWS) {
    throw new Error(
      `${inWords(rows.length)} rows are too many for a picture, which takes up to ${inWords(MOST_ROWS)}: ask for fewer days or for one course`,
    )
  }
  const at = (name: string) => {
    const found = columns.indexOf(name)
    if (found < 0) throw new Error(`The answer has no column ${name}, which its chart shows`)
    return found
  }
  const [x, label] = [at(chart.x), at(chart.label ?? chart.x)]
  const ys = chart.y.map((name) => ({ name: spoken(name), at: at(name), unit: unitOf(described, name) }))
  const of = chart.series === undefined ? undefined : at(chart.series)
  const cells = rows.flatMap((row) =>
    ys.map((y) => {
      const told = of === undefined ? [] : [textOf(row[of])]
      const series = [...told, ...(told.length === 0 || ys.length > 1 ? [y.name] : [])].join(', ')
      return {
        place: { text: row[label] === null ? (chart.none ?? textOf(null)) : textOf(row[label]), value: row[x] },
        series,
        unit: y.unit,
        value: numberOf(row[y.at]),
      }
    }),
  )
  const isList = chart.kind !== 'line' && chart.kind !== 'heat'
  return limited(gathered(cells), chart.kind === 'heat' ? MOST_BARS : MOST_SERIES, isList ? MOST_BARS : MOST_POINTS)
}

const unitOf = (described: Charted['columns'], name: string) => described.find((one) => one.name === name)?.unit ?? ''
export const spoken = (name: string) => name.replaceAll('_', ' ')

type Cell = { place: Place; series: string; unit: string; value: number | null }

/** Places and series in the order in which the answer names them; several rows about one cell are added up, or averaged. */
function gathered(cells: Cell[]): ChartData {
  const places = new Map(cells.map(({ place }) => [keyOf(place), place]))
  const order = new Map([...places.keys()].map((key, at) => [key, at]))
  const series = Map.groupBy(cells, ({ series }) => series)
  let isAveraged = false
  const all = Array.from(series, ([name, own]): Series => {
    const unit = own[0]?.unit ?? ''
    const values: (number | null)[] = Array.from(places, () => null)
    for (const [key, same] of Map.groupBy(own, ({ place }) => keyOf(place))) {
      const told = same.flatMap(({ value }) => value ?? [])
      const sum = told.reduce((total, value) => total + value, 0)
      const isMean = NOT_ADDITIVE.has(unit) && told.length > 1
      isAveraged ||= isMean
      values[order.get(key) ?? 0] = told.length === 0 ? null : isMean ? sum / told.length : sum
    }
    return { name, unit, values }
  })
  const notes = isAveraged ? ['Where several rows are about the same, their mean is shown.'] : []
  return { places: [...places.values()], series: all, notes }
}

const keyOf = ({ value }: Place) => textOf(value)

function limited({ places, series, notes }: ChartData, mostSeries: number, mostPlaces: number): ChartData {
  const told = [...notes]
  let shown = series
  if (series.length > mostSeries) {
    shown = isAdditive(series) ? withOthers(series, mostSeries) : mostTold(series, mostSeries)
    told.push(
      isAdditive(series)
        ? `Of ${inWords(series.length)} series the largest ${mostSeries - 1} are shown, and the others together.`
        : `Of ${inWords(series.length)} series the ${mostSeries} with the most values are shown.`,
    )
  }
  if (places.length <= mostPlaces) return { places, series: shown, notes: told }
  told.push(`The first ${inWords(mostPlaces)} of ${inWords(places.length)} are shown.`)
  const cut = shown.map((each) => ({ ...each, values: each.values.slice(0, mostPlaces) }))
  return { places: places.slice(0, mostPlaces), series: cut, notes: told }
}

const totalOf = ({ values }: Series) => values.reduce<number>((total, value) => total + (value ?? 0), 0)

function withOthers(series: Series[], most: number): Series[] {
  const kept = new Set(series.toSorted((one, other) => totalOf(other) - totalOf(one)).slice(0, most - 1))
  const others = series.filter((each) => !kept.has(each))
  const values = (others[0]?.values ?? []).map((_, at) => {
    const told = others.flatMap((each) => each.values[at] ?? [])
    return told.length === 0 ? null : told.reduce((total, value) => total + value, 0)
  })
  const name = `${inWords(others.length)} others`
  return [...series.filter((each) => kept.has(each)), { name, unit: others[0]?.unit ?? '', values }]
}

function mostTold(series: Series[], most: number): Series[] {
  const count = ({ values }: Series) => values.filter((value) => value !== null).length
  const kept = new Set(series.toSorted((one, other) => count(other) - count(one)).slice(0, most))
  return series.filter((each) => kept.has(each))
}

export function textOf(value: unknown): string {
  if (value === null || value === undefined || value === '') return '(not told)'
  return value instanceof Date ? value.toISOString() : String(value)
}

/** Athena gives every value as text. */
export function numberOf(value: unknown): number | null {
  const isNumber = typeof value === 'number' || typeof value === 'bigint'
  const isText = typeof value === 'string' && /^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i.test(value)
  const number = isNumber || isText ? Number(value) : Number.NaN
  if (!(Math.abs(number) < LARGEST)) return null
  return Math.abs(number) < SMALLEST ? 0 : number
}
