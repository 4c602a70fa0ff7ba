/** What a lenient sender's statements become: repaired where the standard must be met, untouched everywhere else. */
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { XapiError } from '../../lambdas/xapi/errors.ts'
import { createLeniency, type LenientRule } from '../../lambdas/xapi/leniency.ts'
import { acceptStatements } from '../../lambdas/xapi/lenient-statements.ts'
import { parseStatements, statementText } from '../../lambdas/xapi/statements-body.ts'
import { INVALID } from '../support/judged-statements.ts'
import { ACTIVITY, ANN, type JsonObject, statement, subStatement, UUID, VERSIONS } from '../support/statements.ts'

const BOTH: LenientRule[] = ['object-type', 'equal-score-bounds']

/** The texts that are accepted with these rules, and the rules that were needed; or the violations. */
function accept(body: string, rules: readonly LenientRule[] = BOTH, version: (typeof VERSIONS)[number] = '1.0.3') {
  const leniency = createLeniency(rules)
  try {
    const { received, statements } = acceptStatements(parseStatements(body), version, leniency)
    const texts = statements.map((_, index) => statementText(received, index))
    expect(texts.map((text) => JSON.parse(text))).toEqual(statements)
    return { texts, used: [...leniency.used] }
  } catch (error) {
    if (!(error instanceof XapiError)) throw error
    return { violations: error.violations.map(({ pointer }) => pointer), used: [...leniency.used] }
  }
}

const score = (min: number, max: number, raw?: number): JsonObject => ({ result: { score: { raw, min, max } } })

describe('the rule object-type', () => {
  it('corrects the names of types wherever they stand, and leaves each other letter as it was sent', () => {
    const sent = (agent: string, activity: string, sub: string, ref: string) =>
      `{ "actor" : {"objectType":"${agent}", "mbox":"mailto:a@b.c"},\t"verb":{"id":"a:b"},
        "object":{"objectType":"${sub}","actor":{"objectType":"${agent}","mbox":"mailto:a@b.c"},"verb":{"id":"a:b"},
          "object":{"id":"${UUID}","objectType":"${ref}"}},
        "context":{"contextActivities":{"parent":[{"id":"a:c" , "objectType":"${activity}"}],"other":{"objectType":"${activity}","id":"a:d"}},
          "extensions":{"a:e":{"objectType":"activity","n":1.10}}} }`
    const { texts, used } = accept(sent('agent', 'activity', 'subStatement', 'STATEMENTREF'))
    expect(texts).toEqual([sent('Agent', 'Activity', 'SubStatement', 'StatementRef')])
    expect(used).toEqual(['object-type'])
  })

  it('reads the GroupActivity that Open edX sends as an Activity', () => {
    const parent = { id: 'a:p', objectType: 'GroupActivity', definition: {} }
    const { texts } = accept(JSON.stringify(statement({ context: { contextActivities: { parent: [parent] } } })))
    expect(JSON.parse(texts?.[0] ?? '')).toEqual(
      statement({ context: { contextActivities: { parent: [{ ...parent, objectType: 'Activity' }] } } }),
    )
  })

  it('finds a type that is written with escapes', () => {
    const sent = JSON.stringify(statement({ object: { ...ACTIVITY, objectType: 'activity' } }))
    const { texts } = accept(sent.replace('"activity"', '"\\u0061ctivity"'))
    expect(texts).toEqual([sent.replace('"activity"', '"Activity"')])
  })

  it('corrects all of a batch of hundreds, and what needs it not comes out as it came in', () => {
    const lists = { other: Array.from({ length: 30 }, (_, n) => ({ id: `a:${n}`, objectType: 'ACTIVITY' })) }
    const batch = Array.from({ length: 300 }, (_, n) =>
      n % 3 === 0 ? statement() : statement({ context: { contextActivities: lists } }),
    )
    const sent = batch.map((each) => JSON.stringify(each, undefined, 1))
    const { texts } = accept(`[${sent.join(' ,\n')}]`)
    expect(texts).toEqual(sent.map((text) => text.replaceAll('ACTIVITY', 'Activity')))
  })

  it('never makes one type of another: what is no name of a type is refused at its place', () => {
    const wrong = ['person', 'Activity ', '', 'Agent', 'Verb'].map((objectType) =>
      accept(JSON.stringify(statement({ context: { contextActivities: { other: [{ id: 'a:b', objectType }] } } }))),
    )
    for (const { violations, used } of wrong) {
      expect(violations).toEqual(['/context/contextActivities/other/0/objectType'])
      expect(used).toEqual([])
    }
  })

  it('repairs a hundred places of one statement and no more: each is another walk through it', () => {
    const other = Array.from({ length: 10_000 }, (_, n) => ({ id: `a:${n}`, objectType: 'activity' }))
    const { violations } = accept(JSON.stringify(statement({ context: { contextActivities: { other } } })))
    expect(violations?.[0]).toBe('/context/contextActivities/other/100/objectType')
  })
})

describe('the rule equal-score-bounds', () => {
  it.each([
    [score(0, 0, 0), []],
    [score(5, 5), []],
    [score(5, 5, 4), ['/result/score/raw']],
    [score(6, 5), ['/result/score/min']],
  ])('lets min equal max, and no more: %j', (result, places) => {
    const sent = JSON.stringify(statement(result))
    const { texts, violations = [], used } = accept(sent)
    expect(violations).toEqual(places)
    if (places.length > 0) return
    expect(texts).toEqual([sent])
    expect(used).toEqual(['equal-score-bounds'])
  })

  it('holds in a SubStatement, too, and beside a repaired type', () => {
    const object = subStatement({ ...score(1, 1), actor: { ...ANN, objectType: 'agent' } })
    expect(accept(JSON.stringify(statement({ object }))).used).toEqual(BOTH)
    expect(accept(JSON.stringify(statement({ object })), ['object-type']).violations).toEqual([
      '/object/result/score/min',
    ])
    expect(accept(JSON.stringify(statement({ object })), ['equal-score-bounds']).violations).toEqual([
      '/object/actor/objectType',
    ])
  })
})

describe.each(VERSIONS)('leniency under %s', (version) => {
  const bodies = INVALID.map(([title, value]) => [title, JSON.stringify(value) ?? ''] as const)

  it.each(bodies.filter(([, body]) => body.startsWith('{')))(
    'changes nothing for what it does not speak of: %s',
    (_, body) => {
      const strict = accept(body, [], version)
      expect(strict.violations?.length).toBeGreaterThan(0)
      const lenient = accept(body, BOTH, version)
      expect(lenient).toEqual(lenient.used.length === 0 ? strict : { texts: [expect.any(String)], used: lenient.used })
    },
  )

  it('repairs any spelling of any type back to the statement that a strict sender sends', () => {
    const spelling = fc.array(fc.boolean(), { minLength: 8, maxLength: 8 })
    const spell = (name: string, upper: boolean[]) =>
      Array.from(name, (letter, at) => (upper[at % 8] ? letter.toUpperCase() : letter.toLowerCase())).join('')
    fc.assert(
      fc.property(spelling, spelling, fc.constantFrom(undefined, 1, '\t'), (first, second, space) => {
        const text = (agent: string, activity: string) =>
          JSON.stringify(
            statement({ actor: { ...ANN, objectType: agent }, object: { ...ACTIVITY, objectType: activity } }),
            undefined,
            space,
          )
        const { texts } = accept(text(spell('Agent', first), spell('Activity', second)), BOTH, version)
        expect(texts).toEqual([text('Agent', 'Activity')])
      }),
    )
  })
})
