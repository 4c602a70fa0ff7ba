/** A plain table with named columns, which scrolls within its frame on a narrow window. */
import type { ReactNode } from 'react'

export type Column<Row> = {
  name: string
  title: ReactNode
  isNumber?: boolean
  cell: (row: Row) => ReactNode
}
type TableProps<Row> = {
  caption: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  keyOf: (row: Row) => string
  /** Whether the caption is only read aloud, since a heading says it already. */
  isCaptionHidden?: boolean
}

export function Table<Row>({ caption, columns, rows, keyOf, isCaptionHidden = true }: TableProps<Row>): ReactNode {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keys (WCAG 2.1.1)
    <section className="table-frame" tabIndex={0} aria-label={caption}>
      <table className="table">
        <caption className={isCaptionHidden ? 'visually-hidden' : ''}>{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ name, title, isNumber }) => (
              <th key={name} scope="col" className={isNumber ? 'number' : ''}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map(({ name, isNumber, cell }) => (
                <td key={name} className={isNumber ? 'number' : ''}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
