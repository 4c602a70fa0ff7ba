/** When two statements of one id are the same, in both versions. */
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { senders } from '../../bench/senders.ts'
import { sameStatement } from '../../lambdas/xapi/comparison.ts'
import { VALID } from '../support/judged-statements.ts'
import { prepare, stored } from '../support/prepared-statements.ts'
import { ANN, BOB, type JsonObject, statement, subStatement, UUID, VERSIONS } from '../support/statements.ts'

const group = (member: unknown[]) => ({ objectType: 'Group', member })
const definition = (name: string) => ({ id: 'http://example.org/activities/one', definition: { name: { en: name } } })
const ATTACHMENT = { usageType: 'a:b', display: { en: 'x' }, contentType: 'a/b', length: 1, sha2: 'a'.repeat(64) }

const SAME: [string, JsonObject, JsonObject][] = [
  ['what the LRS sets', { id: UUID, version: '1.0.0' }, { stored: '2020-01-01T00:00:00Z', authority: ANN }],
  [
    'another spelling of the instant',
    { timestamp: '2026-01-01T00:00:00Z' },
    { timestamp: '2026-01-01T01:00:00.000+01:00' },
  ],
  ['verb display', { verb: { id: 'a:b', display: { en: 'x' } } }, { verb: { id: 'a:b' } }],
  ['activity definitions', { object: definition('x') }, { object: definition('y') }],
  [
    'definitions in a SubStatement',
    { object: subStatement({ object: definition('x') }) },
    { object: subStatement({ object: definition('y') }) },
  ],
  ['the order of members', { actor: group([ANN, BOB]) }, { actor: group([BOB, ANN]) }],
  ['the case of a mail domain', { actor: { mbox: 'mailto:ann@EXAMPLE.org' } }, { actor: ANN }],
  ['the case of UUIDs', { context: { registration: UUID } }, { context: { registration: UUID.toUpperCase() } }],
  [
    'a single activity or a list of one',
    { context: { contextActivities: { other: { id: 'a:b' } } } },
    { context: { contextActivities: { other: [{ id: 'a:b' }] } } },
  ],
  ['digits past 0.01 s', { result: { duration: 'PT1.237S' } }, { result: { duration: 'PT1.231S' } }],
  ['an objectType that is the default', { actor: { ...ANN, objectType: 'Agent' } }, { actor: ANN }],
]

const DIFFERENT: [string, JsonObject, JsonObject][] = [
  ['actors', { actor: ANN }, { actor: BOB }],
  ['names', { actor: { ...ANN, name: 'A' } }, { actor: { ...ANN, name: 'a' } }],
  ['the case before the @', { actor: ANN }, { actor: { mbox: 'mailto:Ann@example.org' } }],
  ['verbs', { verb: { id: 'a:b' } }, { verb: { id: 'a:c' } }],
  ['results', { result: { success: true } }, { result: { success: false } }],
  ['durations by text', { result: { duration: 'PT120S' } }, { result: { duration: 'PT2M' } }],
  ['extensions', { result: { extensions: { 'a:b': [1, 2] } } }, { result: { extensions: { 'a:b': [2, 1] } } }],
  [
    'extensions called like what does not count',
    { result: { extensions: { 'a:b': { id: 1 } } } },
    { result: { extensions: { 'a:b': { id: 2 } } } },
  ],
  [
    'instants in a SubStatement',
    { object: subStatement({ timestamp: '2026-01-01T00:00:00Z' }) },
    { object: subStatement() },
  ],
]

const text = (more: JsonObject) => JSON.stringify(statement(more))

describe.each(VERSIONS)('under %s statements of one id', (version) => {
  it.each(SAME)('are the same in spite of %s', (_, a, b) => {
    expect(sameStatement(text(a), text(b), version)).toBe(true)
    expect(sameStatement(text(b), text(a), version)).toBe(true)
  })

  it.each(DIFFERENT)('differ by %s', (_, a, b) => {
    expect(sameStatement(text(a), text(b), version)).toBe(false)
    expect(sameStatement(text(b), text(a), version)).toBe(false)
  })

  it.each([
    ['1.10', '11e-1', true],
    ['100', '1E2', true],
    ['-0.0', '0', true],
    ['9007199254740993', '9007199254740992', false],
    ['0.1', '0.1000000000000000055511151231257827', false],
    ['1e999999999999999999', '1e999999999999999998', false],
  ])('with the numbers %s and %s are the same: %s', (a, b, same) => {
    const withNumber = (number: string) => text({ result: { extensions: { 'a:b': 7 } } }).replace('7', number)
    expect(sameStatement(withNumber(a), withNumber(b), version)).toBe(same)
  })

  it('are the same as stored, sent again, or sent back as they were read', () => {
    for (const more of [{}, { timestamp: '2026-01-01T00:00:00+01:00' }]) {
      const kept = stored(text(more), version)
      const again = prepare(text(more), version)[0]?.pieces.join('') ?? ''
      const readBack = prepare(kept, version)[0]?.pieces.join('') ?? ''
      expect([again, readBack].map((other) => sameStatement(kept, other, version))).toEqual([true, true])
    }
  })

  it('are the same as stored and sent again, whatever a sender writes', () => {
    const source = senders(11)
    const sent = Array.from({ length: 500 }, () => JSON.stringify(source.next().value.statement))
    for (const one of [...sent, ...VALID.map(([, good]) => JSON.stringify(good))]) {
      const again = prepare(one, version)[0]?.pieces.join('') ?? ''
      expect([one, sameStatement(stored(one, version), again, version)]).toEqual([one, true])
    }
  })

  it('are compared by an equivalence relation, whichever they are', () => {
    const one = fc.constantFrom(...[...SAME, ...DIFFERENT].flatMap(([, a, b]) => [a, b])).map(text)
    fc.assert(
      fc.property(one, one, one, (a, b, c) => {
        expect(sameStatement(a, a, version)).toBe(true)
        const same = sameStatement(a, b, version)
        expect(sameStatement(b, a, version)).toBe(same)
        if (same) expect(sameStatement(a, c, version)).toBe(sameStatement(b, c, version))
      }),
    )
  })
})

describe('what the versions compare differently', () => {
  it('timestamps of different instants make statements differ in 1.0.3 only', () => {
    const [a, b] = [text({ timestamp: '2026-01-01T00:00:00Z' }), text({ timestamp: '2026-01-01T00:00:01Z' })]
    expect([sameStatement(a, b, '1.0.3'), sameStatement(a, b, '2.0.0')]).toEqual([false, true])
  })

  it('attachments make statements differ in 1.0.3 only, where the case of their hashes does not count', () => {
    const [a, b] = [text({ attachments: [ATTACHMENT] }), text({})]
    expect([sameStatement(a, b, '1.0.3'), sameStatement(a, b, '2.0.0')]).toEqual([false, true])
    expect(sameStatement(a, text({ attachments: [{ ...ATTACHMENT, sha2: 'A'.repeat(64) }] }), '1.0.3')).toBe(true)
  })
})
