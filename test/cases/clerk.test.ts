/** The decisions on random rules, holds and statements, against those of a clerk who reads the printed statement. */
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Hold } from '../../lambdas/cases/hold-item.ts'
import { decideRetention } from '../../lambdas/cases/judgement.ts'
import { factsOf } from '../../lambdas/cases/record-facts.ts'
import type { RetentionRule } from '../../lambdas/cases/retention-rule-item.ts'
import { createRuleTest } from '../../lambdas/cases/selection.ts'
import { ACTIVITIES, holdOf, keeping, recordOf, rule, VERBS } from '../support/cases.ts'
import { ANN, BOB, uuid } from '../support/statements.ts'

const CATEGORIES = ['https://w3id.org/xapi/video', 'https://w3id.org/xapi/video-games', 'https://p.example/p/v1.0']
const REGISTRATIONS = [uuid(7), uuid(8)]

describe('whatever the rules, holds and statements', () => {
  const person = fc.constantFrom(ANN, BOB)
  const statement = fc.record({
    actor: person,
    verb: fc.constantFrom(...VERBS).map((id) => ({ id })),
    object: fc.constantFrom(...ACTIVITIES).map((id) => ({ id })),
    timestamp: fc
      .date({ noInvalidDate: true, min: new Date('2010-01-01'), max: new Date('2026-02-01') })
      .map((d) => d.toISOString()),
    context: fc.record({
      registration: fc.constantFrom(...REGISTRATIONS),
      contextActivities: fc.record({
        category: fc.subarray(CATEGORIES).map((ids) => ids.map((id) => ({ id }))),
        parent: fc.subarray(ACTIVITIES).map((ids) => ids.map((id) => ({ id }))),
      }),
    }),
  })
  const stored = fc
    .date({ noInvalidDate: true, min: new Date('2010-01-01'), max: new Date('2026-02-01') })
    .map((d) => d.toISOString())
  const meets = fc.record(
    {
      verb: fc.constantFrom(...VERBS),
      activity: fc.constantFrom(...ACTIVITIES),
      related: fc.boolean(),
      profile: fc.constantFrom(...CATEGORIES),
    },
    { requiredKeys: [] },
  )
  const rules = fc.array(
    fc
      .record({
        meets,
        years: fc.nat({ max: 12 }),
        days: fc.integer({ min: 1, max: 700 }),
        from: fc.constantFrom('stored' as const, 'timestamp' as const),
      })
      .map(({ years, days, ...more }) => rule(`P${years}Y${days}D`, { ...more, period: `P${years}Y${days}D` })),
    { maxLength: 4 },
  )
  const holds = fc.array(
    fc
      .record(
        { person, activity: fc.constantFrom(...ACTIVITIES), registration: fc.constantFrom(...REGISTRATIONS) },
        { requiredKeys: [] },
      )
      .map(({ person: agent, ...more }) => holdOf({ ...more, ...(agent && { person: { agents: [agent] } }) })),
    { maxLength: 2 },
  )

  /** What a clerk would do with the printed statement, the calendar and a list. */
  function clerk(rules: RetentionRule[], holds: Hold[], text: string, stored: string): 'keep' | 'remove' {
    const one = JSON.parse(text)
    const ids = (list: { id: string }[]) => list.map(({ id }) => id)
    const { category, parent } = one.context.contextActivities
    const isMet = ({ meets: { verb, activity, related, profile } }: RetentionRule) => {
      const near = related ? [one.object.id, ...ids(parent), ...ids(category)] : [one.object.id]
      const isProfile = (iri: string) => new RegExp(`^${profile?.replaceAll(/[.]/g, '\\.')}([/#].*)?$`).test(iri)
      if (verb && one.verb.id !== verb) return false
      if (activity && !near.includes(activity)) return false
      return !profile || [one.verb.id, ...ids(category)].some(isProfile)
    }
    const isHeld = ({ meets: { person, activity, registration } }: Hold) => {
      const asked = [person?.agents[0]?.mbox, activity, registration].filter((part) => part !== undefined)
      return asked.length > 0 && asked.every((part) => text.includes(`"${part}"`))
    }
    const met = rules.filter(isMet)
    const isOver = ({ period, from }: RetentionRule) => {
      const [, years, days] = /^P(\d+)Y(\d+)D$/.exec(period) ?? []
      const day = new Date((from === 'stored' ? stored : one.timestamp).slice(0, 10))
      const isLeapDay = day.getUTCMonth() === 1 && day.getUTCDate() === 29
      day.setUTCFullYear(day.getUTCFullYear() + Number(years))
      if (isLeapDay && day.getUTCMonth() === 2) day.setUTCDate(0)
      day.setUTCDate(day.getUTCDate() + Number(days))
      return day.toISOString().slice(0, 10) < '2026-02-15'
    }
    return met.length > 0 && met.every(isOver) && !holds.some(isHeld) ? 'remove' : 'keep'
  }

  // @control retained
  it('removes what a clerk would remove, and nothing else', () => {
    fc.assert(
      fc.property(rules, holds, statement, stored, (rules, holds, one, stored) => {
        const given = recordOf(one, stored)
        const { kind } = decideRetention(keeping(rules, holds))(given)
        expect(kind).toBe(clerk(rules, holds, given.text, stored))
      }),
      { numRuns: 2_000 },
    )
  })

  it('keeps at least as much with another rule of the same kind of statement, or another hold', () => {
    fc.assert(
      fc.property(fc.tuple(rules, holds), holds, statement, stored, ([rules, holds], more, one, stored) => {
        fc.pre(rules.length > 0)
        const given = recordOf(one, stored)
        const before = decideRetention(keeping(rules, holds))(given)
        const [first = rule('none')] = rules
        const longer = { ...first, id: 'longer', period: 'P90Y' }
        if (before.kind === 'remove')
          expect(
            createRuleTest(first.meets)(factsOf(given))
              ? decideRetention(keeping([...rules, longer], holds))(given).kind
              : 'keep',
          ).toBe('keep')
        if (before.kind === 'keep')
          expect(decideRetention(keeping(rules, [...holds, ...more]))(given).kind).toBe('keep')
      }),
      { numRuns: 500 },
    )
  })
})
