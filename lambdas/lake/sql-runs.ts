/**
 * The port for SQL that nobody waits for: a run is started, asked for its state, and read page by page, by callers that
 * are gone in between. `sql.ts` is for those that wait.
 */
import type { SqlColumn, SqlFailure, SqlQuestion, SqlRow } from './sql.ts'

export type SqlRunState = {
  state: 'queued' | 'running' | 'succeeded' | 'failed'
  scannedBytes: number
  /** An earlier answer was taken. */
  isReused: boolean
  /** Why it failed. */
  failure?: SqlFailure
}

export type SqlRows = { columns: SqlColumn[]; rows: SqlRow[]; next?: string }

export type SqlRuns = {
  /** @returns the id of the run. @throws SqlFailure */
  start(question: Pick<SqlQuestion, 'sql' | 'parameters' | 'reuseMinutes'>): Promise<string>
  /** @throws SqlFailure for a run that is forgotten */
  state(runId: string): Promise<SqlRunState>
  /** Of a run that succeeded. @param after `next` of the page before. @throws SqlFailure */
  rows(runId: string, page: { limit: number; after?: string }): Promise<SqlRows>
  /** Everything stored before that is queryable now; undefined where nobody knows. */
  through(): Promise<Date | undefined>
}
