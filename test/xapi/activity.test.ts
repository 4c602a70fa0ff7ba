/** How the definitions of an Activity are collected from statements and merged. */
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { collectDefinitions, completeDefinition, mergeDefinition, toActivity } from '../../lambdas/xapi/activity.ts'
import type { ActivityDefinition, Statement } from '../../lambdas/xapi/statement.ts'

const merge = (...definitions: object[]) =>
  JSON.parse(
    definitions
      .map((definition) => JSON.stringify(definition))
      .reduce((stored, received) => mergeDefinition(stored, received)),
  )

const map = fc.dictionary(fc.constantFrom('en', 'EN', 'de', 'fr-CA'), fc.string())
const component = fc.record({ id: fc.constantFrom('x', 'y'), description: map }, { requiredKeys: ['id'] })
/** Some spell a tag in two ways or repeat a component. */
const anyDefinition = fc
  .record(
    {
      name: map,
      type: fc.constantFrom('a:b', 'a:c'),
      extensions: fc.dictionary(fc.constantFrom('a:b', 'a:c', '__proto__', '1'), fc.jsonValue()),
      interactionType: fc.constantFrom('choice', 'likert'),
      correctResponsesPattern: fc.array(fc.string()),
      choices: fc.array(component),
    },
    { requiredKeys: [] },
  )
  .map((definition) => JSON.stringify(definition))

describe('mergeDefinition', () => {
  it('returns what was sent, to the letter, when nothing is stored', () => {
    expect(mergeDefinition(undefined, '{"extensions":{"a:b":1.10}, "name":{}}')).toBe(
      '{"extensions":{"a:b":1.10}, "name":{}}',
    )
  })

  it.each<[string, object, object, object]>([
    [
      'unites languages (XAPI-00253)',
      { name: { 'en-US': 'a' } },
      { name: { 'fr-FR': 'b' } },
      { name: { 'en-US': 'a', 'fr-FR': 'b' } },
    ],
    [
      'takes the later text of a tag',
      { description: { en: 'a', de: 'b' } },
      { description: { EN: 'c' } },
      { description: { en: 'c', de: 'b' } },
    ],
    [
      'takes the later type and moreInfo',
      { type: 'a:b', moreInfo: 'a:c' },
      { type: 'a:d' },
      { type: 'a:d', moreInfo: 'a:c' },
    ],
    [
      'unites extensions by key',
      { extensions: { 'a:b': { x: 1 }, 'a:c': 1 } },
      { extensions: { 'a:b': { y: 1 } } },
      { extensions: { 'a:b': { y: 1 }, 'a:c': 1 } },
    ],
    [
      'adds an interaction where there is none',
      { type: 'a:b' },
      { interactionType: 'choice', correctResponsesPattern: ['x'], choices: [{ id: 'x' }] },
      { type: 'a:b', interactionType: 'choice', correctResponsesPattern: ['x'], choices: [{ id: 'x' }] },
    ],
    [
      'keeps the first correct answers',
      { interactionType: 'choice', correctResponsesPattern: ['x'] },
      { interactionType: 'choice', correctResponsesPattern: ['y'] },
      { interactionType: 'choice', correctResponsesPattern: ['x'] },
    ],
    [
      'keeps an interaction of another type out, but not the rest',
      { interactionType: 'choice' },
      { name: { en: 'a' }, interactionType: 'likert', scale: [{ id: 'x' }] },
      { interactionType: 'choice', name: { en: 'a' } },
    ],
    [
      'lets components grow',
      { interactionType: 'choice', choices: [{ id: 'x', description: { en: 'a' } }, { id: 'y' }] },
      {
        interactionType: 'choice',
        choices: [{ id: 'z' }, { id: 'y', description: { fr: 'b' } }, { id: 'x', description: { fr: 'c' } }],
      },
      {
        interactionType: 'choice',
        choices: [{ id: 'x', description: { en: 'a', fr: 'c' } }, { id: 'y', description: { fr: 'b' } }, { id: 'z' }],
      },
    ],
  ])('%s', (_, stored, received, merged) => expect(merge(stored, received)).toEqual(merged))

  it('keeps the spelling of the numbers in extensions', () => {
    expect(mergeDefinition('{"extensions":{"a:b":1.10}}', '{"extensions":{"a:c":12345678901234567890}}')).toBe(
      '{"extensions":{"a:b":1.10,"a:c":12345678901234567890}}',
    )
  })

  it.each([
    ['{ "name" : {"en":"\\u00e9"} }', '{"name":{"en":"é"}}'],
    ['{"name":{"en":"a","fr":"b"},"type":"a:b"}', '{"type":"a:b","name":{"fr":"b"}}'],
    ['{"name":{"en":"a"}}', '{}'],
    ['{"name":{"en":"a"}}', `{"extensions":{"a:b":"${'x'.repeat(100_000)}"}}`],
  ])('returns the stored text %s itself when it learns nothing from another', (stored, received) => {
    expect(mergeDefinition(stored, received)).toBe(stored)
  })

  it('changes nothing when it merges the same definition again, whatever it is', () => {
    fc.assert(
      fc.property(anyDefinition, anyDefinition, (a, b) => {
        const once = mergeDefinition(a, b)
        // Twice, since one source may itself spell a tag in two ways or repeat a component.
        const twice = mergeDefinition(once, b)
        expect(mergeDefinition(twice, b)).toBe(twice)
      }),
    )
  })
})

