/** What the endpoints of xAPI and of the admin API do alike. */
import { Unavailable } from '../../database/unavailable.ts'

/** Called shortly before the function's time is over: a store that is so slow counts as one that can't be reached. */
export function timeoutEarlyResponse(): never {
  throw new Unavailable(new Error('the time of the function is over'))
}

/**
 * What is answered may be personal, and is of this moment. With nothing said, a browser answers from its own cache for a
 * tenth of the age that `Last-Modified` tells (RFC 9111, 4.2.2): a course would go on with the state of last week, and
 * the next learner at the tablet would find it there.
 */
export const NEVER_KEPT = { 'Cache-Control': 'no-store' }

/** HEAD says the length that GET has (RFC 9110 9.3.2), which the gateway can't count; what has no body says nothing. */
export const lengthOf = (body: string | Buffer) =>
  body.length === 0 ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }

/** Names and the stack, never a message: a message may quote what was sent. */
export function faultOf(error: unknown): { [name: string]: unknown } {
  if (!(error instanceof Error)) return { error: typeof error }
  const stack = error.stack
    ?.split('\n')
    .filter((line) => /^ {4}at /.test(line))
    .slice(0, 8)
  const cause = error.cause instanceof Error ? { cause: error.cause.name } : {}
  return { error: error.name, ...cause, stack }
}
