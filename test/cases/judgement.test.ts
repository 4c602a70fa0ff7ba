/** Which statements go, which are kept, and why: rules by age, holds above them. */
import { createHash } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Hold } from '../../lambdas/cases/hold-item.ts'
import { createErasureKeeper, decideRetention } from '../../lambdas/cases/judgement.ts'
import { lastDayOf, textOfDay } from '../../lambdas/cases/period.ts'
import { factsOf } from '../../lambdas/cases/record-facts.ts'
import type { RetentionRule } from '../../lambdas/cases/retention-rule-item.ts'
import { createRuleTest } from '../../lambdas/cases/selection.ts'
import { ACTIVITIES, holdOf, keeping, recordOf, rule, VERBS } from '../support/cases.ts'
import { ANN, BOB, type JsonObject, subStatement, uuid } from '../support/statements.ts'

const decided = (rules: RetentionRule[], holds: Hold[], ...given: Parameters<typeof recordOf>) =>
  decideRetention(keeping(rules, holds))(recordOf(...given))

describe('a period', () => {
  it.each([
    ['2022-10-03', 'P6Y', '2028-10-03'],
    ['2024-02-29', 'P1Y', '2025-02-28'],
    ['2025-12-31', 'P2M', '2026-02-28'],
    ['2025-11-30', 'P1Y3M', '2027-02-28'],
    ['2026-02-15', 'P30D', '2026-03-17'],
    ['1969-12-31', 'P1D', '1970-01-01'],
  ])('from %s, %s ends on %s', (start, period, end) => {
    expect(textOfDay(lastDayOf(Date.parse(`${start}T23:59:59.999Z`), period))).toBe(end)
  })

  it('never ends earlier for a later start or for a longer period', () => {
    const start = fc.integer({ min: Date.parse('1950-01-01'), max: Date.parse('2100-01-01') })
    const parts = fc.record({ y: fc.nat(90), m: fc.nat(30), d: fc.nat(400) })
    const text = ({ y, m, d }: { y: number; m: number; d: number }) => `P${y}Y${m}M${d}D`
    fc.assert(
      fc.property(start, fc.nat(1e12), parts, fc.constantFrom('y', 'm', 'd'), (from, later, period, part) => {
        const end = lastDayOf(from, text(period))
        expect(lastDayOf(from + later, text(period))).toBeGreaterThanOrEqual(end)
        expect(lastDayOf(from, text({ ...period, [part]: period[part] + 1 }))).toBeGreaterThan(
          end - (part === 'd' ? 0 : 1),
        )
      }),
    )
  })
})

describe('a run of retention', () => {
  it('takes what is past its time, on the day after the last one', () => {
    const rules = [rule('three', { period: 'P3Y' })]
    expect(decided(rules, [], {}, '2023-02-14T23:59:59.999Z')).toEqual({ kind: 'remove' })
    expect(decided(rules, [], {}, '2023-02-15T00:00:00.000Z')).toEqual({ kind: 'keep' })
  })

  it('counts from storing or from when it happened, as the rule says', () => {
    const late = { timestamp: '2019-01-01T00:00:00+14:00' }
    const from = (from: 'stored' | 'timestamp') => [rule('r', { period: 'P3Y', from })]
    expect(decided(from('stored'), [], late, '2025-01-01T00:00:00.000Z')).toEqual({ kind: 'keep' })
    expect(decided(from('timestamp'), [], late, '2025-01-01T00:00:00.000Z')).toEqual({ kind: 'remove' })
  })

  it('keeps for ever what no rule meets', () => {
    expect(decided([rule('r', { meets: { verb: 'https://v.example/other' } })], [], {})).toEqual({ kind: 'keep' })
  })

  it('keeps what the longest of several rules keeps', () => {
    const rules = [rule('two', { period: 'P2Y' }), rule('long', { period: 'P9Y', meets: { verb: VERBS[1] ?? '' } })]
    expect(decided(rules, [], { verb: { id: VERBS[1] } })).toEqual({ kind: 'keep' })
    expect(decided(rules, [], { verb: { id: VERBS[0] } })).toEqual({ kind: 'remove' })
  })

  it('keeps what a hold meets, and says which and why', () => {
    const held = decided([rule('r')], [holdOf({ person: { agents: [ANN] } })], {})
    expect(held).toEqual({ kind: 'keep', because: 'hold hold-1: asked for' })
    expect(decided([rule('r')], [holdOf({ person: { agents: [BOB] } })], {})).toEqual({ kind: 'remove' })
  })

  it('takes nothing that a rule keeps which came or went after the approval', () => {
    const before = keeping([rule('r', { period: 'P2Y' })])
    const today = (rules: RetentionRule[]) => decideRetention(before, rules)(recordOf({}))
    expect(today([rule('r', { period: 'P2Y' })])).toEqual({ kind: 'remove' })
    expect(today([rule('r', { period: 'P9Y' })])).toEqual({ kind: 'keep', because: 'rule r until 2029-05-04' })
    expect(today([])).toEqual({ kind: 'keep' })
  })
})

