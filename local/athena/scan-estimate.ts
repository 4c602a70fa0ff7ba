/**
 * How many bytes Athena would read for a query: the chunks of the columns that the plan reads, in the files that are
 * left when its conditions on partitions have been applied. Row groups that statistics would skip are counted too.
 */
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import type { Source } from './duckdb-session.ts'

export type ScanEstimate = {
  bytes(connection: DuckDBConnection, sql: string, sources: readonly Source[]): Promise<number>
}
type Plan = { name?: string; children?: Plan[]; extra_info?: { [name: string]: string | string[] } }

/** Reads the footer of each file once. */
export async function createScanEstimate(): Promise<ScanEstimate> {
  const duckdb = await (await DuckDBInstance.create(':memory:')).connect()
  await duckdb.run('CREATE TABLE chunks (file VARCHAR, name VARCHAR, bytes BIGINT)')
  await duckdb.run('CREATE TABLE files (file VARCHAR PRIMARY KEY)')
  return {
    async bytes(connection, sql, sources) {
      const [row] = (await connection.runAndReadAll(`EXPLAIN (FORMAT json) ${sql}`)).getRows()
      let bytes = 0
      for (const { extra_info: info = {} } of scansIn(JSON.parse(String(row?.[1])))) {
        const columns = [info.Projections ?? []].flat()
        const source = sourceOf(sources, columns, String(info['Scanning Files'] ?? ''))
        if (source === undefined) continue
        await readFooters(duckdb, source.files)
        bytes += await chunkBytes(duckdb, source, { columns, filters: [info['File Filters'] ?? []].flat() })
      }
      return bytes
    },
  }
}

const scansIn = (plan: Plan | Plan[]): Plan[] =>
  Array.isArray(plan)
    ? plan.flatMap(scansIn)
    : [...(plan.name?.trim() === 'READ_PARQUET' ? [plan] : []), ...(plan.children ?? []).flatMap(scansIn)]

/** A scan does not say which table it is of: its columns do, and how many files it has. */
function sourceOf(sources: readonly Source[], columns: readonly string[], scanning: string): Source | undefined {
  const fits = sources.filter(({ relation, files }) => {
    if (relation.kind !== 'table' || files.length === 0) return false
    const names = [...relation.columns, ...relation.partitions].map(({ Name }) => Name)
    return columns.every((name) => names.includes(name))
  })
  return fits.find(({ files }) => scanning.endsWith(`/${files.length}`)) ?? fits[0]
}

async function readFooters(duckdb: DuckDBConnection, files: readonly string[]): Promise<void> {
  const known = new Set((await duckdb.runAndReadAll('SELECT file FROM files')).getRows().map(([file]) => file))
  const fresh = files.filter((file) => !known.has(file))
  if (fresh.length === 0) return
  await duckdb.run(`INSERT INTO chunks SELECT file_name, split_part(path_in_schema, ', ', 1), sum(total_compressed_size)
    FROM parquet_metadata(${listOf(fresh)}) GROUP BY ALL`)
  await duckdb.run(`INSERT OR IGNORE INTO files SELECT unnest(${listOf(fresh)})`)
}

type Scan = { columns: readonly string[]; filters: readonly string[] }

async function chunkBytes(duckdb: DuckDBConnection, source: Source, { columns, filters }: Scan): Promise<number> {
  if (columns.length === 0) return 0
  const { partitions } = source.relation.kind === 'table' ? source.relation : { partitions: [] }
  const values = partitions.map(({ Name }) => `regexp_extract(file, '/${Name}=([^/]*)/', 1) AS "${Name}"`)
  const from = `(SELECT *, ${values.join(', ') || '0'} FROM chunks WHERE list_contains(${listOf(source.files)}, file))`
  const sum = `SELECT coalesce(sum(bytes), 0) FROM ${from} AS c WHERE list_contains(${listOf(columns)}, name)`
  const total = async (sql: string) => Number((await duckdb.runAndReadAll(sql)).getRows()[0]?.[0] ?? 0)
  // The plan's own text of a condition is for people: where it is no SQL, all files count.
  const filtered = filters.filter((text) => text !== '').map((text) => ` AND (${text})`)
  return total(`${sum}${filtered.join('')}`).catch(() => total(sum))
}

const listOf = (texts: readonly string[]) => `[${texts.map((text) => `'${text.replaceAll("'", "''")}'`).join(', ')}]`
