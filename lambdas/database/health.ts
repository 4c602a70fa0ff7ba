/**
 * Whether the parts of the store answer. Whoever asks pays nothing and needs no credentials, so the parts are asked once
 * in a while only, however often that is: each time it is a read of a key that nobody has, of each table and the bucket.
 */
import type { Clock } from './clock.ts'
import type { Objects } from './objects.ts'
import type { TableName, Tables } from './tables.ts'

export type Health = {
  isHealthy: boolean
  parts: { [part: string]: 'ok' | 'failing' }
  /** When the parts were asked, in milliseconds since 1970. */
  checked: number
}
export type HealthCheck = () => Promise<Health>

export const HEALTH_KEPT_MS = 10_000
/** A part that takes longer fails the requests that need it. */
const PATIENCE_MS = 5_000

const TABLES = ['statements', 'index', 'documents', 'control'] as const satisfies TableName[]
/** No tenant's name is empty, so nothing has this key. */
const NO_KEY = '|health'

type Dependencies = { tables: Pick<Tables, 'get'>; objects: Pick<Objects, 'get'>; clock: Clock }

export function createHealthCheck({ tables, objects, clock }: Dependencies): HealthCheck {
  const asks: [part: string, ask: () => Promise<unknown>][] = [
    ...TABLES.map(
      (name) => [name, () => tables.get(name, { pk: NO_KEY, sk: '0' }, false)] as [string, () => Promise<unknown>],
    ),
    ['content', () => objects.get(NO_KEY)],
  ]
  const check = async (): Promise<Health> => {
    const checked = clock.now()
    const parts = await Promise.all(asks.map(async ([part, ask]) => [part, await stateOf(ask, clock)] as const))
    return { isHealthy: parts.every(([, state]) => state === 'ok'), parts: Object.fromEntries(parts), checked }
  }
  let last: { health: Promise<Health>; since: number } | undefined
  return () => {
    const now = clock.now()
    if (last === undefined || now - last.since >= HEALTH_KEPT_MS) last = { health: check(), since: now }
    return last.health
  }
}

type State = 'ok' | 'failing'

const stateOf = (ask: () => Promise<unknown>, clock: Clock): Promise<State> =>
  Promise.race([answerOf(ask), clock.pause(PATIENCE_MS).then((): State => 'failing')])

async function answerOf(ask: () => Promise<unknown>): Promise<State> {
  try {
    await ask()
    return 'ok'
  } catch {
    return 'failing'
  }
}
