/** Rows as CSV (RFC 4180), as the exports of the lake write it: a text that a spreadsheet would run has an apostrophe in front. */

/** What Excel, LibreOffice and Google Sheets take for the start of a formula, also in full width and after blanks. */
const RUNS = /^(?:['\t\r\n]|[\s\ufeff]*[=+\-@＝＋－＠])/

/** It is no formula, whatever its sign. */
const NUMBER = /^-?\d+(?:\.\d+)?(?:E-?\d+)?$/

export type CsvCell = string | number | boolean | null | undefined

export function toCsv(head: readonly string[], rows: readonly (readonly CsvCell[])[]): string {
  return [head, ...rows.map((row) => row.map(cellText))].map((line) => `${line.join(',')}\r\n`).join('')
}

/** Nothing is nothing at all, an empty text is two quotes. */
function cellText(cell: CsvCell): string {
  if (cell === null || cell === undefined) return ''
  if (typeof cell !== 'string') return String(cell)
  return `"${(RUNS.test(cell) && !NUMBER.test(cell) ? `'${cell}` : cell).replaceAll('"', '""')}"`
}
