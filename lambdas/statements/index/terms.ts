import { type Fingerprint, fingerprint } from '../../database/fingerprint.ts'
import type { Features } from '../../xapi/statement.ts'
import type { ListKind } from './lists.ts'

export const FEATURE = {
  verb: 0,
  agent: 1,
  relatedAgent: 2,
  activity: 3,
  relatedActivity: 4,
  registration: 5,
  authority: 6,
} as const

export type Feature = (typeof FEATURE)[keyof typeof FEATURE]
export type Term = { feature: Feature; value: Fingerprint }

export const FEATURE_BITS = 3
export const featureOf = (number: number) => (number & 7) as Feature

/**
 * Which of its marks the entries of a list carry. If each of a group's members had a list that names them all, a
 * statement's cost would grow with the square of its group; so lists leave out what their queries never ask for
 * (`select`). A claim has all, for those who refer to its statement.
 */
export type Share = 'all' | 'ofAgent' | 'rest'

export const SHARE: { [kind in Exclude<ListKind, 'REF'>]: Share } = {
  R: 'all',
  A: 'ofAgent',
  AR: 'ofAgent',
  ALL: 'rest',
  V: 'rest',
  C: 'rest',
  CR: 'rest',
  VC: 'rest',
}

const shareOf = (...features: Feature[]) => features.reduce<number>((bits, feature) => bits | (1 << feature), 0)
const OF_AGENT = shareOf(FEATURE.verb, FEATURE.activity, FEATURE.relatedActivity)
const REST = shareOf(FEATURE.verb, FEATURE.authority)

/**
 * Related activities that stand in nearly every statement of whole families of content get no posting: a list as
 * long as ALL would cost a write per statement and help no query. Such a query walks the next best list, whose entries
 * name them. Who changes this set rebuilds the index.
 */
const UNLISTED_ACTIVITIES = new Set(
  ['https://w3id.org/xapi/cmi5/context/categories/cmi5', 'https://w3id.org/xapi/cmi5/context/categories/moveon'].map(
    fingerprint,
  ),
)

export const isListed = (relatedActivity: Fingerprint) => !UNLISTED_ACTIVITIES.has(relatedActivity)

/** A statement of a request with its marks, as each share has them. */
export type StatementTerms = { position: number } & { [share in Share]: number[] }

/** `values[index]` is what the marks with that index mean. */
export type TermTable = { values: Fingerprint[]; statements: StatementTerms[] }

type See = (feature: Feature, value: string) => void

/** @param each tells the marks of one; @param print the fingerprint of a value */
function mark<T extends { position: number }>(
  all: T[],
  each: (one: T, see: See) => void,
  print: (value: string) => Fingerprint,
): TermTable {
  const known = new Map<string, number>()
  const values: Fingerprint[] = []
  const unlisted: boolean[] = []
  /** What the statement before had in the same place: often it is the same again, and to compare is less than to look up. */
  const before: { value: string; index: number }[] = []
  let current: StatementTerms
  const indexOf = (value: string): number => {
    const index = known.get(value)
    if (index !== undefined) return index
    const made = print(value)
    unlisted.push(!isListed(made))
    known.set(value, values.length)
    return values.push(made) - 1
  }
  const see: See = (feature, value) => {
    const place = current.all.length
    let last = before[place]
    if (last?.value !== value) {
      last = { value, index: indexOf(value) }
      before[place] = last
    }
    const { index } = last
    const number = (index << FEATURE_BITS) | feature
    current.all.push(number)
    if ((OF_AGENT >> feature) & 1) current.ofAgent.push(number)
    if ((REST >> feature) & 1 || unlisted[index]) current.rest.push(number)
  }
  const statements = all.map((one) => {
    current = { position: one.position, all: [], ofAgent: [], rest: [] }
    each(one, see)
    return current
  })
  return { values, statements }
}

function eachOf({ features }: { features: Features }, see: See) {
  const { verb, agents, relatedAgents, activities, relatedActivities, registration, authority } = features
  see(FEATURE.verb, verb)
  for (const agent of agents) see(FEATURE.agent, agent)
  for (const agent of relatedAgents) see(FEATURE.relatedAgent, agent)
  for (const activity of activities) see(FEATURE.activity, activity)
  for (const activity of relatedActivities) see(FEATURE.relatedActivity, activity)
  if (registration !== undefined) see(FEATURE.registration, registration)
  for (const agent of authority) see(FEATURE.authority, agent)
}

export const termsOfStatements = (all: { position: number; features: Features }[]) => mark(all, eachOf, fingerprint)

/** Of statements whose marks are known: from claims, where others refer to them. */
export const termsOfEntries = (all: { position: number; terms: Term[] }[]) =>
  mark(
    all,
    ({ terms }, see) => {
      for (const { feature, value } of terms) see(feature, value)
    },
    (value) => value as Fingerprint,
  )

export function termsOf(features: Features): Term[] {
  const marks: Term[] = []
  eachOf({ features }, (feature, value) => marks.push({ feature, value: fingerprint(value) }))
  return marks
}

/** The same text for the same term. */
export const nameOfTerm = ({ feature, value }: Term) => `${feature}${value}`
