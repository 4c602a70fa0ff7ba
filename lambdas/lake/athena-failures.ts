/** What Athena says when a query does not end well, as the failures that callers tell apart. */
import { AthenaServiceException, type QueryExecution } from '@aws-sdk/client-athena'
import { SqlFailure, type SqlFailureKind } from './sql.ts'

/** Athena has no code for these: its reasons are sentences. The first that fits decides. */
const REASONS: [RegExp, SqlFailureKind][] = [
  [/bytes scanned limit/i, 'limit'],
  // Compaction has removed what the query had listed.
  [/NoSuchKey|HIVE_FILE_NOT_FOUND|specified key does not exist|no such file/i, 'moved'],
  [/access ?denied|not authorized|insufficient permissions/i, 'rights'],
  [/^(?:SYNTAX_ERROR|TYPE_MISMATCH|CONSTRAINT_VIOLATION|INVALID_\w+|\w+_NOT_FOUND|line \d+:)/, 'mistake'],
  [/^DIVISION_BY_ZERO|^NUMERIC_VALUE_OUT_OF_RANGE|mismatched input|cannot be resolved/, 'mistake'],
  [/exhausted resources|slow ?down|throttl/i, 'busy'],
]

/** Of a query that began, and did not succeed. */
export function athenaFailure({ Status = {} }: QueryExecution): SqlFailure {
  const { State, StateChangeReason = 'Athena gives no reason.' } = Status
  const kind = kindOf(StateChangeReason)
  if (kind !== undefined) return new SqlFailure(kind, StateChangeReason)
  return State === 'CANCELLED'
    ? new SqlFailure('stopped', 'The query was stopped.')
    : new SqlFailure('failed', StateChangeReason)
}

const KINDS: { [name: string]: SqlFailureKind } = {
  AccessDeniedException: 'rights',
  InvalidRequestException: 'mistake',
  TooManyRequestsException: 'busy',
}

/** Of a call that was refused. */
export function failureOf(error: unknown): SqlFailure {
  if (error instanceof SqlFailure) return error
  if (!(error instanceof AthenaServiceException))
    return new SqlFailure('failed', error instanceof Error ? error.message : String(error))
  return new SqlFailure(KINDS[error.name] ?? kindOf(error.message) ?? 'failed', error.message)
}

const kindOf = (reason: string) => REASONS.find(([pattern]) => pattern.test(reason))?.[1]
