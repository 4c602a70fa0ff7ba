/** What an instance is sent and what it sends back. */

/** The event is JSON text, as in Lambda; the deadline is in milliseconds since 1970. */
export type Invocation = { requestId: string; functionArn: string; event: string; deadline: number }
/**
 * How an invocation ended; the payload is JSON text. The body of an ordinary HTTP response stands beside it, not in it:
 * escaping a page of statements for JSON and parsing that again would take a quarter of a millisecond.
 */
export type Outcome = {
  kind: 'result' | 'error' | 'timeout' | 'throttled'
  payload: string
  body?: string
  logged?: LoggedRequest
}

/** What a function logged of the request that it answered, as far as the terminal shows it. */
export type LoggedRequest = { resource?: string; tenant?: string }

/** Lambda's limit for the event and for the result of a synchronous invocation. */
export const PAYLOAD_LIMIT = 6 * 1024 * 1024

export function isOverLimit(payload: string): boolean {
  // A character is at most three bytes: only payloads near the limit are counted exactly.
  return payload.length * 3 > PAYLOAD_LIMIT && Buffer.byteLength(payload) > PAYLOAD_LIMIT
}

export function failure(errorType: string, errorMessage: string, kind: Outcome['kind'] = 'error'): Outcome {
  return { kind, payload: JSON.stringify({ errorType, errorMessage }) }
}
