/** Runs of SQL in Athena, each call by itself. */
import { type AthenaClient, GetQueryExecutionCommand, GetQueryResultsCommand } from '@aws-sdk/client-athena'
import { athenaFailure, failureOf } from './athena-failures.ts'
import { type AthenaSqlOptions, startQuery, valuesOf } from './athena-sql.ts'
import type { SqlRunState, SqlRuns } from './sql-runs.ts'

const STATES: { [state: string]: SqlRunState['state'] } = {
  QUEUED: 'queued',
  RUNNING: 'running',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  CANCELLED: 'failed',
}

type RunOptions = Pick<AthenaSqlOptions, 'workgroup' | 'database'> & {
  through(): Promise<Date | undefined>
  /** Gets the rights that the client signs with, if they are not there. @throws Unavailable */
  open?(): Promise<void>
}

export function createAthenaRuns(athena: AthenaClient, options: RunOptions): SqlRuns {
  const refuse = (error: unknown): never => {
    throw failureOf(error)
  }
  return {
    async start(question) {
      await options.open?.()
      return startQuery(athena, options, question).catch(refuse)
    },
    through: options.through,
    async state(runId) {
      await options.open?.()
      const call = new GetQueryExecutionCommand({ QueryExecutionId: runId })
      const { QueryExecution: execution = {} } = await athena.send(call).catch(refuse)
      const { Statistics: { DataScannedInBytes = 0, ResultReuseInformation: reuse } = {}, Status = {} } = execution
      const state = STATES[Status.State ?? ''] ?? 'queued'
      return {
        state,
        scannedBytes: DataScannedInBytes,
        isReused: reuse?.ReusedPreviousResult === true,
        ...(state === 'failed' && { failure: athenaFailure(execution) }),
      }
    },
    async rows(runId, { limit, after }) {
      await options.open?.()
      // The first row of a query's result is the names of its columns.
      const header = after === undefined ? 1 : 0
      const page = { QueryExecutionId: runId, MaxResults: limit + header, NextToken: after }
      const { ResultSet, NextToken } = await athena.send(new GetQueryResultsCommand(page)).catch(refuse)
      const columns = (ResultSet?.ResultSetMetadata?.ColumnInfo ?? []).map(({ Name = '', Type = '' }) => ({
        name: Name,
        type: Type,
      }))
      const rows = (ResultSet?.Rows ?? []).slice(header).map((row) => valuesOf(row, columns.length))
      return { columns, rows, ...(NextToken !== undefined && { next: NextToken }) }
    },
  }
}
