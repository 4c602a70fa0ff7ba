/** Which failures of a call to AWS pass by themselves. */

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

/** No answer, a throttle, or a fault on the other side: not a request that can never succeed. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { $metadata, $retryable } = error as { $metadata?: { httpStatusCode?: number }; $retryable?: unknown }
  const status = $metadata?.httpStatusCode
  const throttled = /Throttl|ProvisionedThroughput|RequestLimit|LimitExceeded/.test(error.name)
  return status === undefined || status >= 500 || throttled || $retryable !== undefined
}

/** For work that somebody else does once more, or that may stay undone. @throws every error but `Unavailable` */
export function ignoreUnavailable(error: unknown): void {
  if (!(error instanceof Unavailable)) throw error
}
