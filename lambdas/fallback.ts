/** The function of everything that has no route of its own: `about`, other spellings of a known path, 404 and 405. */
import { aboutResource } from './http/xapi/about-resource.ts'
import { activitiesResource } from './http/xapi/activities-resource.ts'
import { agentsResource } from './http/xapi/agents-resource.ts'
import { documentResources } from './http/xapi/documents-resource.ts'
import { statementsResource } from './http/xapi/statements-resource.ts'
import { compose } from './runtime/compose.ts'
import { xapiFunction } from './runtime/xapi-function.ts'

export const handler = xapiFunction(() => {
  const { registry, statements, documents, activities } = compose()
  return {
    registry,
    resources: [
      ['statements', statementsResource(statements)],
      ...documentResources(documents),
      ['activities', activitiesResource(activities)],
      ['agents', agentsResource],
      ['about', aboutResource],
    ],
  }
})
