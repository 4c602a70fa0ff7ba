/** A function of xAPI resources: their endpoint, with xAPI's routes. */
import { createEndpoint, type Handler } from '../http/protocol/endpoint.ts'
import type { Resource } from '../http/protocol/resource.ts'
import { BASE, ROUTES } from '../http/routes.ts'
import type { Registry } from '../tenancy/registry.ts'
import { lazyHandler } from './lazy-handler.ts'
import { log } from './log.ts'

/** `resources` by name, in the order in which a 404 lists them. */
type XapiFunction = { registry: Registry; resources: [string, Resource][] }

export const xapiEndpoint = ({ registry, resources }: XapiFunction): Handler =>
  createEndpoint({ base: BASE, routes: ROUTES, resources: new Map(resources), registry, log })

/** @param compose is called at the first request */
export const xapiFunction = (compose: () => XapiFunction): Handler => lazyHandler(() => xapiEndpoint(compose()))
