/** Which statements are results: what came of something that a person did. */
import type { Summary } from './statement-summary.ts'

const OUTCOME = /[/#:](passed|failed|completed|mastered|scored|satisfied|waived|earned|certified)$/i
const ANSWERED = /[/#:](answered|interacted|responded)$/i

/** An answer to one question is none: there are dozens of them for one result. */
export function isResult({ verb, result: { score, success, completion } }: Summary): boolean {
  if (OUTCOME.test(verb?.id ?? '')) return true
  return !ANSWERED.test(verb?.id ?? '') && [score, success, completion].some((one) => one !== undefined)
}
