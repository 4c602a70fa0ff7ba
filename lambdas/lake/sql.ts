/**
 * The port for SQL on the lake: a question is run to its end, and its rows are read page by page. Commands and functions
 * ask through it alone, so the same code runs on Athena and on a laptop.
 */

/** A parameter in place of `?`; a day is text, as `dt` is. */
export type SqlValue = string | number | boolean | null
export type SqlColumn = { name: string; type: string }
/** A value as Athena writes it; `null` is NULL. */
export type SqlRow = (string | null)[]

export type SqlQuestion = {
  sql: string
  parameters?: readonly SqlValue[]
  /** Takes an answer that is at most as old, where there is one: it costs nothing, and what came since is not in it. */
  reuseMinutes?: number
  onProgress?: (progress: SqlProgress) => void
  /** Stops the query: what it has read by then is paid for. */
  signal?: AbortSignal
}
export type SqlProgress = { state: 'queued' | 'running'; scannedBytes: number }

export type SqlAnswer = {
  runId: string
  columns: SqlColumn[]
  /** Read once, a page at a time. */
  rows: AsyncIterable<SqlRow>
  scannedBytes: number
  engineMs: number
  /** An earlier answer was taken. */
  isReused: boolean
  /** Everything stored before is in the answer; undefined where nobody knows, as of an earlier answer. */
  through: Date | undefined
}

export type Sql = {
  /** @throws SqlFailure */
  run(question: SqlQuestion): Promise<SqlAnswer>
}

/**
 * `mistake`: the text of the query is wrong. `limit`: it would read more than its workgroup lets it. `stopped`: someone
 * stopped it. `rights`: the caller may not. `busy`: too many queries at once, later it works. `moved`: files that it was
 * reading were replaced by others, asked again it works. `failed`: anything else.
 */
export type SqlFailureKind = 'mistake' | 'limit' | 'stopped' | 'rights' | 'busy' | 'moved' | 'failed'

export class SqlFailure extends Error {
  override name = 'SqlFailure'
  readonly kind: SqlFailureKind
  constructor(kind: SqlFailureKind, message: string) {
    super(message)
    this.kind = kind
  }
}

/** A value as a literal of SQL, which is what takes the place of `?`. */
export function toLiteral(value: SqlValue): string {
  if (value === null) return 'NULL'
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`
  if (!Number.isFinite(value)) throw new SqlFailure('mistake', `${value} is no number of SQL.`)
  // With an exponent it is a double: 0.8 alone would be a decimal, which is compared and divided in another way.
  return Number.isSafeInteger(value) ? String(value) : value.toExponential().replace('e+', 'e')
}

/** All rows at once, of an answer that is known to be small. */
export async function allRows({ rows }: SqlAnswer): Promise<SqlRow[]> {
  const all: SqlRow[] = []
  for await (const row of rows) all.push(row)
  return all
}
