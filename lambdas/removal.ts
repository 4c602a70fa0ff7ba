/** Called by the clock: removes tenants whose waiting time is over. */
import type { Context } from 'aws-lambda'
import { removeDueTenants } from './removal/remove-tenant.ts'
import { composeRemoval } from './runtime/compose-removal.ts'
import { lazyHandler } from './runtime/lazy-handler.ts'

/** One page takes seconds. */
const LONGEST_MS = 60_000

export const handler = lazyHandler(() => {
  const parts = composeRemoval()
  return async (_event: unknown, context: Context) => {
    const done = await removeDueTenants({ ...parts, mayGoOn: () => context.getRemainingTimeInMillis() > LONGEST_MS })
    parts.log('INFO', 'Removed', done)
    // The others are done; this makes the alarm ring.
    if (done.failures > 0) throw new Error(`${done.failures} tenants could not be removed`)
    return done
  }
})
