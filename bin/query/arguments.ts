/** The arguments of `npm run query`, and where its SQL comes from: the command line, a file, or what is piped in. */
import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { UsageError } from '../cairn/failure.ts'
import { FORMATS, type Format } from './rendering.ts'

export const USAGE = `Usage: npm run query -- [--format ${FORMATS.join('|')}] [--file FILE] "SELECT ..." | QUESTION`

export type QueryArguments = {
  sql: string[]
  file?: string
  format: Format | undefined
  help: boolean
  version: boolean
}

const flag = { type: 'boolean', default: false } as const
const OPTIONS = {
  format: { type: 'string' },
  ...{ json: flag, csv: flag, vertical: flag },
  file: { type: 'string', short: 'f' },
  version: flag,
  help: { ...flag, short: 'h' },
} as const

/** @throws UsageError */
export function readArguments(words: string[]): QueryArguments {
  const { values, positionals } = parse(words)
  const { file, help, version } = values
  const format = readFormat(values)
  if (file !== undefined && positionals.length > 0) throw new UsageError(`SQL or a file, not both. ${USAGE}`)
  return { sql: positionals, ...(file !== undefined && { file }), format, help, version }
}

type FormatWords = { [name: string]: string | boolean | undefined }

/** @throws UsageError for several formats, or one that there is not */
export function readFormat(values: FormatWords): Format | undefined {
  const formats = [values.format, ...(['json', 'csv', 'vertical'] as const).filter((name) => values[name])]
  const [wanted, ...others] = new Set(formats.filter((name) => name !== undefined))
  if (others.length > 0) throw new UsageError(`One format at a time: ${[wanted, ...others].join(' or ')}. ${USAGE}`)
  const format = FORMATS.find((name) => name === wanted)
  if (wanted !== undefined && format === undefined) throw new UsageError(`There is no format ${wanted}. ${USAGE}`)
  return format
}

function parse(words: string[]) {
  try {
    // SQL that begins with a comment is no option.
    const args = words.map((word) => (/^--\s/.test(word) ? `\n${word}` : word))
    return parseArgs({ args, options: OPTIONS, allowPositionals: true })
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split('. ')[0]}. ${USAGE}`)
  }
}

/** @throws UsageError where there is none */
export async function readSql({ sql, file }: QueryArguments): Promise<string> {
  const isPiped = sql.length === 0 ? file === undefined && !process.stdin.isTTY : sql.join(' ') === '-'
  const found = file !== undefined ? readFile(file) : isPiped ? await text(process.stdin) : sql.join(' ')
  // Editors put a byte order mark before a file's text.
  const trimmed = found.replace(/^\uFEFF/, '').trim()
  if (trimmed === '') throw new UsageError(`${USAGE} (--help shows the columns and examples)`)
  return trimmed
}

function readFile(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new UsageError(`The file ${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`)
  }
}