describe('completeDefinition', () => {
  const complete = (stored: object, earlier: object) =>
    JSON.parse(completeDefinition(JSON.stringify(stored), JSON.stringify(earlier)))

  it('returns what was sent, to the letter, when nothing is stored', () => {
    const sent = '{"extensions":{"a:b":1.10}, "name":{}}'
    expect(completeDefinition(undefined, sent)).toBe(sent)
  })

  it.each<[string, object, object, object]>([
    [
      'adds a language, and keeps the text of a tag, however it is spelt',
      { name: { en: 'new' }, description: { en: 'new' } },
      { name: { EN: 'old', de: 'alt' }, description: { en: 'old', fr: 'vieux' } },
      { name: { en: 'new', de: 'alt' }, description: { en: 'new', fr: 'vieux' } },
    ],
    [
      'adds a property, and keeps the value of another',
      { type: 'a:new' },
      { type: 'a:old', moreInfo: 'a:old' },
      { type: 'a:new', moreInfo: 'a:old' },
    ],
    [
      'adds an extension, and keeps the value of another as a whole',
      { extensions: { 'a:b': { x: 1 } } },
      { extensions: { 'a:b': { y: 2 }, 'a:c': 2 } },
      { extensions: { 'a:b': { x: 1 }, 'a:c': 2 } },
    ],
    [
      'adds an interaction where there is none',
      { type: 'a:b' },
      { interactionType: 'choice', correctResponsesPattern: ['x'] },
      { type: 'a:b', interactionType: 'choice', correctResponsesPattern: ['x'] },
    ],
    [
      'adds components and translations, and keeps the correct answers',
      { interactionType: 'choice', correctResponsesPattern: ['x'], choices: [{ id: 'x', description: { en: 'new' } }] },
      {
        interactionType: 'choice',
        correctResponsesPattern: ['y'],
        choices: [{ id: 'y' }, { id: 'x', description: { en: 'old', fr: 'vieux' } }],
      },
      {
        interactionType: 'choice',
        correctResponsesPattern: ['x'],
        choices: [{ id: 'x', description: { en: 'new', fr: 'vieux' } }, { id: 'y' }],
      },
    ],
    [
      'adds nothing of an interaction of another type, but the rest',
      { interactionType: 'choice' },
      { name: { en: 'a' }, interactionType: 'likert', correctResponsesPattern: ['x'], scale: [{ id: 'x' }] },
      { interactionType: 'choice', name: { en: 'a' } },
    ],
  ])('%s', (_, stored, earlier, completed) => expect(complete(stored, earlier)).toEqual(completed))

  it.each([
    ['{ "name" : {"en":"\\u00e9"} }', '{"name":{"EN":"e"}}'],
    ['{"name":{"en":"a","EN":"b"},"type":"a:b"}', '{"type":"a:c","name":{"En":"c"}}'],
    ['{"choices":[{ "id":"x" },{"id":"x"}]}', '{"choices":[{"id":"x"}]}'],
    ['{"extensions":{"a:b":1.10}}', '{"extensions":{"a:b":1.1}}'],
    ['{"name":{"en":"a"}}', `{"extensions":{"a:b":"${'x'.repeat(100_000)}"}}`],
  ])('returns the stored text %s itself when nothing is missing', (stored, earlier) => {
    expect(completeDefinition(stored, earlier)).toBe(stored)
  })

  it('changes nothing when it is done again, with whatever else in between', () => {
    fc.assert(
      fc.property(anyDefinition, anyDefinition, anyDefinition, (stored, a, b) => {
        const once = completeDefinition(stored, a)
        expect(completeDefinition(once, a)).toBe(once)
        const more = completeDefinition(once, b)
        expect(completeDefinition(completeDefinition(more, a), b)).toBe(more)
      }),
    )
  })

  it('changes nothing with a definition that was merged already, even if others were merged since', () => {
    fc.assert(
      fc.property(fc.array(anyDefinition, { minLength: 1 }), (definitions) => {
        const merged = definitions.reduce((stored, received) => mergeDefinition(stored, received))
        for (const definition of definitions) expect(completeDefinition(merged, definition)).toBe(merged)
      }),
    )
  })

  it('keeps every value that is there', () => {
    fc.assert(
      fc.property(anyDefinition, anyDefinition, (stored, earlier) => {
        const [{ choices: _, ...before }, { choices: __, ...after }] = [
          stored,
          completeDefinition(stored, earlier),
        ].map((text) => JSON.parse(text)) as [ActivityDefinition, ActivityDefinition]
        expect(after).toMatchObject(before)
      }),
    )
  })
})

