import { Unavailable } from './unavailable.ts'

/** PartiQL statements in one `BatchExecuteStatement`. */
export const STATEMENTS_PER_CALL = 25
const PATIENCE_MS = 4_000

/** One statement of a batch that may be tried again; every other code is a fault of ours and must be seen. */
const PASSING = new Set([
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
  'RequestLimitExceeded',
  'TransactionConflict',
  'InternalServerError',
])

export function chunks<T>(all: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size))
}

/** Tries what is left again, with growing pauses and jitter, until nothing is left or patience ends. */
export async function persist<T>(all: T[], attempt: (left: T[]) => Promise<T[]>): Promise<void> {
  const until = Date.now() + PATIENCE_MS
  let left = await attempt(all)
  for (let pause = 25; left.length > 0; pause *= 2) {
    if (Date.now() > until) throw new Unavailable(new Error(`${left.length} of ${all.length} were refused`))
    await new Promise((resolve) => setTimeout(resolve, pause * (0.5 + Math.random())))
    left = await attempt(left)
  }
}

type Refusal = { Code?: string | undefined; Message?: string | undefined }

/** @param answer the code that says the statement was judged, and its condition did not hold */
export function isRefused(error: Refusal | undefined, answer: string): boolean {
  if (error === undefined || error.Code === answer) return false
  if (PASSING.has(error.Code ?? '')) return true
  throw new Error(`A statement failed: ${error.Code}: ${error.Message}`)
}
