/** Called by the clock: carries out the cases that were approved. No other function may rewrite a record. */
import type { Context } from 'aws-lambda'
import { runCases } from './rewriting/run-cases.ts'
import { composeRewriter } from './runtime/compose-rewriter.ts'
import { lazyHandler } from './runtime/lazy-handler.ts'

/** An hour of statements, or a file of the lake, takes seconds; a full one a few minutes. */
const LONGEST_MS = 300_000

export const handler = lazyHandler(() => {
  const parts = composeRewriter()
  return async (_event: unknown, context: Context) => {
    const mayGoOn = () => context.getRemainingTimeInMillis() > LONGEST_MS
    const done = await runCases({ ...parts(mayGoOn), mayGoOn })
    parts.log('INFO', 'Cases', done)
    // The others went on; this makes the alarm ring.
    if (done.failures > 0) throw new Error(`${done.failures} cases could not go on`)
    return done
  }
})
