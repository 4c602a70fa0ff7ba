/** How long the named questions take on DuckDB with two threads. */
import { openLake } from '../bin/query/duckdb-lake.ts'
import type { Question } from '../lambdas/lake/questions/question.ts'
import { QUESTIONS } from '../lambdas/lake/questions/questions.ts'
import type { Figure } from './figures.ts'
import { TENANT } from './lake-writing.ts'

export async function askQuestions(folder: string, statements: number): Promise<Figure[]> {
  const lake = await openLake(folder)
  await lake.run('SET threads = 2')
  const counted = await lake.runAndReadAll(
    `SELECT count(*) AS n, count(DISTINCT statement_id) AS ids FROM statement_files WHERE tenant = '${TENANT}'`,
  )
  const [row] = counted.getRowsJson()
  if (String(row) !== `${statements},${statements}`) throw new Error(`${statements} statements are ${row} rows and ids`)
  const figures: Figure[] = []
  for (const question of QUESTIONS) {
    const times: number[] = []
    for (let pass = 0; pass < 3; pass++) {
      const begin = performance.now()
      await lake.runAndReadAll(question.sql, valuesOf(question))
      times.push(performance.now() - begin)
    }
    figures.push({ name: `lake/query/${question.name}`, unit: 'ms, best of 3', value: Math.min(...times) })
  }
  const value = Math.max(...figures.map((figure) => figure.value))
  return [{ name: 'lake/query-1m/worst-ms', unit: 'ms', value, budget: 2_000 }, ...figures]
}

const valuesOf = ({ parameters }: Question) =>
  parameters.map(({ name, default: value }) => (name === 'tenant' ? TENANT : (value ?? '')))
