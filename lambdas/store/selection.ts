/** From filters to lists: which lists to walk, and what an entry must carry to match (Communication 2.1.3). Pure. */
import { type Entry, FEATURE, type Feature } from './entries.ts'
import { type Fingerprint, fingerprint, type List, list, verbActivity } from './keys.ts'
import { isListed } from './postings.ts'
import { afterMs } from './sequence.ts'
import type { Filters } from './statements.ts'

export type Selection = { lists: List[]; matches(entry: Entry): boolean; from: string; to: string }

/** Sorts after every `sq`: they are hexadecimal. */
const END = 'g'

type Condition = { features: Feature[]; value: Fingerprint }

function conditionsOf(filters: Filters): Condition[] {
  const { agent, verb, activity, registration, relatedAgents, relatedActivities } = filters
  const conditions: Condition[] = []
  const add = (value: string | undefined, ...features: Feature[]) => {
    if (value !== undefined) conditions.push({ features, value: fingerprint(value) })
  }
  add(registration, FEATURE.registration)
  add(agent, FEATURE.agent, ...(relatedAgents ? [FEATURE.relatedAgent, FEATURE.authority] : []))
  add(verb, FEATURE.verb)
  add(activity, FEATURE.activity, ...(relatedActivities ? [FEATURE.relatedActivity] : []))
  return conditions
}

/**
 * The most selective list first: registration, agent, verb x activity, activity, verb, ALL. A value that gets no
 * posting of its own (an authority, a cmi5 category) can't lead; `isAuthority` tells of an agent whether it may be one.
 */
function listsOf(filters: Filters, isAuthority: boolean): List[] {
  const { agent, verb, activity, registration, relatedAgents, relatedActivities } = filters
  if (registration !== undefined) return [list('R', fingerprint(registration))]
  if (agent !== undefined && !(relatedAgents && isAuthority)) {
    const mine = fingerprint(agent)
    return relatedAgents ? [list('A', mine), list('AR', mine)] : [list('A', mine)]
  }
  const object = activity === undefined ? undefined : fingerprint(activity)
  if (object !== undefined && !relatedActivities) {
    return [verb === undefined ? list('C', object) : list('VC', verbActivity(fingerprint(verb), object))]
  }
  if (object !== undefined && isListed(object)) return [list('C', object), list('CR', object)]
  return [verb === undefined ? list('ALL') : list('V', fingerprint(verb))]
}

export function select(filters: Filters, isAuthority: boolean): Selection {
  const conditions = conditionsOf(filters)
  const isEmpty = filters.since !== undefined && filters.until !== undefined && filters.since >= filters.until
  return {
    lists: isEmpty ? [] : listsOf(filters, isAuthority),
    matches: ({ marks }) =>
      conditions.every(({ features, value }) =>
        marks.some((mark) => mark.value === value && features.includes(mark.feature)),
      ),
    from: filters.since === undefined ? '0' : afterMs(filters.since),
    to: filters.until === undefined ? END : afterMs(filters.until),
  }
}
