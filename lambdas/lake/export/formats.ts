/** The forms in which statements are exported: each makes a whole file of some statements, and counts those in one. */
import { parquetMetadata } from 'hyparquet'
import { COLUMNS } from '../columns.ts'
import { rowsToParquet } from '../parquet.ts'
import { statementToRow } from '../row.ts'
import { countCsv, toCsv } from './csv.ts'

/** `sequence`: its place in the order of everything stored. */
export type ExportedStatement = { text: string; sequence: string }

export type ExportFormat = {
  encode(statements: ExportedStatement[]): Uint8Array
  count(file: Uint8Array): number
}

const rowsOf = (statements: ExportedStatement[]) =>
  statements.map(({ text, sequence }) => statementToRow(text, sequence))

/** A line break between the tokens of a text becomes a blank: in a JSON string none stands unescaped. */
const toLine = ({ text }: ExportedStatement) => `${text.replaceAll(/[\r\n]/g, ' ')}\n`

/** By the ending of their files. */
export const FORMATS = {
  jsonl: {
    encode: (statements) => Buffer.from(statements.map(toLine).join('')),
    count: (file) => file.reduce((lines, byte) => lines + Number(byte === 0x0a), 0),
  },
  csv: {
    encode: (statements) => Buffer.from(toCsv(COLUMNS, rowsOf(statements))),
    count: (file) => countCsv(Buffer.from(file).toString('utf8')),
  },
  parquet: {
    encode: (statements) => rowsToParquet(rowsOf(statements)),
    count: (file) => Number(parquetMetadata(file).num_rows),
  },
} satisfies { [ending: string]: ExportFormat }

export type FormatName = keyof typeof FORMATS
export const isFormat = (name: string): name is FormatName => Object.hasOwn(FORMATS, name)
