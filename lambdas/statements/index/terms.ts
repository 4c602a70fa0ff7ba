/**
 * The terms of statements: what each says that a query can ask for, as a feature (its verb, an agent, ...) and the
 * fingerprint of a value.
 */
import { type Fingerprint, fingerprint } from '../../database/fingerprint.ts'
import type { Features } from '../../xapi/statement.ts'
import { type EntryTerms, isListed } from './lists.ts'
import { FEATURE, type Feature, featureSet, isAmong, termNumber, valueIndexOf } from './term-number.ts'

export type Term = { feature: Feature; value: Fingerprint }

const VERB_AND_ACTIVITIES = featureSet(FEATURE.verb, FEATURE.activity, FEATURE.relatedActivity)
const VERB_AND_AUTHORITY = featureSet(FEATURE.verb, FEATURE.authority)

/** A statement of a request with its terms (numbers over `TermTable.values`): all of them, and those of each kind of entry. */
export type StatementTerms = { position: number } & { [carried in EntryTerms]: number[] }

/** The terms of one request's statements: each value once. */
export type TermTable = { values: Fingerprint[]; statements: StatementTerms[] }

export const termValue = ({ values }: TermTable, term: number) => values[valueIndexOf(term)] as Fingerprint

type AddTerm<Value> = (feature: Feature, value: Value) => void

/** @param addTerms adds the terms of one statement; @param toFingerprint of a value as it is added */
function createTermTable<One extends { position: number }, Value extends string>(
  all: One[],
  addTerms: (one: One, add: AddTerm<Value>) => void,
  toFingerprint: (value: Value) => Fingerprint,
): TermTable {
  const values: Fingerprint[] = []
  const isUnlisted: boolean[] = []
  const indexes = new Map<Value, number>()
  /** What the statement before had in the same place: often it is the same again, and to compare is less than to look up. */
  const before: { value: Value; index: number }[] = []
  let current: StatementTerms
  const indexOf = (value: Value): number => {
    const index = indexes.get(value)
    if (index !== undefined) return index
    const print = toFingerprint(value)
    isUnlisted.push(!isListed(print))
    indexes.set(value, values.length)
    return values.push(print) - 1
  }
  const add: AddTerm<Value> = (feature, value) => {
    const place = current.all.length
    let last = before[place]
    if (last?.value !== value) {
      last = { value, index: indexOf(value) }
      before[place] = last
    }
    const term = termNumber(last.index, feature)
    current.all.push(term)
    if (isAmong(VERB_AND_ACTIVITIES, feature)) current.verbAndActivities.push(term)
    if (isAmong(VERB_AND_AUTHORITY, feature) || isUnlisted[last.index]) current.verbAndAuthority.push(term)
  }
  const statements = all.map((one) => {
    current = { position: one.position, all: [], verbAndActivities: [], verbAndAuthority: [] }
    addTerms(one, add)
    return current
  })
  return { values, statements }
}

function addTermsOf({ features }: { features: Features }, add: AddTerm<string>) {
  const { verb, agents, relatedAgents, activities, relatedActivities, registration, authority } = features
  add(FEATURE.verb, verb)
  for (const agent of agents) add(FEATURE.agent, agent)
  for (const agent of relatedAgents) add(FEATURE.relatedAgent, agent)
  for (const activity of activities) add(FEATURE.activity, activity)
  for (const activity of relatedActivities) add(FEATURE.relatedActivity, activity)
  if (registration !== undefined) add(FEATURE.registration, registration)
  for (const agent of authority) add(FEATURE.authority, agent)
}

export const termsOfStatements = (all: { position: number; features: Features }[]) =>
  createTermTable(all, addTermsOf, fingerprint)

/** Of statements whose terms are known: from claims, where others refer to them. */
export const termsOfEntries = (all: { position: number; terms: Term[] }[]) =>
  createTermTable<(typeof all)[number], Fingerprint>(
    all,
    ({ terms }, add) => {
      for (const { feature, value } of terms) add(feature, value)
    },
    (value) => value,
  )

export function termsOf(features: Features): Term[] {
  const terms: Term[] = []
  addTermsOf({ features }, (feature, value) => terms.push({ feature, value: fingerprint(value) }))
  return terms
}

/** The same text for the same term. */
export const nameOfTerm = ({ feature, value }: Term) => `${feature}${value}`
