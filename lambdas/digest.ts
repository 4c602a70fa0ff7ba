/** Called some minutes after each hour: digests what was stored in it. */
import type { Context } from 'aws-lambda'
import { createDigestLog } from './evidence/digest-log.ts'
import { runDigests } from './evidence/digest-run.ts'
import { composeDigests } from './runtime/compose.ts'
import { lazyHandler } from './runtime/lazy-handler.ts'
import { log } from './runtime/log.ts'

/** An hour takes seconds; one of a very large deployment takes minutes, and none is begun that could not be finished. */
const LONGEST_MS = 5 * 60_000

export const handler = lazyHandler(() => {
  const parts = composeDigests()
  const shown = createDigestLog(log)
  return async (_event: unknown, context: Context) => {
    const mayGoOn = () => context.getRemainingTimeInMillis() > LONGEST_MS
    const done = await runDigests(parts, { now: Date.now, mayGoOn, log: shown })
    shown.ended(done)
    // The others are done; this makes the alarm ring.
    if (done.failures > 0) throw new Error(`${done.failures} ledgers could not be digested`)
    return done
  }
})
