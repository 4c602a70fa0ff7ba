/** Which statements a retention rule or a hold meets: those that have all that it names. */
import type { HoldSelection } from './hold-item.ts'
import { createPersonTest } from './person-test.ts'
import type { RecordFacts } from './record-facts.ts'
import type { RuleSelection } from './retention-rule-item.ts'

export type Meets = (facts: RecordFacts) => boolean

/** One that names nothing meets every statement. */
export const createRuleTest =
  ({ verb, activity, related = false, profile }: RuleSelection): Meets =>
  (facts) =>
    (verb === undefined || facts.verb === verb) &&
    (activity === undefined || hasActivity(facts, activity, related)) &&
    (profile === undefined || isOfProfile(facts, profile))

/** One that names nothing meets nothing: a whole tenant is held by its own hold. */
export function createHoldTest({ person, activity, registration }: HoldSelection): Meets {
  if (person === undefined && activity === undefined && registration === undefined) return () => false
  const names = person && createPersonTest(person)
  return (facts) =>
    (names === undefined || names(facts.text)) &&
    (activity === undefined || hasActivity(facts, activity, true)) &&
    (registration === undefined || facts.registration === registration.toLowerCase())
}

const hasActivity = ({ activities, relatedActivities }: RecordFacts, activity: string, related: boolean) =>
  activities.includes(activity) || (related && relatedActivities.includes(activity))

/** By a category of its context, as profiles are told (xAPI Profiles 3.0), or by a verb of the profile. */
const isOfProfile = ({ verb, categories }: RecordFacts, profile: string) =>
  [verb, ...categories].some((iri) => isWithin(iri, profile))

/** A version, a verb or a category of a profile has the profile's id and more. */
const isWithin = (iri: string, profile: string) =>
  iri === profile || (iri.startsWith(profile) && (/[/#]$/.test(profile) || /^[/#]/.test(iri.slice(profile.length))))
