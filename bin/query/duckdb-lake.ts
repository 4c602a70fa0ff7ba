/** The lake's files as tables of DuckDB, with the names and meanings that they have in Athena. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { FILES_TABLE, type LakeTable, TABLES } from '../../lambdas/lake/tables.ts'
import { VIEWS } from '../../lambdas/lake/views.ts'
import '../../local/athena/exact-texts.ts'
import { duckdbType } from '../../local/athena/hive-types.ts'

const MACROS = new URL('../../local/athena/macros.sql', import.meta.url)

/** @param folder holds `tenant=<tenant>/dt=<day>/*.parquet` and `voids/tenant=<tenant>/*.parquet`, or nothing yet */
export async function openLake(folder: string): Promise<DuckDBConnection> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  await connection.run(readFileSync(MACROS, 'utf8'))
  // Each view reads the footers of all files when it is made, and the query once more.
  await connection.run('SET parquet_metadata_cache = true')
  for (const table of TABLES) await connection.run(`CREATE VIEW ${table.name} AS ${filesSql(table, folder)}`)
  for (const { name, sql } of VIEWS) await connection.run(`CREATE VIEW ${name} AS ${sql}`)
  return connection
}

/**
 * The table as Glue declares it: its columns in its order and types, even if a file is older than a column or there is
 * no file at all.
 */
function filesSql(table: LakeTable, lake: string) {
  const { partitions, columns } = table
  const nulls = [...partitions, ...columns].map(({ name, hive }) => `CAST(NULL AS ${duckdbType(hive)}) AS "${name}"`)
  const declared = `SELECT ${nulls.join(', ')} WHERE false`
  const folder = table.name === FILES_TABLE ? lake : `${lake}/${table.folder}`
  if (!holdsFiles(folder)) return declared
  const glob = `${folder}/${partitions.map(({ name }) => `${name}=*/`).join('')}*.parquet`.replaceAll("'", "''")
  const hiveTypes = partitions.map(({ name }) => `'${name}': VARCHAR`).join(', ')
  const files = `read_parquet('${glob}', hive_partitioning = true, hive_types = {${hiveTypes}}, union_by_name = true)`
  return `${declared} UNION ALL BY NAME SELECT * FROM ${files}`
}

const holdsFiles = (folder: string) =>
  existsSync(folder) &&
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).some((name) => /^tenant=.*\.parquet$/.test(name))

/** Which of the lake's tables and views a query must name the tenant of: all. */
export const needsTenant = (_: string, table: string): boolean =>
  [...TABLES, ...VIEWS].some(({ name }) => name === table)
