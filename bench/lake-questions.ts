/** How long the named questions take on DuckDB with two threads: by the clock, and as CPU seconds, which a busy machine changes less. */
import { openLake } from '../bin/query/duckdb-lake.ts'
import type { Question } from '../lambdas/lake/questions/question.ts'
import { QUESTIONS } from '../lambdas/lake/questions/questions.ts'
import type { Figure } from './figures.ts'
import { TENANT } from './lake-writing.ts'

const PASSES = 3

export async function askQuestions(folder: string, statements: number): Promise<Figure[]> {
  const lake = await openLake(folder)
  await lake.run('SET threads = 2')
  const counted = await lake.runAndReadAll(
    `SELECT count(*) AS n, count(DISTINCT statement_id) AS ids FROM statement_files WHERE tenant = '${TENANT}'`,
  )
  const [row] = counted.getRowsJson()
  if (String(row) !== `${statements},${statements}`) throw new Error(`${statements} statements are ${row} rows and ids`)
  const clocks: Figure[] = []
  const cpus: Figure[] = []
  for (const question of QUESTIONS) {
    let [ms, seconds] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
    for (let pass = 0; pass < PASSES; pass++) {
      const begin = performance.now()
      const before = process.cpuUsage()
      await lake.runAndReadAll(question.sql, valuesOf(question))
      const { user, system } = process.cpuUsage(before)
      ms = Math.min(ms, performance.now() - begin)
      seconds = Math.min(seconds, (user + system) / 1e6)
    }
    clocks.push({ name: `lake/query/${question.name}`, unit: `ms, best of ${PASSES}`, value: ms })
    cpus.push({ name: `lake/query-cpu/${question.name}`, unit: 'CPU seconds', value: seconds })
  }
  const worst = (figures: Figure[]) => Math.max(...figures.map(({ value }) => value))
  return [
    { name: 'lake/query-1m/worst-ms', unit: 'ms', value: worst(clocks), budget: 2_000 },
    { name: 'lake/query-1m/worst-cpu', unit: 'CPU seconds', value: worst(cpus) },
    ...clocks,
    ...cpus,
  ]
}

const valuesOf = ({ parameters }: Question) =>
  parameters.map(({ name, default: value }) => (name === 'tenant' ? TENANT : (value ?? '')))
