/** Runs a planned query in DuckDB: within the scan limit of its workgroup, and until somebody stops it. */
import type { DuckDBConnection, DuckDBResultReader } from '@duckdb/node-api'
import { openSession, type Source } from './duckdb-session.ts'
import type { Result } from './execution.ts'
import { QueryFailure } from './query-failure.ts'
import type { QueryPlan } from './query-plan.ts'
import { athenaType, toText } from './result-text.ts'
import type { ScanEstimate } from './scan-estimate.ts'

export type QueryRun = {
  plan: QueryPlan
  sources: readonly Source[]
  /** Bytes that the workgroup lets one query read. */
  cutoff: number | undefined
  onStart(interrupt: () => void): void
}

/** The limit of the workgroup is passed: Athena cancels the query, it does not fail. */
export class ScanLimitExceeded extends Error {
  override name = 'ScanLimitExceeded'
}

export async function runQuery(run: QueryRun, estimate: ScanEstimate): Promise<Result> {
  const { plan, sources, cutoff, onStart } = run
  const session = await openSession(plan.database, sources).catch(asFailure)
  try {
    const { connection } = session
    onStart(() => connection.interrupt())
    const scannedBytes = await estimate.bytes(connection, plan.sql, sources).catch(asFailure)
    if (cutoff !== undefined && scannedBytes > cutoff)
      throw new ScanLimitExceeded('Query cancelled! : Bytes scanned limit was exceeded')
    return { ...(await resultOf(connection, plan)), scannedBytes }
  } finally {
    session.close()
  }
}

async function resultOf(connection: DuckDBConnection, { sql, names }: QueryPlan) {
  const reader = await connection.runAndReadAll(sql).catch(asFailure)
  const types = reader.columnTypes()
  const columns = columnNames(reader, names).map((name, at) => ({
    name,
    type: athenaType(types[at] ?? types[0] ?? reader.columnType(0)),
  }))
  const rows = reader.getRows().map((row) =>
    row.map((value, at) => {
      const type = types[at]
      return type === undefined ? null : toText(value, type)
    }),
  )
  return { columns, rows }
}

/** Names are in lower case there, and an expression without one has a number. */
function columnNames(reader: DuckDBResultReader, names: QueryPlan['names']): string[] {
  const given = reader.columnNames()
  return given.map((name, at) => (names?.length === given.length ? (names[at] ?? `_col${at}`) : name).toLowerCase())
}

/** DuckDB's own words say where, and which names are near; Athena's class of the error says whose fault it is. */
function asFailure(error: unknown): never {
  const message = error instanceof Error ? error.message : String(error)
  if (/^(?:INTERRUPT|Interrupted)/i.test(message)) throw error
  const isMistake = /^(?:Binder|Catalog|Parser|Conversion|Invalid Input) Error/.test(message)
  throw new QueryFailure(`${isMistake ? 'SYNTAX_ERROR: ' : 'GENERIC_USER_ERROR: '}${message}`)
}
