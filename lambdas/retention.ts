/** Called by the clock: prepares cases of what is past its time by retention rules. */
import type { Context } from 'aws-lambda'
import { prepareDueCases } from './cases/prepare-due.ts'
import { composeRetention } from './runtime/compose-retention.ts'
import { lazyHandler } from './runtime/lazy-handler.ts'

/** A page of large requests takes seconds. */
const LONGEST_MS = 60_000

export const handler = lazyHandler(() => {
  const parts = composeRetention()
  return async (_event: unknown, context: Context) => {
    const done = await prepareDueCases({ ...parts, mayGoOn: () => context.getRemainingTimeInMillis() > LONGEST_MS })
    parts.log('INFO', 'Counted what is past its time', done)
    // The others are counted; this makes the alarm ring.
    if (done.failures > 0) throw new Error(`${done.failures} tenants could not be counted`)
    return done
  }
})
