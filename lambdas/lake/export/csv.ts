/**
 * Rows as CSV (RFC 4180, UTF-8). A cell that a spreadsheet would run as a formula gets an apostrophe in front, and so does
 * one that begins with an apostrophe: whoever takes one leading apostrophe away has every text back as it was.
 */
import type { Cell, Row } from '../columns.ts'

/** What Excel, LibreOffice and Google Sheets take for the start of a formula, also in full width and after blanks. */
const RUNS = /^(?:['\t\r\n]|[\s\ufeff]*[=+\-@＝＋－＠])/

const neutral = (text: string): string => (RUNS.test(text) ? `'${text}` : text)

/** NULL is nothing at all, an empty text is two quotes. */
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`

/** Columns by name, in the order of the head. `types`: as Parquet knows them. */
export type CsvColumn = { name: string; parquet: string }

export function toCsv(columns: CsvColumn[], rows: Row[]): string {
  const lines = rows.map((row) => columns.map((column) => cellText(row[column.name] ?? null, column)).join(','))
  return `${[columns.map(({ name }) => name).join(','), ...lines].join('\r\n')}\r\n`
}

/** Numbers and times are written by us, and no spreadsheet runs them; lists and maps are JSON. */
function cellText(cell: Cell, { parquet }: CsvColumn): string {
  if (cell === null) return ''
  if (typeof cell === 'string') return quoted(neutral(cell))
  if (typeof cell === 'bigint' && parquet === 'timestamp(micros)') return new Date(Number(cell / 1000n)).toISOString()
  if (typeof cell === 'object') return quoted(neutral(jsonOf(cell)))
  return String(cell)
}

const jsonOf = (cell: object): string =>
  JSON.stringify(cell instanceof Map ? Object.fromEntries(cell) : cell, (_, value) =>
    typeof value === 'bigint' ? Number(value) : value,
  )

/** Lines outside of quotes, without the head. */
export function countCsv(text: string): number {
  let lines = 0
  let isQuoted = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0x22) isQuoted = !isQuoted
    else if (code === 0x0a && !isQuoted) lines++
  }
  return Math.max(0, lines - 1)
}
