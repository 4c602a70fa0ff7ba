/** The one table of everything that can go wrong, with the status that the standard gives it (Communication 3.2). */
export const STATUS = {
  invalid: 400,
  unauthorized: 401,
  forbidden: 403,
  notFound: 404,
  methodNotAllowed: 405,
  notAcceptable: 406,
  conflict: 409,
  preconditionFailed: 412,
  tooLarge: 413,
  tooManyRequests: 429,
  unavailable: 503,
} as const

export type ErrorCode = keyof typeof STATUS

/** One broken rule and its place. */
export type Violation = {
  /** Index of the statement in the batch, and its id if it has one. */
  statement?: number
  id?: string
  /** JSON Pointer (RFC 6901) into the statement or the parameter's value; `''` is the whole. */
  pointer?: string
  /** Name of the query parameter, header or part, if the place is not in JSON. */
  parameter?: string
  /** The rule as the end of a sentence: "must be a UUID". */
  rule: string
  /** The kind of what was found, never its content, which may be personal: "a string", "an array of 3". */
  found?: string
}

/** Senders show an error raw to their users, so it names this many violations and no more. */
export const MAX_VIOLATIONS = 20

/** What is answered instead of a result: one clear sentence, and the first `MAX_VIOLATIONS` broken rules. */
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
