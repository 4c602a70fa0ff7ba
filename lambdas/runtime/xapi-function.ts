/** A function of xAPI resources: their endpoint, with xAPI's routes. */
import type { Trail } from '../audit/trail.ts'
import { systemClock } from '../database/clock.ts'
import { withinRequestTime } from '../database/request-time.ts'
import { createEndpoint, type Handler } from '../http/protocol/endpoint.ts'
import type { Resource } from '../http/protocol/resource.ts'
import { BASE, ROUTES } from '../http/routes.ts'
import type { Registry } from '../tenancy/registry.ts'
import { isInLambda } from './env.ts'
import { lazyHandler } from './lazy-handler.ts'
import { log } from './log.ts'

/** `resources` by name, in the order in which a 404 lists them. */
type XapiFunction = { registry: Registry; trail: Trail; resources: [string, Resource][] }

export const xapiEndpoint = ({ registry, trail, resources }: XapiFunction): Handler =>
  createEndpoint({ base: BASE, routes: ROUTES, resources: new Map(resources), registry, trail, log })

/**
 * A function that is warm at its first request.
 * @param compose is called in Lambda's init phase; elsewhere at the first request
 */
export async function xapiFunction(compose: () => XapiFunction): Promise<Handler> {
  let composed: XapiFunction | undefined
  const composeOnce = () => {
    composed ??= compose()
    return composed
  }
  if (isInLambda()) await warmUp(composeOnce)
  return lazyHandler(() => xapiEndpoint(composeOnce()))
}

/** A store that can't be reached must not hold up the start. */
const LONGEST_WARM_UP_MS = 500

/**
 * Asks for the credential of no key. The SDK's first call takes a connection and ten times the CPU of a later one, and
 * in its init phase a function has more CPU than its memory buys it later. What fails here fails at the first request too.
 */
async function warmUp(compose: () => XapiFunction): Promise<void> {
  const call = async () => compose().registry.authenticate('', '')
  const callBriefly = () => Promise.race([call().catch(() => undefined), systemClock.pause(LONGEST_WARM_UP_MS)])
  await withinRequestTime<unknown>(callBriefly)
}
