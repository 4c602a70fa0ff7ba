/** The function of everything that has no route of its own: `about`, other spellings of a known path, 404 and 405. */

import { createEndpoint, type Handler } from './http/protocol/endpoint.ts'
import type { Resource } from './http/protocol/resource.ts'
import { BASE, ROUTES } from './http/routes.ts'
import { aboutResource } from './http/xapi/about-resource.ts'
import { activitiesResource } from './http/xapi/activities-resource.ts'
import { agentsResource } from './http/xapi/agents-resource.ts'
import { documentResources } from './http/xapi/documents-resource.ts'
import { statementsResource } from './http/xapi/statements-resource.ts'
import { compose } from './runtime/compose.ts'
import { log } from './runtime/log.ts'

let endpoint: Handler | undefined

export const handler: Handler = (event, context) => {
  endpoint ??= wire()
  return endpoint(event, context)
}

function wire(): Handler {
  const { statements, documents, activities, registry } = compose()
  const resources = new Map<string, Resource>([
    ['statements', statementsResource(statements)],
    ...documentResources(documents),
    ['activities', activitiesResource(activities)],
    ['agents', agentsResource],
    ['about', aboutResource],
  ])
  return createEndpoint({ base: BASE, routes: ROUTES, resources, registry, log })
}
