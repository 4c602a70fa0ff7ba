/** Retries for a command that has time: it should outlive a minute in which the store is busy. */
import { createBackoff } from '../../lambdas/database/backoff.ts'
import type { Clock } from '../../lambdas/database/clock.ts'
import { Unavailable } from '../../lambdas/database/unavailable.ts'

const PATIENCE_MS = 120_000
const PAUSES = { first: 250, longest: 10_000 }

/**
 * The same port, whose calls are made again while the store is not available. Only for protocols that allow for what
 * was done already: a call without an answer may have happened.
 */
export function patient<Port extends object>(port: Port, clock: Clock): Port {
  const methods = Object.entries(port).map(([name, method]) => [
    name,
    (...parameters: unknown[]) => untilAvailable(clock, () => method(...parameters)),
  ])
  return Object.fromEntries(methods)
}

async function untilAvailable(clock: Clock, call: () => unknown): Promise<unknown> {
  const backoff = createBackoff(clock, { ...PAUSES, until: clock.now() + PATIENCE_MS })
  for (;;) {
    try {
      return await call()
    } catch (error) {
      if (!(error instanceof Unavailable) || backoff.isOver()) throw error
      await backoff.pause()
    }
  }
}