describe('a profile', () => {
  const meets = (profile: string, more: JsonObject) => createRuleTest({ profile })(factsOf(recordOf(more)))
  const category = (id: string) => ({ context: { contextActivities: { category: [{ id }] } } })

  it('is told by a category of the context or by the verb, whatever its version', () => {
    expect(meets('https://w3id.org/xapi/video', category('https://w3id.org/xapi/video'))).toBe(true)
    expect(meets('https://w3id.org/xapi/video', category('https://w3id.org/xapi/video/v1.0'))).toBe(true)
    expect(meets('https://w3id.org/xapi/video', category('https://w3id.org/xapi/video-games'))).toBe(false)
    expect(meets('https://w3id.org/xapi/video', { verb: { id: VERBS[0] } })).toBe(true)
    expect(meets('https://w3id.org/xapi/video', { verb: { id: VERBS[1] } })).toBe(false)
  })
})

describe('a hold of a person', () => {
  const sum = createHash('sha1').update(ANN.mbox).digest('hex')
  const held = (person: NonNullable<Hold['meets']['person']>, more: JsonObject) =>
    decided([rule('r')], [holdOf({ person })], { actor: BOB, ...more }).kind === 'keep'

  it.each([
    ['the actor', { actor: ANN }],
    ['the actor, by the hash of the address', { actor: { mbox_sha1sum: sum.toUpperCase() } }],
    ['the object', { object: { objectType: 'Agent', ...ANN } }],
    ['a member of a group', { actor: { objectType: 'Group', member: [ANN] } }],
    ['the instructor', { context: { instructor: ANN } }],
    ['the authority', { authority: ANN }],
    ['a context agent', { context: { contextAgents: [{ objectType: 'contextAgent', agent: ANN }] } }],
    ['the actor of a SubStatement', { object: subStatement({ actor: ANN }) }],
    ['an address within a longer text', { result: { response: 'Seen by Ann, ann@example.org.' } }],
    ['an address in an IRI', { object: { id: 'https://a.example/of/ann%40example.org' } }],
    ['an agent in an extension', { context: { extensions: { 'https://e.example/reviewer': { ...ANN } } } }],
  ])('meets %s', (_, more) => {
    expect(held({ agents: [ANN] }, more)).toBe(true)
    expect(held({ agents: [{ mbox: 'mailto:cy@example.org' }] }, more)).toBe(false)
  })

  it('meets an address by its hash, and texts in extensions, also as numbers', () => {
    expect(held({ agents: [{ mbox_sha1sum: sum }] }, { actor: ANN })).toBe(true)
    const extended = { result: { extensions: { 'https://e.example/staff': { number: 471_199 } } } }
    expect(held({ agents: [], texts: ['471199'] }, extended)).toBe(true)
    expect(held({ agents: [], texts: ['471198'] }, extended)).toBe(false)
  })

  it('that names an activity or registration too, meets what has all of it', () => {
    const person = { agents: [ANN] }
    const [activity = '', other = ''] = ACTIVITIES
    const is = (meets: Hold['meets'], more: JsonObject) => decided([rule('r')], [holdOf(meets)], more).kind === 'keep'
    const context = { registration: uuid(7).toUpperCase(), contextActivities: { parent: [{ id: activity }] } }
    expect(is({ person, activity, registration: uuid(7) }, { context })).toBe(true)
    expect(is({ person, activity: other, registration: uuid(7) }, { context })).toBe(false)
    expect(is({ person, activity, registration: uuid(8) }, { context })).toBe(false)
    expect(is({}, { context })).toBe(false)
  })
})

describe('an erasure', () => {
  const keeper = (rules: RetentionRule[], holds: Hold[] = []) => createErasureKeeper(keeping(rules, holds))

  it('passes over what a rule of the law keeps, and not what the tenant alone wants to keep', () => {
    const trained = factsOf(recordOf({ verb: { id: VERBS[1] } }, '2022-10-03T09:00:00.000Z'))
    const six = rule('six', { period: 'P6Y' })
    const law = { ...six, mandatory: { regulation: '21 CFR 211.25' } }
    expect(keeper([six])(trained)).toBeUndefined()
    expect(keeper([six, law])(trained)).toMatchObject({ by: 'rule', rule: law })
    expect(keeper([{ ...law, period: 'P3Y' }])(trained)).toBeUndefined()
    expect(keeper([{ ...law, period: 'P3Y' }], [holdOf({ person: { agents: [ANN] } })])(trained)).toMatchObject({
      by: 'hold',
    })
  })
})