describe('collectDefinitions', () => {
  it('merges the definitions that one request has of an activity as if they came one after the other', () => {
    const textWith = (definition: string) => `{"object":{"id":"a:b","definition":${definition}}}`
    fc.assert(
      fc.property(fc.array(anyDefinition, { minLength: 1, maxLength: 9 }), (definitions) => {
        const statements = definitions.map(textWith).map((text) => ({ statement: JSON.parse(text), text }))
        const merged = collectDefinitions(statements).get('a:b') ?? ''
        expect(JSON.parse(merged)).toEqual(merge(...definitions.map((definition) => JSON.parse(definition))))
      }),
    )
  })

  const activity = (id: string, definition?: ActivityDefinition) => ({
    id: `http://e.com/${id}`,
    ...(definition && { definition }),
  })
  const who = { actor: { mbox: 'mailto:a@e.com' }, verb: { id: 'http://e.com/v' } }
  const named = (text: string): ActivityDefinition => ({ name: { en: text } })

  it.each<[string, ActivityDefinition]>([
    ['read from values', {}],
    ['read from the text', { extensions: { 'a:b': 1 } }],
  ])('finds objects, contextActivities and those of SubStatements (%s)', (_, more) => {
    const around = {
      contextActivities: {
        parent: [activity('p', named('p'))],
        category: activity('c', named('c')),
        other: [activity('n')],
      },
    }
    const statements: Statement[] = [
      { ...who, object: activity('o', { ...named('o'), ...more }), context: around },
      {
        ...who,
        object: {
          objectType: 'SubStatement',
          ...who,
          object: activity('s', { ...named('s'), ...more }),
          context: around,
        },
      },
      { ...who, object: activity('o', { name: { de: 'O' } }) },
      { ...who, object: { objectType: 'StatementRef', id: 'x' } },
      { ...who, object: { objectType: 'Agent', mbox: 'mailto:a@e.com' } },
    ]
    const definitions = collectDefinitions(
      statements.map((statement) => ({ statement, text: JSON.stringify(statement) })),
    )
    const parsed = Object.fromEntries([...definitions].map(([id, text]) => [id.slice(-1), JSON.parse(text)]))
    expect(parsed).toEqual({
      o: { name: { en: 'o', de: 'O' }, ...more },
      s: { ...named('s'), ...more },
      p: named('p'),
      c: named('c'),
    })
  })

  it('leaves out an Activity of which all is known, whatever its spelling, and no definition of another', () => {
    const about = (id: string, definition: string) => `{"object":{"id":"${id}","definition":${definition}}}`
    const texts = [
      about('known', '{"extensions":{"a:b":1.0}}'),
      about('new', '{"name":{"en":"known"}}'),
      about('new', '{"name":{"en":"new"}}'),
      about('new', '{"name":{"en":"known"},"type":"a:b"}'),
    ]
    const isKnown = (_: string, value: string) => value === '{"extensions":{"a:b":1}}' || value.includes('known')
    const statements = texts.map((text) => ({ statement: JSON.parse(text), text }))
    expect([...collectDefinitions(statements, isKnown)]).toEqual([['new', '{"name":{"en":"known"},"type":"a:b"}']])
  })

  it('keeps the spelling of numbers in extensions', () => {
    const text = `{"object":{"id":"a:b","definition":{"extensions":{"a:c":1.10}}}}`
    expect([...collectDefinitions([{ statement: JSON.parse(text), text }])]).toEqual([
      ['a:b', '{"extensions":{"a:c":1.10}}'],
    ])
  })

  it('merges all that a batch says of one Activity in its order, if any of it is new', () => {
    const names = [{ en: 'a' }, { en: 'b' }, { en: 'b', de: 'c' }, { de: 'c', en: 'b' }, ['a'], {}]
    const definitions = names.map((name) => JSON.stringify({ name }))
    const [known] = definitions as [string]
    const sent = fc.array(fc.constantFrom(...definitions), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(sent, (batch) => {
        const texts = batch.map((definition) => `{"object":{"id":"a:b","definition":${definition}}}`)
        const found = collectDefinitions(
          texts.map((text) => ({ statement: JSON.parse(text), text })),
          (_, value) => value === known,
        )
        const merged = batch.reduce<string | undefined>(mergeDefinition, undefined)
        expect(found.get('a:b')).toBe(batch.every((one) => one === known) ? undefined : merged)
      }),
    )
  })
})

describe('toActivity', () => {
  it('writes an Activity with and without a definition (XAPI-00254)', () => {
    expect(toActivity('a:"b', undefined)).toBe('{"objectType":"Activity","id":"a:\\"b"}')
    expect(toActivity('a:b', '{"x":1.0}')).toBe('{"objectType":"Activity","id":"a:b","definition":{"x":1.0}}')
  })
})
