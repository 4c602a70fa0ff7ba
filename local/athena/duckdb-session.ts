/** A DuckDB of its own for each query, which holds the relations that the query reads, and no file of another tenant. */
import { readFileSync } from 'node:fs'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import './exact-texts.ts'
import type { Relation, Table } from './catalog.ts'
import { duckdbType } from './hive-types.ts'

const MACROS = readFileSync(new URL('macros.sql', import.meta.url), 'utf8')

/** A relation, and for a table its files. */
export type Source = { relation: Relation; files: readonly string[] }

export type Session = { connection: DuckDBConnection; close(): void }

/** @param sources each after those that it reads */
export async function openSession(database: string, sources: readonly Source[]): Promise<Session> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const close = () => {
    connection.closeSync()
    instance.closeSync()
  }
  try {
    await connection.run(MACROS)
    await connection.run('SET parquet_metadata_cache = true')
    await connection.run(`ATTACH ':memory:' AS awsdatacatalog`)
    for (const schema of new Set([database, ...sources.map(({ relation }) => relation.database)]))
      await connection.run(`CREATE SCHEMA awsdatacatalog.${quoted(schema)}`)
    for (const { relation, files } of sources) {
      await connection.run(searchPath(relation.database))
      const sql = relation.kind === 'view' ? relation.sql : tableSql(relation, files)
      await connection.run(`CREATE VIEW ${nameOf(relation)} AS ${sql}`)
    }
    await connection.run(searchPath(database))
    return { connection, close }
  } catch (error) {
    close()
    throw error
  }
}

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`
const nameOf = ({ database, name }: Relation) => `awsdatacatalog.${quoted(database)}.${quoted(name)}`
/** The macros with Athena's names are in `memory.main`. */
const searchPath = (database: string) => `SET search_path = 'awsdatacatalog.${database},memory.main'`

/** The table as Glue declares it: its columns in its order and types, even if a file is older than a column. */
function tableSql({ columns, partitions }: Table, files: readonly string[]): string {
  const nulls = [...partitions, ...columns].map(
    ({ Name, Type }) => `CAST(NULL AS ${duckdbType(Type)}) AS ${quoted(Name)}`,
  )
  const declared = `SELECT ${nulls.join(', ')} WHERE false`
  if (files.length === 0) return declared
  const list = files.map((file) => `'${file.replaceAll("'", "''")}'`).join(', ')
  const types = partitions.map(({ Name }) => `'${Name}': VARCHAR`).join(', ')
  const hive = partitions.length === 0 ? '' : `hive_partitioning = true, hive_types = {${types}}, `
  return `${declared} UNION ALL BY NAME SELECT * FROM read_parquet([${list}], ${hive}union_by_name = true)`
}
