import type { Clock } from '../../lambdas/database/clock.ts'
import { Unavailable } from '../../lambdas/database/unavailable.ts'

const PATIENCE_MS = 120_000
const LONGEST_PAUSE_MS = 10_000

/**
 * The same port for one who has time: no sender waits for a long run, which should outlive a busy minute. Only for
 * protocols that allow for what was done already: an unanswered call may have happened.
 */
export function patient<Port extends object>(port: Port, clock: Clock): Port {
  const persist = async (call: () => unknown) => {
    const until = clock.now() + PATIENCE_MS
    for (let pause = 250; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      try {
        return await call()
      } catch (error) {
        if (!(error instanceof Unavailable) || clock.now() > until) throw error
        await clock.pause(pause * (0.5 + Math.random()))
      }
    }
  }
  const methods = Object.entries(port).map(([name, method]) => [
    name,
    (...given: unknown[]) => persist(() => method(...given)),
  ])
  return Object.fromEntries(methods)
}
