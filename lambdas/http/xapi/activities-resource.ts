/** The activities resource (Communication 2.5; 2.0 4.1.6.4): an Activity with all that statements have said of it. */
import type { ActivityStore } from '../../activities/activity-store.ts'
import { toActivity } from '../../xapi/activity.ts'
import { invalidParameter, parseIri, parseParameters } from '../../xapi/parameters.ts'
import { taggedResponse } from '../protocol/etag.ts'
import { parseQueryString } from '../protocol/query-string.ts'
import type { Resource } from '../protocol/resource.ts'
import { requireActivity } from './reach.ts'

/** An id that no statement has named is an Activity too. */
export const activitiesResource = (activities: ActivityStore): Resource => ({
  handlers: {
    GET: async ({ request, principal, version }) => {
      const parameters = parseQueryString(request.query)
      const { activityId } = parseParameters(parameters, { activityId: parseIri }, version)
      if (activityId === undefined) throw invalidParameter('activityId', 'is required', 'nothing')
      requireActivity(principal, activityId)
      const definitions = await activities.definitionsOf(principal.tenant, [activityId])
      return taggedResponse(request, toActivity(activityId, definitions.get(activityId)))
    },
  },
})
