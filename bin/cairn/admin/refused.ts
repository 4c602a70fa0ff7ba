/** What the admin API refuses: its problem (RFC 9457), in lines for people. */
import { Failure } from '../failure.ts'

type Violation = { pointer?: string; parameter?: string; rule: string; found?: string }
type Problem = { detail?: string; requestId?: string; violations?: Violation[] }

export class Refused extends Failure {
  override name = 'Refused'
  readonly status: number

  constructor(status: number, message: string, details: string[] = []) {
    super(message, { details })
    this.status = status
  }

  /** @param text what was answered: a problem, or something of whoever stands before the API */
  static from(status: number, text: string): Refused {
    const { detail, requestId, violations = [] } = read(text)
    const from = requestId !== undefined && status >= 500 ? ` (request ${requestId})` : ''
    const hint = status === 401 ? ' Sign in again: cairn login' : ''
    // The sentence tells of the first one already.
    const lines = violations.length > 1 ? violations.map(lineOf) : []
    return new Refused(status, `${detail ?? `It answered ${status}.`}${from}${hint}`, lines)
  }
}

function lineOf({ pointer, parameter, rule, found }: Violation): string {
  const place = pointer ?? parameter
  return [place === undefined ? '' : `${place}: `, rule, found === undefined ? '' : `, found ${found}`].join('')
}

function read(text: string): Problem {
  try {
    const problem: unknown = JSON.parse(text)
    return typeof problem === 'object' && problem !== null ? problem : {}
  } catch {
    return {}
  }
}
