/** What keeps a statement: a hold above all; of several rules the one that lasts longest. No rule keeps it for ever. */
import type { Hold } from './hold-item.ts'
import { lastDayOf, textOfDay } from './period.ts'
import type { RecordFacts } from './record-facts.ts'
import type { RetentionRule } from './retention-rule-item.ts'
import { createHoldTest, createRuleTest } from './selection.ts'

/** `lastDay`, in days since 1970: a rule keeps a statement to its end. */
export type Kept = { by: 'hold'; hold: Hold } | { by: 'rule'; rule: RetentionRule; lastDay: number }
export type KeptByRule = Extract<Kept, { by: 'rule' }>

/** @returns the rule that keeps a statement longest, and until when; undefined where none meets it */
export function createRetention(rules: readonly RetentionRule[]): (facts: RecordFacts) => KeptByRule | undefined {
  const tests = rules.map((rule) => ({ rule, meets: createRuleTest(rule.meets) }))
  return (facts) => {
    let longest: KeptByRule | undefined
    for (const { rule, meets } of tests) {
      if (!meets(facts)) continue
      const lastDay = lastDayOf(rule.from === 'stored' ? facts.stored : facts.happened, rule.period)
      if (longest === undefined || lastDay > longest.lastDay) longest = { by: 'rule', rule, lastDay }
    }
    return longest
  }
}

/** @returns the first hold that meets a statement */
export function createHolding(holds: readonly Hold[]): (facts: RecordFacts) => Kept | undefined {
  const tests = holds.map((hold) => ({ hold, meets: createHoldTest(hold.meets) }))
  return (facts) => {
    const found = tests.find(({ meets }) => meets(facts))
    return found && { by: 'hold', hold: found.hold }
  }
}

/** The reason of a hold, or the regulation of a rule, or what the tenant calls it. */
export const whyOf = (kept: Kept): string =>
  kept.by === 'hold' ? kept.hold.set.reason : (kept.rule.mandatory?.regulation ?? kept.rule.name ?? kept.rule.id)

/** For replies and certificates: it names no person. */
export function becauseOf(kept: Kept): string {
  if (kept.by === 'hold') return `hold ${kept.hold.id}: ${whyOf(kept)}`
  const regulation = kept.rule.mandatory === undefined ? '' : ` (${kept.rule.mandatory.regulation})`
  return `rule ${kept.rule.id}${regulation} until ${textOfDay(kept.lastDay)}`
}
