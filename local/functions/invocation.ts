/** What goes to an instance: the event as JSON text, as Lambda sends it, and when its time is over (ms). */
export type Invocation = { requestId: string; functionArn: string; event: string; deadline: number }
/**
 * How an invocation ended; the payload is JSON text. The text of a usual HTTP answer comes beside it as it is: to escape
 * a page of statements for JSON, and to parse that again, takes a quarter of a millisecond.
 */
export type Outcome = { kind: 'result' | 'error' | 'timeout'; payload: string; body?: string }

/** Lambda's limit of a synchronous payload, in either direction. */
export const PAYLOAD_LIMIT = 6 * 1024 * 1024

export function isOverLimit(payload: string): boolean {
  // A character is at most three bytes: the exact count is only needed for the few that come near.
  return payload.length * 3 > PAYLOAD_LIMIT && Buffer.byteLength(payload) > PAYLOAD_LIMIT
}

export function failure(errorType: string, errorMessage: string, kind: Outcome['kind'] = 'error'): Outcome {
  return { kind, payload: JSON.stringify({ errorType, errorMessage }) }
}
