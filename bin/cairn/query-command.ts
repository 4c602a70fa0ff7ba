/** The command that asks the lake: a named question, or SQL. */
import { writeFileSync } from 'node:fs'
import { renderChart } from '../../lambdas/lake/chart/chart.ts'
import { priceText, queryPrice } from '../../lambdas/lake/query-price.ts'
import type { Question } from '../../lambdas/lake/questions/question.ts'
import { QUESTIONS } from '../../lambdas/lake/questions/questions.ts'
import {
  allRows,
  type SqlAnswer,
  type SqlColumn,
  SqlFailure,
  type SqlRow,
  type SqlValue,
} from '../../lambdas/lake/sql.ts'
import { showProgress } from '../terminal/progress.ts'
import { toTable, toVertical, widthOf } from '../terminal/table.ts'
import { type Command, type Input, type Outcome, table, textOf, type Values } from './command.ts'
import { Failure, UsageError } from './failure.ts'
import { connectLake } from './lake-connection.ts'
import { nearest } from './nearest.ts'
import { runRecordedAlone } from './operator-trail.ts'
import { givenValues, parameterValues } from './question-parameters.ts'
import type { AdminAccess } from './sign-in/access.ts'
import { accessFor } from './way.ts'

export const askLake: Command = {
  usage: 'query NAME --tenant TENANT [--NAME VALUE ...] | query --sql "SELECT ..." | query --list',
  summary: 'asks the lake a named question, or SQL, with Athena',
  details: `  After cairn login a named question is asked by the admin API, with your role; else with rights to the lake.

  --list      shows the questions; query NAME --list one of them, with its parameters and columns
  --tenant    whose statements
  --PARAMETER each parameter of the question has an option of its name
  --sql       a query of your own, which names its tenant
  --own       runs in the tenant's own workgroup and database (cairn lake open), with an analyst's rights
  --reuse     takes an answer that is at most so many minutes old, where there is one
  --csv, --vertical   as CSV, or a line for each value
  --chart FILE.svg    also draws the answer of a question

  Beside the answer it says how fresh that is, what it read and what that costs (on standard error; all of it in --json).`,
  options: {
    ...{ list: { type: 'boolean' }, own: { type: 'boolean' }, csv: { type: 'boolean' }, vertical: { type: 'boolean' } },
    ...{ chart: { type: 'string' }, sql: { type: 'string' }, tenant: { type: 'string' }, reuse: { type: 'string' } },
    ...Object.fromEntries(
      QUESTIONS.flatMap(({ parameters }) => parameters.map(({ name }) => [name, { type: 'string' } as const])),
    ),
  },
  takes: [0, 1],
  recorded: { act: 'query.run', tenant: 'option' },
  runAlone: (input) => ask(input),
}

async function ask(input: Input): Promise<Outcome> {
  const {
    args: [name],
    values,
  } = input
  const question = name === undefined ? undefined : questionNamed(name)
  if (values.list === true) return question === undefined ? listOfAll() : described(question)
  const { sql, parameters } = textToRun(question, values)
  const tenant = textOf(values, 'tenant')
  if (values.own === true && tenant === undefined) throw new UsageError('--own needs --tenant TENANT.')
  const access = question !== undefined && values.own !== true ? await accessFor(values, true) : undefined
  const about = { name: name ?? 'sql', question, values }
  if (access !== undefined && question !== undefined) return answered(await runsByApi(access, question, values), about)
  const runs = async () => runsInLake(values, { sql, parameters, ...reuseOf(values) })
  // An analyst has no right to the trail: CloudTrail has their queries. The admin API tells it itself.
  if (values.own === true) return answered(await runs(), about)
  return runRecordedAlone(askLake, input, async () => answered(await runs(), about))
}

type Answered = { name: string; question: Question | undefined; values: Values }

