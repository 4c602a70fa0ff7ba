/** Renders the result of a query as text: a table or vertical rows for people, CSV or JSON for other programs. */
import {
  DuckDBArrayValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  type DuckDBResultReader,
  DuckDBStructValue,
  type DuckDBValue,
} from '@duckdb/node-api'
import { isTimestamp } from '../../local/athena/result-text.ts'
import { toTable, toVertical, widthOf } from '../terminal/table.ts'

export const FORMATS = ['table', 'vertical', 'csv', 'json'] as const
export type Format = (typeof FORMATS)[number]

type Json = string | number | boolean | null | Json[] | { [key: string]: Json }
type Result = { names: string[]; rows: Json[][] }

/** @param columns of the terminal: without a format, a result that is wider than it is told value by value */
export function render(reader: DuckDBResultReader, format: Format | undefined, columns = Infinity): string {
  const result = { names: reader.deduplicatedColumnNames(), rows: reader.getRows().map((row) => row.map(toJson)) }
  if (format === 'json') return `[${result.rows.map((row) => `\n  ${rowObject(result.names, row)}`).join(',')}\n]\n`
  if (format === 'csv') return toCsv(result)
  const cells = {
    names: result.names,
    rows: result.rows.map((row) => row.map(toText)),
    isNumeric: result.names.map((_, at) => isNumeric(result.rows.map((row) => row[at] ?? null))),
  }
  if (format === 'vertical') return toVertical(cells)
  const table = toTable(cells)
  return format === undefined && result.rows.length > 0 && widthOf(table) > columns ? toVertical(cells) : table
}

/** NULL is an object. */
const isNumeric = (values: Json[]) =>
  values.length > 0 && values.every((value) => ['number', 'object'].includes(typeof value))

const rowObject = (names: string[], row: Json[]) =>
  JSON.stringify(Object.fromEntries(names.map((name, i) => [name, row[i] ?? null])))

/**
 * Numbers stay numbers as long as readers of JSON keep them exact, else they become texts. Times are ISO 8601 in UTC, a
 * list is an array, a map or struct an object, and everything else (intervals, UUIDs, blobs) is DuckDB's own text.
 */
export function toJson(value: DuckDBValue): Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value === 'bigint') return numberOrText(String(value))
  if (value instanceof DuckDBDecimalValue) return numberOrText(value.toString())
  if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue) return value.items.map(toJson)
  if (value instanceof DuckDBStructValue) {
    return Object.fromEntries(Object.entries(value.entries).map(([name, field]) => [name, toJson(field)]))
  }
  if (value instanceof DuckDBMapValue) {
    return Object.fromEntries(value.entries.map(({ key, value: item }) => [toText(toJson(key)), toJson(item)]))
  }
  if (value instanceof DuckDBDateValue) return value.toString()
  return isTimestamp(value) ? isoTimestamp(value.toString()) : value.toString()
}

function numberOrText(text: string): number | string {
  const digits = text.replace(/^-|\./g, '').replace(/^0+/, '')
  return digits.length <= 15 || Number.isSafeInteger(Number(text)) ? Number(text) : text
}

/** From DuckDB's `2026-11-21 09:00:00.5`, with or without `+00`. */
function isoTimestamp(text: string): string {
  const [, date, time, fraction = ''] = text.match(/^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d+))?(?:\+00)?$/) ?? []
  return date ? `${date}T${time}.${fraction.padEnd(3, '0')}Z` : text
}

const toText = (value: Json): string => {
  if (value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function toCsv({ names, rows }: Result): string {
  const quote = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  return [names, ...rows.map((row) => row.map(toText))].map((row) => `${row.map(quote).join(',')}\r\n`).join('')
}
