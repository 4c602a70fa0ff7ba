import { type Fingerprint, fingerprint } from '../../database/fingerprint.ts'
import { afterMs } from '../batch/sequence.ts'
import type { Filters } from '../store.ts'
import type { Condition } from './entries.ts'
import { type List, list, verbActivity } from './lists.ts'
import { FEATURE, type Feature } from './term-number.ts'
import { isListed } from './terms.ts'

/** A list to walk. What being in it says already is no condition, and need not stand in its entries (`ENTRY_TERMS`). */
export type ListScan = { list: List; conditions: Condition[] }

/** A statement matches that matches on one of the paths. */
export type QueryPlan = { scans: ListScan[]; from: string; to: string }

/** Sorts after every `sq`: they are hexadecimal. */
const END = 'g'

type Asked = { [filter in 'agent' | 'verb' | 'activity' | 'registration']: Fingerprint | undefined }

const print = (value: string | undefined) => (value === undefined ? undefined : fingerprint(value))

const conditionOf = (value: Fingerprint | undefined, ...features: Feature[]): Condition[] =>
  value === undefined ? [] : [{ features, value }]

/**
 * The most selective list first: registration, agent, verb x activity, activity, verb, ALL. A value that gets no
 * posting of its own (an authority, a cmi5 category) can't lead. So of an agent that may be an authority
 * (`isAuthority`) the statements are found in two ways: in its own lists, and by their authority in the next best ones.
 */
function pathsOf(filters: Filters, isAuthority: boolean): ListScan[] {
  const asked: Asked = {
    agent: print(filters.agent),
    verb: print(filters.verb),
    activity: print(filters.activity),
    registration: print(filters.registration),
  }
  const { agent, registration } = asked
  const others = [
    ...conditionOf(asked.verb, FEATURE.verb),
    ...conditionOf(asked.activity, FEATURE.activity, ...(filters.relatedActivities ? [FEATURE.relatedActivity] : [])),
  ]
  if (registration !== undefined) {
    const related = filters.relatedAgents ? [FEATURE.relatedAgent, FEATURE.authority] : []
    const agents = conditionOf(agent, FEATURE.agent, ...related)
    return [{ list: list('R', registration), conditions: [...agents, ...others] }]
  }
  if (agent === undefined) return pathsOfObject(asked, filters.relatedActivities)
  const own = [{ list: list('A', agent), conditions: others }]
  if (!filters.relatedAgents) return own
  own.push({ list: list('AR', agent), conditions: others })
  if (!isAuthority) return own
  const authority = conditionOf(agent, FEATURE.authority)
  const paths = pathsOfObject(asked, filters.relatedActivities)
  return [...own, ...paths.map(({ list, conditions }) => ({ list, conditions: [...conditions, ...authority] }))]
}

function pathsOfObject({ verb, activity }: Asked, relatedActivities: boolean): ListScan[] {
  if (activity !== undefined && !relatedActivities) {
    const name = verb === undefined ? list('C', activity) : list('VC', verbActivity(verb, activity))
    return [{ list: name, conditions: [] }]
  }
  if (activity !== undefined && isListed(activity)) {
    const conditions = conditionOf(verb, FEATURE.verb)
    return [list('C', activity), list('CR', activity)].map((name) => ({ list: name, conditions }))
  }
  const conditions = conditionOf(activity, FEATURE.activity, FEATURE.relatedActivity)
  return [{ list: verb === undefined ? list('ALL') : list('V', verb), conditions }]
}

export function planQuery(filters: Filters, isAuthority: boolean): QueryPlan {
  const isEmpty = filters.since !== undefined && filters.until !== undefined && filters.since >= filters.until
  return {
    scans: isEmpty ? [] : pathsOf(filters, isAuthority),
    from: filters.since === undefined ? '0' : afterMs(filters.since),
    to: filters.until === undefined ? END : afterMs(filters.until),
  }
}