async function answered({ region, run }: Runs, { name, question, values }: Answered): Promise<Outcome> {
  const answer = await runShown(run)
  const rows = await allRows(answer)
  if (question !== undefined) drawChart(question, answer.columns, { rows, file: textOf(values, 'chart') })
  const about = aboutOf(region, answer)
  if (values.json !== true) process.stderr.write(`${aboutText(about)}\n`)
  const json = { ...about, columns: answer.columns, rows: rows.map((row) => toObject(answer.columns, row)) }
  const { runId, scannedBytes } = about
  const told = { what: { query: name, run: runId, scannedBytes, count: rows.length } }
  return { text: rendered(answer.columns, rows, values).trimEnd(), json, told }
}

type Drawn = { rows: SqlRow[]; file: string | undefined }

function drawChart(question: Question, columns: SqlColumn[], { rows, file }: Drawn) {
  if (file === undefined) return
  const names = columns.map(({ name }) => name)
  try {
    writeFileSync(file, renderChart(question, names, rows))
  } catch (error) {
    throw new Failure(`There is no picture in ${file}: ${error instanceof Error ? error.message : error}`)
  }
}

function questionNamed(name: string): Question {
  const found = QUESTIONS.find((one) => one.name === name)
  if (found !== undefined) return found
  const names = QUESTIONS.map((one) => one.name)
  const meant = nearest(name, names)
  throw new UsageError(
    `There is no question ${name}.${meant === undefined ? '' : ` Did you mean ${meant}?`} cairn query --list shows them.`,
  )
}

function textToRun(question: Question | undefined, values: Values): { sql: string; parameters: SqlValue[] } {
  const sql = textOf(values, 'sql')
  if (question === undefined && sql !== undefined) return { sql, parameters: [] }
  if (question === undefined || sql !== undefined)
    throw new UsageError('Either the name of a question or --sql "SELECT ..."; cairn query --list shows the questions.')
  return { sql: question.sql, parameters: parameterValues(question, values) }
}

function reuseOf(values: Values): { reuseMinutes?: number } {
  const text = textOf(values, 'reuse')
  if (text === undefined) return {}
  const minutes = Number(text)
  // A week is the longest that Athena keeps results for reuse.
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > 10_080)
    throw new UsageError('--reuse takes whole minutes from 1 to 10080.')
  return { reuseMinutes: minutes }
}

type Asked = { sql: string; parameters: SqlValue[]; reuseMinutes?: number }
type Watching = { signal: AbortSignal; onProgress(progress: { state: string }): void }
type Runs = { region: string; run(watching: Watching): Promise<SqlAnswer> }

async function runsInLake(values: Values, asked: Asked): Promise<Runs> {
  const analystOf = values.own === true ? textOf(values, 'tenant') : undefined
  const { region, sql } = await connectLake(textOf(values, 'stack'), analystOf)
  return { region, run: (watching) => sql.run({ ...asked, ...watching }) }
}

/** As who signed in: a run that began is not stopped from here. */
async function runsByApi(access: AdminAccess, question: Question, values: Values): Promise<Runs> {
  const tenant = textOf(values, 'tenant')
  if (tenant === undefined) throw new UsageError('Whose statements? --tenant TENANT.')
  const { createAdminApi } = await import('./admin/api.ts')
  const { askByApi } = await import('./admin/question-runs.ts')
  const asked = { tenant, name: question.name, parameters: givenValues(question, values), ...reuseOf(values) }
  return {
    region: process.env.AWS_REGION ?? 'us-east-1',
    run: ({ onProgress }) => askByApi(createAdminApi(access), asked, onProgress),
  }
}

/** Ctrl-C stops the query itself, too: else Athena would go on reading. */
async function runShown(run: Runs['run']): Promise<SqlAnswer> {
  const stopping = new AbortController()
  const onInterrupt = () => stopping.abort()
  process.once('SIGINT', onInterrupt)
  let state = 'queued'
  const running = showProgress((seconds) => `The query is ${state}: ${seconds} s`)
  const onProgress = (progress: { state: string }) => {
    state = progress.state
  }
  try {
    return await run({ signal: stopping.signal, onProgress })
  } catch (error) {
    throw error instanceof SqlFailure ? new Failure(`${SAYS[error.kind]}${error.message}`) : error
  } finally {
    running.end()
    process.off('SIGINT', onInterrupt)
  }
}

