/** What answers outside the standard's resources: the welcome page and the health, at the paths of `SITE_ROUTES`. */
import type { Trail } from '../audit/trail.ts'
import type { HealthCheck } from '../database/health.ts'
import type { Tables } from '../database/tables.ts'
import { createEndpoint, type Handler } from '../http/protocol/endpoint.ts'
import type { Resource } from '../http/protocol/resource.ts'
import { resourceNameOf } from '../http/protocol/routing.ts'
import { BASE, FETCH_PATH, SITE_ROUTES } from '../http/routes.ts'
import { fetchResource } from '../http/site/fetch-resource.ts'
import { healthResource } from '../http/site/health-resource.ts'
import { welcomeResource } from '../http/site/welcome-resource.ts'
import type { Registry } from '../tenancy/registry.ts'
import { log } from './log.ts'

type SiteParts = {
  registry: Registry
  trail: Trail
  health: HealthCheck
  tables: Pick<Tables, 'get' | 'updateIf'>
  now: () => number
}

export function siteEndpoint({ registry, trail, health, tables, now }: SiteParts): Handler {
  const welcome = welcomeResource(health)
  const resources = new Map<string, Resource>([
    ['', welcome],
    [BASE.slice(1), welcome],
    ['health', healthResource(health)],
    [FETCH_PATH.slice(1), fetchResource({ tables, now })],
  ])
  return createEndpoint({ base: '', routes: SITE_ROUTES, resources, registry, trail, log })
}

/** Each request goes to the resources below the base, or else to the site. */
export const withSite =
  (xapi: Handler, site: Handler): Handler =>
  (event, context) =>
    (resourceNameOf(BASE, event.rawPath) === '' ? site : xapi)(event, context)
