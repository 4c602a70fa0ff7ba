/** Calls that carry many items, of which DynamoDB may refuse some: those are sent again. */
import { createBackoff } from './backoff.ts'
import { systemClock } from './clock.ts'
import { Unavailable } from './unavailable.ts'

/** PartiQL statements in one `BatchExecuteStatement`. */
export const STATEMENTS_PER_CALL = 25
const PATIENCE_MS = 4_000
const FIRST_PAUSE_MS = 25

/** One statement of a call that may be sent again; every other code is a fault of ours and must be seen. */
const TRANSIENT_CODES = new Set([
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
  'RequestLimitExceeded',
  'TransactionConflict',
  'InternalServerError',
])

export function chunks<T>(all: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size))
}

/**
 * Sends all, then again those that were refused, until none is left.
 * @param send answers the ones to send again
 * @throws Unavailable when some are still refused after seconds
 */
export async function sendUntilAccepted<T>(all: T[], send: (left: T[]) => Promise<T[]>): Promise<void> {
  const backoff = createBackoff(systemClock, { first: FIRST_PAUSE_MS, until: systemClock.now() + PATIENCE_MS })
  let left = await send(all)
  while (left.length > 0) {
    if (backoff.isOver()) throw new Unavailable(new Error(`${left.length} of ${all.length} were refused`))
    await backoff.pause()
    left = await send(left)
  }
}

type StatementError = { Code?: string | undefined; Message?: string | undefined }

/**
 * Whether a statement must be sent again, because DynamoDB did not come to decide on it.
 * @param unmet the code of a statement that was decided on: its condition did not hold
 * @throws Error when the statement can never succeed
 */
export function isRefused(error: StatementError | undefined, unmet: string): boolean {
  if (error === undefined || error.Code === unmet) return false
  if (TRANSIENT_CODES.has(error.Code ?? '')) return true
  throw new Error(`A statement failed: ${error.Code}: ${error.Message}`)
}
