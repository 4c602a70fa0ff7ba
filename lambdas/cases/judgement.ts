/**
 * What a case makes of each statement. The decision of an erasure is made beyond what is said here: this says only what
 * must be kept of a person.
 */
import { digest } from '../database/fingerprint.ts'
import type { Decide, DecidedRecord, Decision } from './decision.ts'
import type { Hold } from './hold-item.ts'
import { becauseOf, createHolding, createRetention, type Kept, type KeptByRule } from './keeping.ts'
import { dayOf } from './period.ts'
import { factsOf, type RecordFacts } from './record-facts.ts'
import type { RetentionRule } from './retention-rule-item.ts'

/** What a tenant says that is kept. */
export type KeepingRules = { rules: readonly RetentionRule[]; holds: readonly Hold[] }

/** `at`: when it is asked, the same for the whole of a case. */
export type Keeping = KeepingRules & { at: number }

export const versionsOf = (all: readonly { id: string; version: string }[]): string =>
  all
    .map(({ id, version }) => `${id} ${version}`)
    .sort()
    .join('\n')

/** Changes with each rule and hold. */
export const basisOf = ({ rules, holds }: KeepingRules): string =>
  digest(`${versionsOf(rules)}\n\n${versionsOf(holds)}`)

/** `past`: the rule whose time is over; `kept`: what keeps it all the same; `later`: the rule whose time is to come. */
export type Judged = { past?: KeptByRule; kept?: Kept; later?: KeptByRule }

/** Of a run of retention. It goes where the rules as they were approved let it go, and those of today do. */
export function createRetentionJudge({ rules, holds, at }: Keeping, today = rules): (facts: RecordFacts) => Judged {
  const [endOf, endOfToday, holding] = [createRetention(rules), createRetention(today), createHolding(holds)]
  return (facts) => {
    const [past, now] = [endOf(facts), endOfToday(facts)]
    const isPast = (end: KeptByRule | undefined) => end !== undefined && end.lastDay < dayOf(at)
    if (past === undefined) return {}
    if (!isPast(past)) return { later: past }
    const kept = holding(facts) ?? (now !== undefined && !isPast(now) ? now : undefined)
    // A rule that was taken away since says nothing any more, so that it is kept for ever.
    if (kept === undefined && now === undefined) return {}
    return { past, ...(kept && { kept }) }
  }
}

/** Of an erasure: a hold keeps a statement whole, and so does the law until its time is over. */
export function createErasureKeeper({ rules, holds, at }: Keeping): (facts: RecordFacts) => Kept | undefined {
  const endOf = createRetention(rules.filter(({ mandatory }) => mandatory !== undefined))
  const holding = createHolding(holds)
  return (facts) => {
    const end = endOf(facts)
    return holding(facts) ?? (end !== undefined && end.lastDay >= dayOf(at) ? end : undefined)
  }
}

/** The decision of a run of retention, for whoever rewrites records. */
export function decideRetention(keeping: Keeping, today = keeping.rules): Decide {
  const judge = createRetentionJudge(keeping, today)
  return (record: DecidedRecord): Decision => {
    const { past, kept } = judge(factsOf(record))
    if (kept !== undefined) return { kind: 'keep', because: becauseOf(kept) }
    return past === undefined ? { kind: 'keep' } : { kind: 'remove' }
  }
}
