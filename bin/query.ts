/** `npm run query -- "SELECT ..."`: runs SQL on the lake of the local runner. */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { COLUMNS, PARTITIONS } from '../lambdas/lake/columns.ts'
import { EXAMPLES } from '../lambdas/lake/views.ts'
import { openLake } from './query/duckdb-lake.ts'
import { FORMATS, type Format, render } from './query/rendering.ts'
import { type LakeAddress, mirrorLake } from './query/s3-mirror.ts'

const USAGE = `Usage: npm run query -- [--format ${FORMATS.join('|')}] "SELECT ..."`

async function main() {
  const { sql, format, help } = readArguments()
  if (help) return process.stdout.write(helpText())
  const home = resolve(process.env.CAIRN_HOME ?? '.cairn')
  const folder = join(home, 'lake-cache')
  await refresh(home, folder)
  const lake = await openLake(folder)
  process.stdout.write(render(await lake.runAndReadAll(sql), format))
}

function readArguments() {
  const { values, positionals } = parseArgs({
    options: { format: { type: 'string', default: 'table' }, help: { type: 'boolean', short: 'h', default: false } },
    allowPositionals: true,
  })
  const format = FORMATS.find((name) => name === values.format)
  if (!format) throw new Error(`There is no format ${values.format}. ${USAGE}`)
  const sql = positionals.join(' ').trim()
  if (sql === '' && !values.help) throw new Error(`${USAGE} (--help shows the columns and examples)`)
  return { sql, format: format satisfies Format, help: values.help }
}

/** Fetches what is new in the lake. Without a running Cairn the query is answered from what was fetched before. */
async function refresh(home: string, folder: string) {
  const address = lakeAddress(join(home, 'endpoint.json'))
  let why = `Cairn does not run in ${home}`
  try {
    if (address) return await mirrorLake(address, folder)
  } catch (error) {
    why = `The lake at ${address?.endpoint} cannot be read (${inOneLine(error)})`
  }
  const from = existsSync(folder) ? 'the answer is from the last query made while it ran' : 'there are no data yet'
  process.stderr.write(`${why}, ${from}; start Cairn with: npm start\n`)
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

Runs SQL on the local lake; the same text runs in Athena. Reads $CAIRN_HOME (.cairn).
A statement shows up a few seconds after it was sent. The table cuts long values; csv and json do not.
For another program: npm run --silent query -- --format json "SELECT ..." (npm itself prints two lines else)

Table statements: one row per statement
${lines.join('\n')}

Examples
${examples.join('\n\n')}
`
}

const shortType = (hive: string) => hive.replaceAll('string', 'varchar').replace(/struct<.*>/, 'row(...)')

/** DuckDB's message up to where it quotes the query: what is wrong, and what may have been meant. */
const inOneLine = (error: unknown) =>
  (error instanceof Error ? error.message : String(error)).split('\n\n')[0]?.replaceAll(/\s+/g, ' ')

try {
  await main()
} catch (error) {
  process.stderr.write(`${inOneLine(error)}\n`)
  process.exitCode = 1
}
