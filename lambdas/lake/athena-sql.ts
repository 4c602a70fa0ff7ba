/** Runs SQL in Athena: start, wait with growing pauses, read the pages of the result; stop when it is not wanted any more. */
import {
  AthenaClient,
  type ColumnInfo,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  type QueryExecution,
  type Row,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena'
import type { Clock } from '../database/clock.ts'
import { currentCredentials, type TenantAccess } from '../database/tenant-data.ts'
import { athenaFailure, failureOf } from './athena-failures.ts'
import { type Sql, type SqlAnswer, SqlFailure, type SqlQuestion, type SqlRow, toLiteral } from './sql.ts'

export type AthenaSqlOptions = {
  workgroup: string
  /** Of names without one. */
  database: string
  clock: Clock
  /** Everything stored before is queryable; asked before the query begins, so that it is true of the answer. */
  through?: () => Promise<Date | undefined>
}

/** An answer of a small lake takes less than a second; a long one is not asked for more often than every two seconds. */
const PAUSES = { first: 100, growth: 1.5, longest: 2_000 }
/** Athena's largest page. */
const PAGE_ROWS = 1_000

/**
 * Calls that Athena throttles are repeated by the client: a query is one of many in the account.
 * @param access signs the calls; without it they are made with the caller's own rights
 */
export const createAthenaClient = (endpoint?: string, access?: TenantAccess): AthenaClient =>
  new AthenaClient({
    maxAttempts: 6,
    ...(endpoint !== undefined && { endpoint }),
    ...(access && { credentials: currentCredentials(access) }),
  })

export function createAthenaSql(athena: AthenaClient, options: AthenaSqlOptions): Sql {
  async function runOnce(question: SqlQuestion): Promise<SqlAnswer> {
    const through = await options.through?.()
    try {
      const runId = await startQuery(athena, options, question)
      const execution = await finish(athena, options.clock, { ...question, runId })
      return await answerOf(athena, execution, { runId, through })
    } catch (error) {
      throw failureOf(error)
    }
  }

  return {
    // Once more where files were replaced meanwhile: the rows are all there, in other files.
    run: (question) =>
      runOnce(question).catch((error: SqlFailure) => {
        if (error.kind === 'moved') return runOnce(question)
        throw error
      }),
  }
}

export async function startQuery(
  athena: AthenaClient,
  { workgroup, database }: Pick<AthenaSqlOptions, 'workgroup' | 'database'>,
  { sql, parameters = [], reuseMinutes }: SqlQuestion,
): Promise<string> {
  const { QueryExecutionId = '' } = await athena.send(
    new StartQueryExecutionCommand({
      QueryString: sql,
      WorkGroup: workgroup,
      QueryExecutionContext: { Catalog: 'AwsDataCatalog', Database: database },
      ...(parameters.length > 0 && { ExecutionParameters: parameters.map(toLiteral) }),
      ...(reuseMinutes !== undefined && {
        ResultReuseConfiguration: { ResultReuseByAgeConfiguration: { Enabled: true, MaxAgeInMinutes: reuseMinutes } },
      }),
    }),
  )
  return QueryExecutionId
}

type Run = SqlQuestion & { runId: string }

async function finish(athena: AthenaClient, clock: Clock, { runId, signal, onProgress }: Run): Promise<QueryExecution> {
  let length = PAUSES.first
  for (;;) {
    if (signal?.aborted) {
      await athena.send(new StopQueryExecutionCommand({ QueryExecutionId: runId }))
      throw new SqlFailure('stopped', 'The query was stopped.')
    }
    const { QueryExecution: execution = {} } = await athena.send(
      new GetQueryExecutionCommand({ QueryExecutionId: runId }),
    )
    const state = execution.Status?.State
    if (state === 'SUCCEEDED') return execution
    if (state === 'FAILED' || state === 'CANCELLED') throw athenaFailure(execution)
    onProgress?.({ state: state === 'QUEUED' ? 'queued' : 'running', scannedBytes: scannedBytes(execution) })
    await pause(clock, length, signal)
    length = Math.min(length * PAUSES.growth, PAUSES.longest)
  }
}

/** Ends early when the signal comes. */
async function pause(clock: Clock, ms: number, signal: AbortSignal | undefined): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const end = () => resolve()
  signal?.addEventListener('abort', end)
  await Promise.race([clock.pause(ms), promise])
  signal?.removeEventListener('abort', end)
}

const scannedBytes = ({ Statistics }: QueryExecution): number => Statistics?.DataScannedInBytes ?? 0

async function answerOf(
  athena: AthenaClient,
  execution: QueryExecution,
  { runId, through }: { runId: string; through: Date | undefined },
): Promise<SqlAnswer> {
  const first = await page(athena, runId)
  const { Statistics: { EngineExecutionTimeInMillis: engineMs = 0, ResultReuseInformation: reuse } = {} } = execution
  const isReused = reuse?.ReusedPreviousResult === true
  return {
    runId,
    columns: first.columns.map(({ Name = '', Type = '' }) => ({ name: Name, type: Type })),
    rows: rowsOf(athena, runId, first, execution.StatementType === 'DML'),
    scannedBytes: scannedBytes(execution),
    engineMs,
    isReused,
    through: isReused ? undefined : through,
  }
}

type Page = { columns: ColumnInfo[]; rows: Row[]; next: string | undefined }

async function page(athena: AthenaClient, runId: string, token?: string): Promise<Page> {
  const { ResultSet, NextToken } = await athena.send(
    new GetQueryResultsCommand({ QueryExecutionId: runId, MaxResults: PAGE_ROWS, NextToken: token }),
  )
  return { columns: ResultSet?.ResultSetMetadata?.ColumnInfo ?? [], rows: ResultSet?.Rows ?? [], next: NextToken }
}

/** @param hasHeader the first row of a query's result is the names of its columns */
async function* rowsOf(athena: AthenaClient, runId: string, first: Page, hasHeader: boolean): AsyncIterable<SqlRow> {
  const { length } = first.columns
  yield* first.rows.slice(hasHeader ? 1 : 0).map((row) => valuesOf(row, length))
  for (let { next } = first; next !== undefined; ) {
    const more: Page = await page(athena, runId, next)
    yield* more.rows.map((row) => valuesOf(row, length))
    next = more.next
  }
}

/** NULL is a cell without a value. */
export const valuesOf = ({ Data = [] }: Row, length: number): SqlRow =>
  Array.from({ length }, (_, at) => Data[at]?.VarCharValue ?? null)
