/** Who may decide a case, and when: four eyes where the law or the tenant asks for them. */
import { type By, isSame } from './by.ts'
import type { Case } from './case.ts'
import { basisOf, type KeepingRules, versionsOf } from './judgement.ts'

/** What the tenant says now, besides the case. `isHeld`: as a whole. */
export type Approving = { by: By; secondPerson: boolean; isHeld: boolean } & KeepingRules

/** @returns why it can't be; undefined where nothing stands against it */
export function refusalToApprove(one: Case, { by, secondPerson, isHeld, ...keeping }: Approving): Refusal | undefined {
  const needsSecond = one.kind === 'erasure' || secondPerson
  if (one.state !== 'prepared') return conflict(`The case ${one.id} is ${one.state}.`)
  if (needsSecond && preparersOf(one).some((preparer) => isSame(preparer, by)))
    return { kind: 'forbidden', says: `${ruleOf(one)}: you prepared it, so somebody else decides.` }
  if (isHeld) return conflict('The tenant is held: nothing of it is removed.')
  if (!one.preview.isComplete) return conflict('It is not counted yet: nobody knows what would be approved.')
  if (one.kind === 'retention' && versionsOf(one.retention.rules) !== versionsOf(keeping.rules))
    return conflict('The retention rules have changed since it was prepared: withdraw it, and prepare it anew.')
  if (one.preview.basis !== basisOf(keeping))
    return conflict('Holds or rules have changed since it was counted: have it counted again.')
  return undefined
}

export type Refusal = { kind: 'conflict' | 'forbidden'; says: string }
const conflict = (says: string): Refusal => ({ kind: 'conflict', says })

const ruleOf = ({ kind }: Case) =>
  kind === 'erasure'
    ? 'An erasure needs a second person'
    : 'This tenant has runs of retention approved by a second person'

/** What the clock prepares stands for those who wrote the rules. */
const preparersOf = (one: Case): By[] =>
  one.kind === 'retention' && one.prepared.by.kind === 'system'
    ? one.retention.rules.map(({ changed }) => changed.by)
    : [one.prepared.by]
