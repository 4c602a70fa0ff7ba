/** A query of a reader who may not see everything: filters that find less of what it would not be shown. */
import type { Visibility } from '../../xapi/visibility.ts'
import type { Filters } from '../store.ts'

/** Each is a scan of its own: of more values, the lists that are the query's own are scanned, and read through. */
const MOST_SCANS = 10

/**
 * Queries that together find everything which the query finds and the reader may see. What they find besides is looked at
 * and left out, so they may be as wide as the lists allow: of several values the query leaves one filter to choose from,
 * and the most selective one is chosen.
 */
export function narrow(filters: Filters, visibility: Visibility | undefined): Filters[] {
  if (visibility === undefined) return [filters]
  const { agents, activities, verbs, registration } = visibility
  const narrowed: Filters = {
    ...filters,
    ...(filters.registration === undefined && registration !== undefined && { registration }),
    ...(filters.agent === undefined && only(agents) !== undefined && withAgent(only(agents))),
    ...(filters.activity === undefined && only(activities) !== undefined && withActivity(only(activities))),
    ...(filters.verb === undefined && only(verbs) !== undefined && withVerb(only(verbs))),
  }
  if (narrowed.registration !== undefined || narrowed.agent !== undefined) return [narrowed]
  if (isFew(agents)) return [...agents].map((agent) => ({ ...narrowed, ...withAgent(agent) }))
  if (narrowed.activity !== undefined) return [narrowed]
  if (isFew(activities)) return [...activities].map((activity) => ({ ...narrowed, ...withActivity(activity) }))
  if (narrowed.verb === undefined && isFew(verbs)) return [...verbs].map((verb) => ({ ...narrowed, ...withVerb(verb) }))
  return [narrowed]
}

const withAgent = (agent = '') => ({ agent, relatedAgents: false })
const withActivity = (activity = '') => ({ activity, relatedActivities: false })
const withVerb = (verb = '') => ({ verb })

const only = (values: ReadonlySet<string> | undefined) => (values?.size === 1 ? [...values][0] : undefined)
const isFew = (values: ReadonlySet<string> | undefined): values is ReadonlySet<string> =>
  values !== undefined && values.size <= MOST_SCANS
