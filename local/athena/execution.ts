/** A query on its way: its states, its numbers, and its result, as GetQueryExecution and GetQueryResults tell of them. */
import { randomUUID } from 'node:crypto'
import type { AthenaType } from './result-text.ts'
import type { Caller } from './s3-files.ts'
import type { WorkGroup } from './workgroups.ts'

export type Question = {
  sql: string
  parameters: readonly string[]
  database: string
  group: WorkGroup
  caller: Caller
  /** Athena's word for queries and for definitions. */
  type: 'DML' | 'DDL'
}

export type ResultColumn = { name: string; type: AthenaType }
export type Result = { columns: ResultColumn[]; rows: (string | null)[][]; scannedBytes: number }

export type State = 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED'

export type Execution = Question & {
  id: string
  state: State
  reason?: string
  submitted: number
  begun?: number
  ended?: number
  result?: Result
  isReused: boolean
  /** Ends what runs. */
  interrupt?: () => void
}

export const newExecution = (question: Question): Execution => ({
  ...question,
  id: randomUUID(),
  state: 'QUEUED',
  submitted: Date.now(),
  isReused: false,
})

/** The object of the result, below the workgroup's place. */
export function outputLocation({ id, group, type }: Execution): string | undefined {
  const place = group.Configuration.ResultConfiguration?.OutputLocation
  return place === undefined ? undefined : `${place.replace(/\/?$/, '/')}${id}.${type === 'DML' ? 'csv' : 'txt'}`
}

export function executionJson(execution: Execution): object {
  const { id, sql, parameters, database, group, type, state, reason, submitted, begun, ended, result } = execution
  const total = (ended ?? Date.now()) - submitted
  return {
    QueryExecutionId: id,
    Query: sql,
    StatementType: type,
    ResultConfiguration: { ...group.Configuration.ResultConfiguration, OutputLocation: outputLocation(execution) },
    QueryExecutionContext: { Database: database, Catalog: 'awsdatacatalog' },
    Status: {
      State: state,
      ...(reason !== undefined && { StateChangeReason: reason }),
      ...(state === 'FAILED' && {
        AthenaError: { ErrorCategory: 2, ErrorType: 1006, Retryable: false, ErrorMessage: reason },
      }),
      SubmissionDateTime: submitted / 1_000,
      ...(ended !== undefined && { CompletionDateTime: ended / 1_000 }),
    },
    Statistics: {
      EngineExecutionTimeInMillis: begun === undefined || execution.isReused ? 0 : (ended ?? Date.now()) - begun,
      DataScannedInBytes: execution.isReused ? 0 : (result?.scannedBytes ?? 0),
      TotalExecutionTimeInMillis: total,
      QueryQueueTimeInMillis: (begun ?? ended ?? Date.now()) - submitted,
      ResultReuseInformation: { ReusedPreviousResult: execution.isReused },
    },
    WorkGroup: group.Name,
    EngineVersion: {
      SelectedEngineVersion: 'Athena engine version 3',
      EffectiveEngineVersion: 'Athena engine version 3',
    },
    ...(parameters.length > 0 && { ExecutionParameters: parameters }),
  }
}

/** A page of the result; the names of the columns are the first row of a query's first page. */
export function resultsJson({ type, result }: Execution, start: number, most: number): object {
  const { columns, rows } = result ?? { columns: [], rows: [] }
  const header = type === 'DML' ? [columns.map(({ name }) => name)] : []
  const all = start === 0 ? [...header, ...rows.slice(0, most - header.length)] : rows.slice(start, start + most)
  const next = start === 0 ? most - header.length : start + most
  return {
    UpdateCount: 0,
    ResultSet: {
      Rows: all.map((row) => ({ Data: row.map((text) => (text === null ? {} : { VarCharValue: text })) })),
      ResultSetMetadata: { ColumnInfo: columns.map(columnInfo) },
    },
    ...(next < rows.length && { NextToken: Buffer.from(String(next)).toString('base64') }),
  }
}

const columnInfo = ({ name, type }: ResultColumn) => ({
  CatalogName: 'hive',
  SchemaName: '',
  TableName: '',
  Name: name,
  Label: name,
  Type: type.name,
  Precision: type.precision,
  Scale: type.scale,
  Nullable: 'UNKNOWN',
  CaseSensitive: type.name === 'varchar',
})

/** The object that Athena leaves: every value in quotes, and nothing at all for NULL. */
export function resultCsv({ columns, rows }: Result): string {
  const line = (row: (string | null)[]) =>
    row.map((text) => (text === null ? '' : `"${text.replaceAll('"', '""')}"`)).join(',')
  return `${[columns.map(({ name }) => name), ...rows].map(line).join('\n')}\n`
}
