/** What went wrong with a request, so that a person can name it: the problem, the request, and the request's id. */
import type { Problem, Violation } from './admin-api.ts'

export type SentRequest = { method: string; url: string; body?: string }

export class ApiFailure extends Error {
  override name = 'ApiFailure'
  readonly request: SentRequest
  /** 0 where no answer came. */
  readonly status: number
  readonly requestId: string | undefined
  readonly problem: Partial<Problem>

  constructor(request: SentRequest, status: number, problem: Partial<Problem>, requestId?: string) {
    super(problem.detail ?? problem.title ?? `${request.method} was answered with ${status}`)
    this.request = request
    this.status = status
    this.problem = problem
    this.requestId = problem.requestId ?? requestId
  }

  get violations(): Violation[] {
    return this.problem.violations ?? []
  }
}
