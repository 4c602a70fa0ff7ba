/** `npm run query -- NAME --parameter value`: the questions that Cairn knows the SQL of, their values, and their pictures. */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { renderChart } from '../../lambdas/lake/chart/chart.ts'
import type { Parameter, Question } from '../../lambdas/lake/questions/question.ts'
import { QUESTIONS } from '../../lambdas/lake/questions/questions.ts'
import { Failure, UsageError } from '../cairn/failure.ts'
import { nearest } from '../cairn/nearest.ts'
import { readFormat } from './arguments.ts'
import type { Format } from './rendering.ts'

/** The tenant that `npm start` makes, and `--demo` fills. */
const LOCAL_TENANT = 'demo'

export type Asked = {
  question: Question
  /** In the order of the question marks in its SQL. */
  values: (string | number)[]
  format: Format | undefined
  /** The file for the picture. */
  chart: string | undefined
  help: boolean
}

/** @returns nothing where the words are SQL or options; @throws UsageError */
export function readQuestion([name = '', ...words]: string[]): Asked | undefined {
  if (!/^[a-z][a-z0-9-]*$/.test(name)) return undefined
  const question = QUESTIONS.find((one) => one.name === name)
  if (question) return readAsked(question, words)
  // SQL without quotes: a word follows.
  if (words.length > 0 && !words[0]?.startsWith('-')) return undefined
  const near = nearest(name, names())
  throw new UsageError(
    `There is no question ${name}.${near === undefined ? '' : ` Did you mean ${near}?`} There are: ${names().join(', ')}.`,
  )
}

const names = () => QUESTIONS.map(({ name }) => name)

function readAsked(question: Question, words: string[]): Asked {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean', default: false } as const
  const options = {
    ...Object.fromEntries(question.parameters.map(({ name }) => [name, text])),
    ...{ format: text, json: flag, csv: flag, vertical: flag, chart: text, help: { ...flag, short: 'h' } },
  }
  const given = parse(question, words, options)
  const values = question.parameters.map((parameter) => boundValue(parameter, given[parameter.name]))
  const [chart] = [given.chart].filter((file) => typeof file === 'string')
  if (chart !== undefined && !/\.svg$/i.test(chart))
    throw new UsageError(`--chart writes SVG: ${chart} must end in .svg.`)
  return { question, values, format: readFormat(given), chart, help: given.help === true }
}

type Given = { [name: string]: string | boolean | undefined }

function parse(
  { name }: Question,
  args: string[],
  options: NonNullable<Parameters<typeof parseArgs>[0]>['options'] & object,
): Given {
  try {
    return parseArgs({ args, options, allowPositionals: false }).values as Given
  } catch (error) {
    const [first] = (error as Error).message.split('. ')
    throw new UsageError(`${first?.replace(/\.$/, '')}. See npm run query -- ${name} --help`)
  }
}

const PATTERNS: { [type in Parameter['type']]: [pattern: RegExp, means: string] } = {
  text: [/^/, 'a text'],
  words: [/^/, 'words with a space between them'],
  date: [/^\d{4}-\d\d-\d\d$/, 'a day such as 2026-11-21'],
  integer: [/^-?\d{1,9}$/, 'a whole number'],
  number: [/^-?\d{1,15}(\.\d{1,15})?$/, 'a number'],
}

function boundValue(
  { name, type, default: otherwise }: Parameter,
  given: string | boolean | undefined,
): string | number {
  if (typeof given !== 'string') return otherwise ?? LOCAL_TENANT
  const [pattern, means] = PATTERNS[type]
  if (!pattern.test(given)) throw new UsageError(`--${name} must be ${means}, and is ${given}.`)
  return type === 'integer' || type === 'number' ? Number(given) : given
}

/** @throws Failure where the answer makes no picture, or the file cannot be written */
export function writeChart(file: string, question: Question, columns: string[], rows: readonly unknown[][]): void {
  try {
    writeFileSync(file, renderChart(question, columns, rows))
  } catch (error) {
    throw new Failure(`There is no picture in ${file}: ${error instanceof Error ? error.message : error}`)
  }
}

export function questionHelp({ name, meaning, parameters, columns }: Question): string {
  const table = (rows: [string, string][]) => {
    const width = Math.max(...rows.map(([first]) => first.length))
    return rows.map(([first, second]) => `  ${first.padEnd(width)}  ${second}`).join('\n')
  }
  const default_ = ({ name, default: value }: Parameter) => (name === 'tenant' ? LOCAL_TENANT : value)
  const options = parameters.map((one): [string, string] => {
    const value = default_(one)
    return [`--${one.name}`, value === '' ? one.meaning : `${one.meaning} (default ${value})`]
  })
  return `${meaning}

Usage: npm run query -- ${name} [--parameter value ...] [--csv | --json | --vertical] [--chart FILE.svg]

${table([...options, ['--chart', 'also draws the answer, into this file']])}

Columns
${table(columns.map((one) => [one.name, one.unit === 'text' ? one.meaning : `${one.meaning} (${one.unit})`]))}
`
}

export const questionList = () => {
  const width = Math.max(...names().map(({ length }) => length))
  return QUESTIONS.map(({ name, meaning }) => `  ${name.padEnd(width)}  ${meaning}`).join('\n')
}
