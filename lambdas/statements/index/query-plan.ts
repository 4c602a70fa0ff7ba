/** Which lists answer a query, and what their entries must say besides. */
import { type Fingerprint, fingerprint } from '../../database/fingerprint.ts'
import { afterMs } from '../batch/sequence.ts'
import type { Filters } from '../store.ts'
import type { Condition } from './entries.ts'
import { isListed, keyOfKind, LISTS, type List, listOf } from './lists.ts'
import { FEATURE, type Feature } from './term-number.ts'

/** A list to scan. What being in it says already is no condition, and need not stand in its entries (`EntryTerms`). */
export type ListScan = { list: List; conditions: Condition[] }

/** A statement matches that any of the scans finds, with a sequence from `from` to before `to`. */
export type QueryPlan = { scans: ListScan[]; from: string; to: string }

/** Before and after every sequence: they are hexadecimal. */
const BEGIN = '0'
const END = 'g'

/** @param isAuthority whether the agent of the filters is or was the authority of any statement */
export function planQuery(filters: Filters, isAuthority: boolean): QueryPlan {
  const { since, until } = filters
  const isEmpty = since !== undefined && until !== undefined && since >= until
  return {
    scans: isEmpty ? [] : scansOf(filters, isAuthority),
    from: since === undefined ? BEGIN : afterMs(since),
    to: until === undefined ? END : afterMs(until),
  }
}

/** What statements must say besides what a query asks for: a second verb, or who their authority is. */
export type Besides = { verb?: string | undefined; authority?: string | undefined }

/**
 * The scans with these conditions, too. Entries of agents' lists do not carry an authority: there the texts say it, to
 * whoever reads them (`Visibility`).
 */
export function meeting(scans: ListScan[], { verb, authority }: Besides): ListScan[] {
  const verbs = conditionsOn(optionalFingerprint(verb), FEATURE.verb)
  const authorities = conditionsOn(optionalFingerprint(authority), FEATURE.authority)
  return scans.map(({ list, conditions }) => ({
    list,
    conditions: [...conditions, ...verbs, ...(KEYS_WITHOUT_AUTHORITY.has(keyOfKind(list)) ? [] : authorities)],
  }))
}

const KEYS_WITHOUT_AUTHORITY = new Set<string>(
  Object.values(LISTS).flatMap(({ key, entries }) => (entries === 'verbAndActivities' ? [key] : [])),
)

/** All that the filters but time ask for, as conditions on the terms of one statement. */
export function conditionsOfFilters(filters: Filters): Condition[] {
  const values = valuesOf(filters)
  return [
    ...agentConditions(values.agent, filters),
    ...verbAndActivityConditions(values, filters),
    ...conditionsOn(values.registration, FEATURE.registration),
  ]
}

/** The filters that lead to lists, as the fingerprints of their values. */
type Values = { [filter in 'agent' | 'verb' | 'activity' | 'registration']: Fingerprint | undefined }

/**
 * The most selective list first: registration, agent, verb x activity, activity, verb, ALL. A value that gets no
 * posting of its own (an authority, a cmi5 category) can't lead. So of an agent that may be an authority
 * (`isAuthority`) the statements are found in two ways: in its own lists, and by their authority in the next best ones.
 */
function scansOf(filters: Filters, isAuthority: boolean): ListScan[] {
  const values = valuesOf(filters)
  const { agent, registration } = values
  if (registration !== undefined) {
    const conditions = [...agentConditions(agent, filters), ...verbAndActivityConditions(values, filters)]
    return [{ list: listOf(LISTS.registration, registration), conditions }]
  }
  if (agent === undefined) return scansOfVerbAndActivity(values, filters)
  const conditions = verbAndActivityConditions(values, filters)
  const own = [{ list: listOf(LISTS.agent, agent), conditions }]
  if (!filters.relatedAgents) return own
  own.push({ list: listOf(LISTS.relatedAgent, agent), conditions })
  if (!isAuthority) return own
  const others = scansOfVerbAndActivity(values, filters).map((scan) => ({
    list: scan.list,
    conditions: [...scan.conditions, ...conditionsOn(agent, FEATURE.authority)],
  }))
  return [...own, ...others]
}

const valuesOf = ({ agent, verb, activity, registration }: Filters): Values => ({
  agent: optionalFingerprint(agent),
  verb: optionalFingerprint(verb),
  activity: optionalFingerprint(activity),
  registration: optionalFingerprint(registration),
})

function scansOfVerbAndActivity({ verb, activity }: Values, { relatedActivities }: Filters): ListScan[] {
  if (activity !== undefined && !relatedActivities) {
    const isPair = verb !== undefined
    const list = isPair ? listOf(LISTS.verbAndActivity, verb, activity) : listOf(LISTS.activity, activity)
    return [{ list, conditions: [] }]
  }
  if (activity !== undefined && isListed(activity)) {
    const conditions = conditionsOn(verb, FEATURE.verb)
    return [LISTS.activity, LISTS.relatedActivity].map((kind) => ({ list: listOf(kind, activity), conditions }))
  }
  const conditions = conditionsOn(activity, FEATURE.activity, FEATURE.relatedActivity)
  return [{ list: verb === undefined ? listOf(LISTS.all) : listOf(LISTS.verb, verb), conditions }]
}

function agentConditions(agent: Fingerprint | undefined, { relatedAgents }: Filters): Condition[] {
  const related = relatedAgents ? [FEATURE.relatedAgent, FEATURE.authority] : []
  return conditionsOn(agent, FEATURE.agent, ...related)
}

function verbAndActivityConditions({ verb, activity }: Values, { relatedActivities }: Filters): Condition[] {
  const related = relatedActivities ? [FEATURE.relatedActivity] : []
  return [...conditionsOn(verb, FEATURE.verb), ...conditionsOn(activity, FEATURE.activity, ...related)]
}

/** That one of these features has the value, where there is one. */
const conditionsOn = (value: Fingerprint | undefined, ...features: Feature[]): Condition[] =>
  value === undefined ? [] : [{ features, value }]

const optionalFingerprint = (value: string | undefined) => (value === undefined ? undefined : fingerprint(value))
