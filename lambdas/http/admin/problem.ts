/** Everything that can go wrong in the admin API, and how it is told: problems of RFC 9457. */
import { Unavailable } from '../../database/unavailable.ts'
import { type ErrorCode, MAX_VIOLATIONS, type Violation, XapiError } from '../../xapi/errors.ts'
import type { HttpResponse } from '../protocol/request.ts'

/** By the name that ends the problem's `type`. */
const KINDS = {
  invalid: [400, 'The request breaks a rule'],
  unauthorized: [401, 'Sign in'],
  forbidden: [403, 'Another role is needed'],
  'not-found': [404, 'There is no such thing'],
  'method-not-allowed': [405, 'The resource has no such method'],
  'not-acceptable': [406, 'No answer fits what is accepted'],
  conflict: [409, 'The state of the resource does not allow it'],
  'under-way': [409, 'The same request is under way'],
  'told-once': [409, 'The secret was told before'],
  'precondition-failed': [412, 'It was changed meanwhile'],
  'too-large': [413, 'The request is too large'],
  'unsupported-media-type': [415, 'The body has another type'],
  'key-reused': [422, 'The Idempotency-Key was used for another request'],
  'precondition-required': [428, 'Say which state is changed'],
  'too-many-requests': [429, 'A quota is used up'],
  internal: [500, 'Cairn failed'],
  unavailable: [503, 'A store can not be reached'],
} as const satisfies { [kind: string]: readonly [status: number, title: string] }

export type ProblemKind = keyof typeof KINDS

export const statusOf = (kind: ProblemKind): number => KINDS[kind][0]

type Details = { violations?: Violation[]; headers?: { [name: string]: string } }

/** What is answered instead of a result. `message` says what to do about it. */
export class Problem extends Error {
  override name = 'Problem'
  readonly kind: ProblemKind
  readonly violations: Violation[]
  readonly headers: { [name: string]: string }

  constructor(kind: ProblemKind, message: string, { violations = [], headers = {} }: Details = {}) {
    super(message)
    this.kind = kind
    this.violations = violations.slice(0, MAX_VIOLATIONS)
    this.headers = headers
  }
}

/** A parameter or header that breaks a rule. */
export const invalidParameter = (parameter: string, rule: string, found?: string): Problem =>
  new Problem('invalid', `The parameter ${parameter} ${rule}.`, {
    violations: [{ parameter, rule, ...(found !== undefined && { found }) }],
  })

export const notFound = (what: string): Problem => new Problem('not-found', `There is no such ${what}.`)

const OF_XAPI: { [code in ErrorCode]: ProblemKind } = {
  invalid: 'invalid',
  unauthorized: 'unauthorized',
  forbidden: 'forbidden',
  notFound: 'not-found',
  methodNotAllowed: 'method-not-allowed',
  notAcceptable: 'not-acceptable',
  conflict: 'conflict',
  preconditionFailed: 'precondition-failed',
  tooLarge: 'too-large',
  tooManyRequests: 'too-many-requests',
  unavailable: 'unavailable',
}

const PROBLEM_TYPE = 'application/problem+json'
const MOST_DETAIL = 1_000

/** @param requestId by which an operator finds the request in the log */
export function toProblemResponse(error: unknown, requestId: string): HttpResponse {
  const { kind, message, violations, headers } = toProblem(error)
  const [status, title] = KINDS[kind]
  const problem = {
    type: `urn:cairn:problem:${kind}`,
    title,
    status,
    detail: message.slice(0, MOST_DETAIL),
    requestId,
    ...(violations.length > 0 && { violations }),
  }
  return { status, headers: { ...headers, 'Content-Type': PROBLEM_TYPE }, body: JSON.stringify(problem) }
}

function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  if (error instanceof XapiError) return new Problem(OF_XAPI[error.code], error.message, error)
  if (error instanceof Unavailable) {
    const message = "Cairn can't reach its store now. Send the same again, a POST with the same Idempotency-Key."
    return new Problem('unavailable', message, { headers: { 'Retry-After': '2' } })
  }
  return new Problem('internal', 'The request id tells the operator where.')
}
