/** Which chart an answer has: by the units of its columns. Pure. */
import type { QueryColumn } from '../../api/admin-api.ts'
import { type AnswerRow, numberIn } from '../../api/use-question.ts'

const TIMES = ['month', 'day', 'time']
const LABELS = ['IRI', 'text', 'actor_id', 'UUID', 'boolean', ...TIMES]
const isLabel = ({ unit }: QueryColumn) => LABELS.includes(unit)

/** What can be drawn: all columns that are numbers, but one that only says where its row stands. */
export function measuresOf(columns: readonly QueryColumn[]): QueryColumn[] {
  const numbers = columns.filter((one) => !isLabel(one))
  const hasLabel = columns.some(isLabel)
  return hasLabel || numbers.length < 2 ? numbers : numbers.slice(1)
}

type Place<Value> = { key: string; label: string; values: Value[] }
/** `leftOut`: rows that had no room. */
export type Drawing = { series: string[]; leftOut: number } & (
  | { kind: 'lines'; places: Place<number | undefined>[] }
  | { kind: 'columns' | 'bars'; places: Place<number>[] }
)

const MOST_SERIES = 4
const MOST_BARS = 20
const MOST_PLACES = 400

export function drawingOf(columns: readonly QueryColumn[], rows: readonly AnswerRow[], measure: QueryColumn): Drawing {
  const time = columns.find(({ unit }) => TIMES.includes(unit))
  const names = columns.filter((one) => isLabel(one) && !TIMES.includes(one.unit))
  const name = names.find(({ name: text }) => text.endsWith('_name') || text === 'wording') ?? names[0]
  if (time && names.every(({ unit }) => unit !== 'actor_id' && unit !== 'UUID'))
    return linesOf(rows, { time, name, measure })
  if (name === undefined) return columnsOf(columns, rows, measure)
  const bars = rows.map((row, at) => ({
    key: String(at),
    label: row[name.name] ?? row[names[0]?.name ?? ''] ?? '–',
    values: [numberIn(row, measure.name) ?? 0],
  }))
  const sorted = bars.sort((one, other) => (other.values[0] ?? 0) - (one.values[0] ?? 0)).slice(0, MOST_BARS)
  return { kind: 'bars', series: [measure.name], places: sorted, leftOut: bars.length - sorted.length }
}

function columnsOf(columns: readonly QueryColumn[], rows: readonly AnswerRow[], measure: QueryColumn): Drawing {
  const [place] = columns.filter((one) => one !== measure)
  const places = rows.slice(0, MOST_PLACES).map((row, at) => ({
    key: String(at),
    label: (place && row[place.name]) ?? String(at + 1),
    values: [numberIn(row, measure.name) ?? 0],
  }))
  return { kind: 'columns', series: [measure.name], places, leftOut: rows.length - places.length }
}

type Lines = { time: QueryColumn; name: QueryColumn | undefined; measure: QueryColumn }

/** What is measured and not counted: where there is none it is unknown, not nought. */
const MEASURED = ['share', 'score', 'hours']

/** One line for each name, the largest of them. A time without a row has counted nought, and measured nothing. */
function linesOf(rows: readonly AnswerRow[], { time, name, measure }: Lines): Drawing {
  const nameOf = (row: AnswerRow) => (name ? (row[name.name] ?? '–') : measure.name)
  const totals = new Map<string, number>()
  for (const row of rows) totals.set(nameOf(row), (totals.get(nameOf(row)) ?? 0) + (numberIn(row, measure.name) ?? 0))
  const series = [...totals]
    .sort(([, one], [, other]) => other - one)
    .map(([one]) => one)
    .slice(0, MOST_SERIES)
  const times = [...new Set(rows.map((row) => row[time.name] ?? ''))].sort().slice(-MOST_PLACES)
  const none = MEASURED.includes(measure.unit) ? undefined : 0
  const values = new Map(rows.map((row) => [`${row[time.name]} ${nameOf(row)}`, numberIn(row, measure.name) ?? none]))
  const places = times.map((at) => ({
    key: at,
    label: at,
    values: series.map((one) => values.get(`${at} ${one}`) ?? none),
  }))
  return { kind: 'lines', series, places, leftOut: totals.size - series.length }
}
