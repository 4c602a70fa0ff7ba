/** Failures of calls to AWS: which of them pass by themselves, so that the same request may succeed later. */

/** What a call to DynamoDB takes at most; then it counts as failed, though it may still happen. */
export const CALL_TIMEOUT_MS = 1_500

/** The store can't be reached or is throttled beyond patience: answered as 503 with `Retry-After`. */
export class Unavailable extends Error {
  constructor(cause: unknown) {
    super('The store is not available now.', { cause })
    this.name = 'Unavailable'
  }
}

/** @throws Unavailable in place of a failure that may pass; every other one is a fault of ours and must be seen. */
export async function throwUnavailable<T>(call: Promise<T>): Promise<T> {
  try {
    return await call
  } catch (error) {
    throw isTransient(error) ? new Unavailable(error) : error
  }
}

/** What the SDK adds to the errors of a call; an error without a status has got no answer. */
type CallError = Error & { code?: string; $metadata?: { httpStatusCode?: number }; $retryable?: unknown }

/** No answer or a part of one, a throttle, or a fault on the other side: not a request that can never succeed. */
function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code, $metadata, $retryable }: CallError = error
  const status = $metadata?.httpStatusCode
  const isThrottled = /Throttl|ProvisionedThroughput|RequestLimit|LimitExceeded/.test(error.name)
  // An answer that breaks off had begun with its status.
  const brokeOff = code === 'ECONNRESET'
  return status === undefined || status >= 500 || brokeOff || isThrottled || $retryable !== undefined
}

/** For work that somebody else does once more, or that may stay undone. @throws every error but `Unavailable` */
export function ignoreUnavailable(error: unknown): void {
  if (!(error instanceof Unavailable)) throw error
}
