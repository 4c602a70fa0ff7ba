/** Asks one check after the other, and keeps what each found: an error is an answer too. */
import { CHECKS, type CheckName } from './checks.ts'
import type { CheckResult, Result } from './report.ts'

/** What a check found: `true` and `false` for passed and failed. */
export type Found = { found: string; is: boolean | Exclude<Result, 'passed' | 'failed'> }
export type Ask = (check: CheckName, subject: string, look: () => Promise<Found>) => Promise<void>

/** The engine of the local runner answers no such question. */
export class NotOffered extends Error {}

export function createRun(onResult: (result: CheckResult) => void): { results: CheckResult[]; ask: Ask } {
  const results: CheckResult[] = []
  return {
    results,
    async ask(check, subject, look) {
      const { found, is } = await look().catch(errorFound)
      const { requirement, expected } = CHECKS[check]
      const result = is === true ? 'passed' : is === false ? 'failed' : is
      const line: CheckResult = { check, subject, requirement, expected, found, result, at: new Date().toISOString() }
      results.push(line)
      onResult(line)
    },
  }
}

/** Names of what AWS says to who may not ask, and what engines say to what they do not know. */
const NOT_ALLOWED = /^(AccessDenied|AccessDeniedException|UnauthorizedOperation)$/
const UNKNOWN = /^(UnknownOperationException|NotImplemented)$/

function errorFound(error: Error): Found {
  if (error instanceof NotOffered) return { found: 'the local runner has no answer to this', is: 'not checked here' }
  if (UNKNOWN.test(error.name)) return { found: `it was answered with ${error.name}`, is: 'not checked here' }
  if (NOT_ALLOWED.test(error.name)) return { found: 'the caller may not ask this', is: 'not checked here' }
  return { found: `${error.name}: ${error.message.replaceAll(/\s+/g, ' ').slice(0, 200)}`, is: false }
}
