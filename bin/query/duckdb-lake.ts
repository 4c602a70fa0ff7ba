/** The lake's files as tables of DuckDB, with the names and meanings that they have in Athena. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { COLUMNS, PARTITIONS } from '../../lambdas/lake/columns.ts'
import { FILES_TABLE, STATEMENTS_SQL, STATEMENTS_VIEW } from '../../lambdas/lake/views.ts'
import '../../local/athena/exact-texts.ts'
import { duckdbType } from '../../local/athena/hive-types.ts'

const MACROS = new URL('../../local/athena/macros.sql', import.meta.url)

/** @param folder holds `tenant=<tenant>/dt=<day>/*.parquet`, or nothing yet */
export async function openLake(folder: string): Promise<DuckDBConnection> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  await connection.run(readFileSync(MACROS, 'utf8'))
  // Each view reads the footers of all files when it is made, and the query once more.
  await connection.run('SET parquet_metadata_cache = true')
  await connection.run(`CREATE VIEW ${FILES_TABLE} AS ${filesSql(folder)}`)
  await connection.run(`CREATE VIEW ${STATEMENTS_VIEW} AS ${STATEMENTS_SQL}`)
  return connection
}

/**
 * The table as Glue declares it: its columns in its order and types, even if a file is older than a column or there is
 * no file at all.
 */
function filesSql(folder: string) {
  const columns = [...PARTITIONS, ...COLUMNS].map(({ name, hive }) => `CAST(NULL AS ${duckdbType(hive)}) AS "${name}"`)
  const declared = `SELECT ${columns.join(', ')} WHERE false`
  if (!holdsFiles(folder)) return declared
  const glob = `${folder}/tenant=*/dt=*/*.parquet`.replaceAll("'", "''")
  const hiveTypes = PARTITIONS.map(({ name }) => `'${name}': VARCHAR`).join(', ')
  const files = `read_parquet('${glob}', hive_partitioning = true, hive_types = {${hiveTypes}}, union_by_name = true)`
  return `${declared} UNION ALL BY NAME SELECT * FROM ${files}`
}

const holdsFiles = (folder: string) =>
  existsSync(folder) &&
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).some((name) => name.endsWith('.parquet'))
