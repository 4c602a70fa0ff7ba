/** `npm run query -- "SELECT ..."`: runs SQL on the lake of the local runner. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { DuckDBConnection, DuckDBResultReader } from '@duckdb/node-api'
import { COLUMNS, PARTITIONS } from '../lambdas/lake/columns.ts'
import { EXAMPLES } from '../lambdas/lake/views.ts'
import { VERSION } from '../lambdas/runtime/names.ts'
import { tableWithoutTenant } from '../local/athena/tenant-rule.ts'
import { Failure, UsageError } from './cairn/failure.ts'
import { readArguments, readSql, USAGE } from './query/arguments.ts'
import { needsTenant, openLake } from './query/duckdb-lake.ts'
import { questionHelp, questionList, readQuestion, writeChart } from './query/named-question.ts'
import { render, toJson } from './query/rendering.ts'
import { type LakeAddress, mirrorLake } from './query/s3-mirror.ts'
import { explainSqlError } from './query/sql-error.ts'
import { showProgress } from './terminal/progress.ts'

async function main() {
  const words = process.argv.slice(2)
  const asked = readQuestion(words)
  const options = asked ?? readArguments(words)
  if ('version' in options && options.version) return process.stdout.write(`${VERSION}\n`)
  if (options.help) return process.stdout.write(asked ? questionHelp(asked.question) : helpText())
  const sql = 'sql' in options ? await readSql(options) : options.question.sql
  const home = resolve(process.env.CAIRN_HOME || '.cairn')
  const folder = join(home, 'lake-cache')
  const newest = await refresh(home, folder)
  const lake = await openLake(folder)
  if (!asked) await requireOneQuery(lake, sql, folder)
  const running = showProgress((seconds) => `Running the query: ${seconds} s`)
  const result = await lake.runAndReadAll(sql, asked?.values).finally(() => running.end())
  process.stdout.write(render(result, options.format, process.stdout.isTTY ? process.stdout.columns : undefined))
  if (asked?.chart !== undefined) writeChart(asked.chart, asked.question, result.columnNames(), jsonRows(result))
  const isForPeople = options.format === undefined || options.format === 'table' || options.format === 'vertical'
  if (result.currentRowCount === 0 && isForPeople && newest !== undefined) process.stderr.write(lagHint(newest))
}

const jsonRows = (result: DuckDBResultReader) => result.getRows().map((row) => row.map(toJson))

/** @throws UsageError for none or several; Failure for what Athena would refuse */
async function requireOneQuery(lake: DuckDBConnection, sql: string, folder: string) {
  // It fails without a reason where there is nothing but a comment.
  const isComment = sql.replaceAll(/--.*|\/\*[\s\S]*?\*\//g, '').replaceAll(/[\s;]/g, '') === ''
  const { count } = isComment ? { count: 0 } : await lake.extractStatements(sql)
  if (count !== 1)
    throw new UsageError(`One statement at a time: this has ${count}.`)
    // What is wrong with its names comes before the rule.
  ;(await lake.prepare(sql)).destroySync()
  const table = await tableWithoutTenant(lake, sql, needsTenant)
  if (table === undefined) return
  const tenants = existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith('tenant=')) : []
  const known = tenants.map((name) => `'${name.slice('tenant='.length)}'`).join(', ') || "'demo'"
  throw new Failure(
    `This reads ${table} without naming a tenant, which Athena refuses: add WHERE tenant = ... or tenant IN (...) with one of ${known}.`,
  )
}

function lagHint(newest: Date): string {
  const seconds = Math.max(0, Math.round((Date.now() - newest.getTime()) / 1_000))
  return `A statement shows up some seconds after it was sent: the newest file of the lake is ${seconds.toLocaleString('en-US')} s old.\n`
}

/**
 * Fetches what is new in the lake. Without a running Cairn the query is answered from what was fetched before.
 * @returns when the newest file was written, where that is known
 */
async function refresh(home: string, folder: string): Promise<Date | undefined> {
  const address = lakeAddress(join(home, 'endpoint.json'))
  let why = `Cairn does not run in ${home}`
  let files = ''
  const fetching = showProgress((seconds) => `Fetching the lake${files}: ${seconds} s`)
  try {
    const fetched = (done: number, of: number) => {
      files = `, ${done} of ${of} new files`
    }
    if (address) return await mirrorLake(address, folder, fetched)
  } catch (error) {
    why = `The lake at ${address?.endpoint} cannot be read (${inOneLine(error)})`
  } finally {
    fetching.end()
  }
  const from = existsSync(folder) ? 'the answer is from the last query made while it ran' : 'there are no data yet'
  process.stderr.write(`${why}, ${from}; start Cairn with: npm start\n`)
  return undefined
}

function lakeAddress(file: string): LakeAddress | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).lake
  } catch {
    return undefined
  }
}

function helpText() {
  const columns = [...PARTITIONS, ...COLUMNS]
  const width = Math.max(...columns.map(({ name }) => name.length))
  const lines = columns.map(
    ({ name, hive, description }) => `  ${name.padEnd(width)}  ${shortType(hive).padEnd(19)}  ${description}`,
  )
  const examples = EXAMPLES.map(({ title, sql }) => `-- ${title}\n${sql}`).map((text) => text.replaceAll(/^/gm, '  '))
  return `${USAGE}

Runs one SQL statement on the local lake; the same text runs in Athena. Reads $CAIRN_HOME (.cairn).
A statement shows up a few seconds after it was sent. As in Athena, each query names a tenant.

  --format FORMAT   table cuts long values, the others do not; --json, --csv and --vertical are short for it.
                    Without a format, a result that is wider than the terminal is shown vertically
  --file, -f FILE   takes the SQL from a file; without SQL and file it is read from standard input
  --version, --help

Questions whose SQL is there: npm run query -- QUESTION [--parameter value ...] [--chart FILE.svg]; QUESTION --help tells more
${questionList()}

Exit codes: 0 done, 1 the query failed, 2 the command was not understood
For another program: npm run --silent query -- --format json "SELECT ..." (npm itself prints two lines else)

Table statements: one row per statement
${lines.join('\n')}

Examples
${examples.join('\n\n')}
`
}

const shortType = (hive: string) => hive.replaceAll('string', 'varchar').replace(/struct<.*>/, 'row(...)')

const inOneLine = (error: unknown) => (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ')

// Whoever reads the result may have seen enough, as `head` does.
process.stdout.on('error', () => process.exit(0))

try {
  await main()
} catch (error) {
  process.stderr.write(`${error instanceof Failure ? error.message : explainSqlError(error)}\n`)
  process.exitCode = error instanceof UsageError ? 2 : 1
}
