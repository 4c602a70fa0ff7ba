/**
 * `npm run parity`: the views, examples and named questions on a real Trino, the engine of Athena, and on DuckDB, over
 * the same files; every row is compared. It needs Maven and a JDK of 24 or newer, and ends with 0 where there is none.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { openLake } from '../../bin/query/duckdb-lake.ts'
import { toJson } from '../../bin/query/rendering.ts'
import { QUESTIONS } from '../../lambdas/lake/questions/questions.ts'
import { toUsageObject } from '../../lambdas/lake/usage-files.ts'
import { EXAMPLES, VIEWS } from '../../lambdas/lake/views.ts'
import { tenantId } from '../../lambdas/tenancy/tenant-id.ts'
import { COUNTS, type CountName } from '../../lambdas/tenancy/usage/usage-item.ts'
import { arbitraryWorld, type World, writeWorlds } from '../support/lake-worlds.ts'
import { EXPRESSIONS } from './expressions.ts'
import { install, javaHome, startTrino, type Trino } from './trino-server.ts'

const WORLDS = 6

type Text = { title: string; sql: string; parameters?: (string | number)[] }
type Duck = Awaited<ReturnType<typeof openLake>>

const worlds: { [tenant: string]: World } = { empty: [] }
for (const [at, world] of fc.sample(arbitraryWorld, { numRuns: WORLDS, seed: 13 }).entries())
  worlds[at === 0 ? 'demo' : `world-${at}`] = world

/** Everything that is shipped, for each world. */
const textsOf = (tenant: string): Text[] => [
  ...VIEWS.map(({ name, columns }) => {
    // Maps have no order of their own, and no engine sorts them.
    const names = columns.filter(({ hive }) => !hive.startsWith('map')).map((column) => column.name)
    return {
      title: `view ${name}`,
      sql: `SELECT ${names.join(', ')} FROM ${name} WHERE tenant = '${tenant}' ORDER BY 3, 4, 5, 6`,
    }
  }),
  ...QUESTIONS.map(({ name, sql, parameters }) => ({
    title: `question ${name}`,
    sql,
    parameters: parameters.map((parameter) => (parameter.name === 'tenant' ? tenant : (parameter.default ?? ''))),
  })),
]

const literal = (value: string | number) =>
  typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`

/** As Athena runs a text with execution parameters. */
const withParameters = ({ sql, parameters = [] }: Text) =>
  parameters.length === 0 ? sql : `EXECUTE IMMEDIATE ${literal(sql)} USING ${parameters.map(literal).join(', ')}`

const rounded = (value: number) => Number(value.toPrecision(9)) + 0
const isTime = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d\.\d{3})$/
/** One form for both engines' answers: nine digits of a number, times in ISO 8601. */
const plain = (rows: unknown[][]) =>
  rows.map((row) =>
    JSON.stringify(row, (_, value) => {
      if (typeof value === 'number') return rounded(value)
      return typeof value === 'string' ? value.replace(isTime, '$1T$2Z') : value
    }),
  )

let comparedRows = 0

async function differenceOf(trino: Trino, duck: Duck, text: Text): Promise<string | undefined> {
  const [athena, local] = await Promise.all([
    trino.query(withParameters(text)).then(({ rows }) => plain(rows), messageOf),
    duck
      .runAndReadAll(text.sql, text.parameters ?? [])
      .then((reader) => plain(reader.getRows().map((row) => row.map(toJson))), messageOf),
  ])
  if (typeof athena === 'string' || typeof local === 'string') return `Trino: ${athena}\n  DuckDB: ${local}`
  comparedRows += athena.length
  const at = athena.findIndex((row, place) => row !== local[place])
  if (at < 0 && athena.length === local.length) return undefined
  return `${athena.length} and ${local.length} rows\n  Trino:  ${athena[at]}\n  DuckDB: ${local[at]}`
}

const messageOf = (error: unknown) => (error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error))

async function compare(trino: Trino, duck: Duck): Promise<number> {
  const guide = [...readFileSync('docs/lake.md', 'utf8').matchAll(/^([^\n]+):\n```sql\n(.*?)\n```/gms)].map(
    ([, title = '', sql = '']) => ({ title, sql }),
  )
  if (guide.length === 0) throw new Error('docs/lake.md shows no query')
  const texts: Text[] = [
    ...Object.keys(worlds).flatMap(textsOf),
    ...[...EXAMPLES, ...guide].map(({ title, sql }) => ({ title: `example ${title}`, sql })),
    ...EXPRESSIONS.map((expression) => ({ title: expression, sql: `SELECT ${expression}` })),
  ]
  let different = 0
  for (const text of texts) {
    const difference = await differenceOf(trino, duck, text)
    if (difference === undefined) continue
    different++
    process.stderr.write(`${text.title} ${text.parameters?.join(', ') ?? ''}\n  ${difference}\n`)
  }
  for (const { name } of VIEWS) {
    const refused = await trino.query(`SELECT count(*) FROM ${name}`).then(
      () => false,
      () => true,
    )
    if (refused) continue
    different++
    process.stderr.write(`${name} can be read without a tenant\n`)
  }
  process.stdout.write(
    `${texts.length} texts on Trino and DuckDB, ${comparedRows} rows compared, ${different} texts differ\n`,
  )
  return different
}

/** Of the tenant demo: a day of everything, and one on which nothing was refused. */
function writeUsage(lake: string, bucket: string) {
  const counts = Object.fromEntries(COUNTS.map((name, at) => [name, 7 * at])) as { [name in CountName]: number }
  const days = [
    { day: '2026-11-20', refused: { invalid: 4, requestsPerSecond: 2 } },
    { day: '2026-11-21', refused: {} },
  ].map((one) => ({
    ...one,
    ...counts,
    readUnits: 0.5,
    dollars: 0.000012,
    last: Date.parse(`${one.day}T10:00:00.123Z`),
  }))
  const { key, body } = toUsageObject({ tenant: tenantId('demo'), month: '2026-11', days, region: 'us-east-1' })
  mkdirSync(dirname(join(lake, key)), { recursive: true })
  writeFileSync(join(lake, key), body)
  symlinkSync(join(lake, 'usage'), join(bucket, 'usage'))
}

async function main() {
  const java = javaHome()
  if (java === undefined) return process.stdout.write('Skipped: Trino needs a JDK of 24 or newer (TRINO_JAVA_HOME)\n')
  const home = process.env.TRINO_HOME ?? join(homedir(), '.cache', 'cairn-trino')
  install(home, java)
  const folder = mkdtempSync(join(tmpdir(), 'cairn-parity-'))
  try {
    const { lake, bucket } = writeWorlds(folder, worlds)
    writeUsage(lake, bucket)
    const trino = await startTrino(home, bucket, java)
    try {
      process.exitCode = (await compare(trino, await openLake(lake))) === 0 ? 0 : 1
    } finally {
      await trino.stop()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

await main()
