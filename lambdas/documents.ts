/** The function of the document resources, and of what is known of activities and agents. */
import { activitiesResource } from './http/xapi/activities-resource.ts'
import { agentsResource } from './http/xapi/agents-resource.ts'
import { documentResources } from './http/xapi/documents-resource.ts'
import { composeDocuments } from './runtime/compose.ts'
import { composeTrail } from './runtime/compose-trail.ts'
import { xapiFunction } from './runtime/xapi-function.ts'

export const handler = await xapiFunction(() => {
  const { registry, documents, activities } = composeDocuments()
  return {
    registry,
    trail: composeTrail(),
    resources: [
      ...documentResources(documents),
      ['activities', activitiesResource(activities)],
      ['agents', agentsResource],
    ],
  }
})
