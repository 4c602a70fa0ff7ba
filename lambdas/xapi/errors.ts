/** ONE table of everything that can go wrong, with the status that the standard gives it (Communication 3.2). */
export const STATUS = {
  invalid: 400,
  unauthorized: 401,
  forbidden: 403,
  notFound: 404,
  methodNotAllowed: 405,
  conflict: 409,
  preconditionFailed: 412,
  tooLarge: 413,
  tooManyRequests: 429,
  unavailable: 503,
} as const

export type ErrorCode = keyof typeof STATUS

/** One broken rule and its place. */
export type Violation = {
  /** Index in the batch and id of the statement, where there is one. */
  statement?: number
  id?: string
  /** JSON Pointer (RFC 6901) from the statement (or parameter value); `''` is the whole. */
  pointer?: string
  /** Name of the query parameter or header, where the place is no JSON. */
  parameter?: string
  /** The rule as a sentence part: "must be a UUID". */
  rule: string
  /** The kind of what was found, never its content (it may be personal): "string", "number", "an array of 3". */
  found?: string
}

/** Senders show an error raw to their users, so it names this many violations and no more. */
export const MAX_VIOLATIONS = 20

/** What is answered instead of a result: one clear sentence, and the first `MAX_VIOLATIONS` of the rules that are broken. */
export class XapiError extends Error {
  readonly code: ErrorCode
  readonly violations: Violation[]
  readonly headers: { [name: string]: string }

  constructor(
    code: ErrorCode,
    message: string,
    violations: Violation[] = [],
    headers: { [name: string]: string } = {},
  ) {
    super(message)
    this.name = 'XapiError'
    this.code = code
    this.violations = violations.slice(0, MAX_VIOLATIONS)
    this.headers = headers
  }
}
