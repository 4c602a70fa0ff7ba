/** The function of the document resources, and of what is known of activities and agents. */

import { createEndpoint, type Handler } from './http/protocol/endpoint.ts'
import type { Resource } from './http/protocol/resource.ts'
import { BASE, ROUTES } from './http/routes.ts'
import { activitiesResource } from './http/xapi/activities-resource.ts'
import { agentsResource } from './http/xapi/agents-resource.ts'
import { documentResources } from './http/xapi/documents-resource.ts'
import { composeDocuments } from './runtime/compose.ts'
import { log } from './runtime/log.ts'

let endpoint: Handler | undefined

export const handler: Handler = (event, context) => {
  endpoint ??= wire()
  return endpoint(event, context)
}

function wire(): Handler {
  const { registry, documents, activities } = composeDocuments()
  const resources = new Map<string, Resource>([
    ...documentResources(documents),
    ['activities', activitiesResource(activities)],
    ['agents', agentsResource],
  ])
  return createEndpoint({ base: BASE, routes: ROUTES, resources, registry, log })
}