const SAYS: { [kind in SqlFailure['kind']]: string } = {
  mistake: 'The query has a mistake: ',
  limit: 'The query would read more than its workgroup allows; name fewer days or columns: ',
  stopped: '',
  rights: 'You may not: ',
  busy: 'Athena has too many queries; try again later: ',
  moved: 'The files of the lake were replaced twice while the query read them; ask again: ',
  failed: 'The query failed: ',
}

type About = {
  runId: string
  through: string | null
  scannedBytes: number
  dollars: number
  isReused: boolean
  engineMs: number
}

const aboutOf = (region: string, { runId, through, scannedBytes, isReused, engineMs }: SqlAnswer): About => ({
  ...{ runId, through: through?.toISOString() ?? null, scannedBytes },
  ...{ dollars: queryPrice(scannedBytes, region, isReused), isReused, engineMs },
})

function aboutText({ through, scannedBytes, dollars, isReused }: About): string {
  if (isReused) return 'An earlier answer, which costs nothing; what was stored since is not in it.'
  const fresh =
    through === null
      ? 'How fresh the lake is, is not known yet: the first heartbeat comes within minutes.'
      : `Everything stored before ${through.slice(0, 19).replace('T', ' ')} UTC is in this answer.`
  return `${fresh} It read ${bytesText(scannedBytes)}: ${priceText(dollars)} in Athena.`
}

const UNITS = ['bytes', 'KB', 'MB', 'GB', 'TB']

function bytesText(bytes: number): string {
  const unit = bytes === 0 ? 0 : Math.min(Math.floor(Math.log(bytes) / Math.log(1024)), UNITS.length - 1)
  return `${(bytes / 1024 ** unit).toFixed(unit === 0 ? 0 : 1)} ${UNITS[unit]}`
}

const NUMBERS = new Set(['integer', 'bigint', 'smallint', 'tinyint', 'double', 'real'])

/** Numbers are numbers where JSON's readers keep them exact. */
function toJson(text: string | null, { type }: SqlColumn): string | number | boolean | null {
  if (text === null) return null
  if (type === 'boolean') return text === 'true'
  const number = Number(text)
  const isExact = type === 'double' || type === 'real' ? Number.isFinite(number) : Number.isSafeInteger(number)
  return NUMBERS.has(type) && isExact ? number : text
}

const toObject = (columns: SqlColumn[], row: SqlRow) =>
  Object.fromEntries(columns.map((column, at) => [column.name, toJson(row[at] ?? null, column)]))

function rendered(columns: SqlColumn[], rows: SqlRow[], { csv, vertical }: Values): string {
  const texts = rows.map((row) => row.map((text) => text ?? ''))
  const names = columns.map(({ name }) => name)
  if (csv === true) return [names, ...texts].map((row) => row.map(csvCell).join(',')).join('\r\n')
  const cells = { names, rows: texts, isNumeric: columns.map(({ type }) => NUMBERS.has(type) || type === 'decimal') }
  const asTable = toTable(cells)
  const isTooWide = process.stdout.isTTY && rows.length > 0 && widthOf(asTable) > process.stdout.columns
  return vertical === true || isTooWide ? toVertical(cells) : asTable
}

const csvCell = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

function listOfAll(): Outcome {
  const rows = QUESTIONS.map(({ name, meaning }) => [name, meaning])
  return { text: table(['NAME', 'MEANING'], rows), json: QUESTIONS }
}

function described(question: Question): Outcome {
  const parameters = question.parameters.map(({ name, type, default: other, meaning }) => [
    `--${name}`,
    type,
    other === undefined ? 'needed' : String(other),
    meaning,
  ])
  const columns = question.columns.map(({ name, unit, meaning }) => [name, unit, meaning])
  const parts = [
    question.meaning,
    table(['PARAMETER', 'TYPE', 'DEFAULT', 'MEANING'], parameters),
    table(['COLUMN', 'UNIT', 'MEANING'], columns),
    question.sql,
  ]
  return { text: parts.join('\n\n'), json: question }
}
