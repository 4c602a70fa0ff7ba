/** The function of everything that has no route of its own: the welcome page, `about`, other spellings of a known path, 404, 405. */
import { aboutResource } from './http/xapi/about-resource.ts'
import { activitiesResource } from './http/xapi/activities-resource.ts'
import { agentsResource } from './http/xapi/agents-resource.ts'
import { documentResources } from './http/xapi/documents-resource.ts'
import { statementsResource } from './http/xapi/statements-resource.ts'
import { compose } from './runtime/compose.ts'
import { composeTrail } from './runtime/compose-trail.ts'
import { lazyHandler } from './runtime/lazy-handler.ts'
import { siteEndpoint, withSite } from './runtime/site-endpoint.ts'
import { xapiEndpoint } from './runtime/xapi-function.ts'

export const handler = lazyHandler(() => {
  const { registry, statements, documents, activities, health, tables, now } = compose()
  const trail = composeTrail()
  const xapi = xapiEndpoint({
    registry,
    trail,
    resources: [
      ['statements', statementsResource(statements)],
      ...documentResources(documents),
      ['activities', activitiesResource(activities)],
      ['agents', agentsResource],
      ['about', aboutResource],
    ],
  })
  return withSite(xapi, siteEndpoint({ registry, trail, health, tables, now }))
})
