/** A result for people: a table, or where that is too wide, a line for each value. */
type Cells = { names: string[]; rows: string[][]; isNumeric: boolean[] }

/** A longer cell of a table is shortened; nothing else ever is. */
const CELL_WIDTH = 60

export function toTable({ names, rows, isNumeric }: Cells): string {
  const cells = rows.map((row) => row.map(shorten))
  const widths = names.map((name, at) => Math.max(...[name, ...cells.map((row) => row[at] ?? '')].map(width)))
  const line = (row: string[]) =>
    row
      .map((text, at) => pad(text, widths[at] ?? 0, isNumeric[at] ?? false))
      .join('  ')
      .trimEnd()
  const rule = widths.map((size) => '-'.repeat(size)).join('  ')
  return `${[line(names), rule, ...cells.map(line), countOf(rows)].join('\n')}\n`
}

/** `name  value` in a line each, row after row. */
export function toVertical({ names, rows }: Cells): string {
  const size = Math.max(0, ...names.map(width))
  const blocks = rows.map((row, at) => {
    const lines = names.map((name, column) => `${pad(name, size, false)}  ${visible(row[column] ?? '')}`.trimEnd())
    return [`-- row ${at + 1} ${'-'.repeat(Math.max(0, size - 5))}`.trimEnd(), ...lines].join('\n')
  })
  return `${[...blocks, countOf(rows)].join('\n')}\n`
}

export const widthOf = (table: string) => Math.max(...table.split('\n').map(width))

const countOf = (rows: string[][]) => `(${rows.length === 1 ? '1 row' : `${rows.length} rows`})`

const width = (text: string) => [...text].length
const pad = (text: string, size: number, right: boolean) => {
  const space = ' '.repeat(Math.max(0, size - width(text)))
  return right ? space + text : text + space
}

/** One line, without control characters: none may reach the terminal. */
const visible = (text: string) => text.replaceAll(/\p{Cc}/gu, ' ')

function shorten(text: string): string {
  const points = [...visible(text)]
  return points.length > CELL_WIDTH ? `${points.slice(0, CELL_WIDTH - 1).join('')}…` : points.join('')
}
