/** Data 2.2 and 2.3.1, 4.2.4: which statements are the same, what comes back exactly, what is no JSON. */
import { randomUUID } from 'node:crypto'
import { expect } from '@jest/globals'
import type { Lrs } from '../support/lrs.ts'
import { ACTIVITY, newStatement, type Part, VERB } from '../support/sent-statements.ts'
import { BOTH, expectStatus, ONLY_2, type Requirement } from './requirement.ts'

/** What may differ without being another statement (Data 2.3.1, 4.2.4): name -> the other writing of the same. */
const SAME: { [title: string]: [Part, Part] } = {
  'verb.display': [{}, { verb: { id: VERB.id, display: { fr: 'terminé' } } }],
  'the activity definition': [{}, { object: { ...ACTIVITY, definition: { name: { en: 'x' } } } }],
  'the same instant in another zone': [
    { timestamp: '2026-11-21T09:00:00Z' },
    { timestamp: '2026-11-21T10:00:00.000+01:00' },
  ],
  'one activity or an array of one': [
    { context: { contextActivities: { parent: ACTIVITY } } },
    { context: { contextActivities: { parent: [ACTIVITY] } } },
  ],
  'the order of members': [
    { actor: { objectType: 'Group', member: [{ mbox: 'mailto:a@example.com' }, { mbox: 'mailto:b@example.com' }] } },
    { actor: { objectType: 'Group', member: [{ mbox: 'mailto:b@example.com' }, { mbox: 'mailto:a@example.com' }] } },
  ],
  'a duration past its hundredths': [{ result: { duration: 'PT1.231S' } }, { result: { duration: 'PT1.23S' } }],
  'the spelling of a number': [{ result: { score: { raw: 10 } } }, { result: { score: { raw: 10.0 } } }],
  'stored and version': [{}, { stored: '2001-01-01T00:00:00Z', version: '1.0.0' }],
}

const OTHER: { [title: string]: Part } = {
  actor: { actor: { mbox: 'mailto:other@example.com' } },
  verb: { verb: { id: 'https://example.com/verbs/other' } },
  object: { object: { id: 'https://example.com/activities/other' } },
  result: { result: { success: true } },
  'context registration': { context: { registration: '00000000-0000-4000-8000-000000000000' } },
  'context extension': { context: { extensions: { 'https://example.com/x': 1 } } },
  'duration of equal length': { result: { duration: 'PT120S' } },
}

const COMPARISONS: Omit<Requirement, 'resource'>[] = [
  ...Object.entries(SAME).map(([title, [first, second]]) => ({
    id: 'Data 2.3.1',
    versions: BOTH,
    title: `accepts a statement that differs only in ${title} as the same one (200)`,
    check: async (lrs: Lrs) => {
      const statement = newStatement(first)
      expectStatus(await lrs.post(statement), 200)
      expectStatus(await lrs.post({ ...statement, ...second }), 200)
    },
  })),
  ...Object.entries(OTHER).map(([title, part]) => ({
    id: 'Data 2.3.1',
    versions: BOTH,
    title: `rejects a statement of a known id with another ${title} (409)`,
    check: async (lrs: Lrs) => {
      const statement = newStatement({ result: { duration: 'PT2M' } })
      expectStatus(await lrs.post(statement), 200)
      expectStatus(await lrs.post({ ...statement, ...part }), 409)
    },
  })),
]

/** Data 2.2: the statement itself comes back as it was written, not as a parser understood it. */
const written = (result: string, id: string) =>
  `{"id":"${id}","actor":{"mbox":"mailto:a@example.com"},"verb":{"id":"${VERB.id}"},"object":{"id":"${ACTIVITY.id}"},"result":${result}}`

const X = 'https://example.com/x'

const KEPT: { [title: string]: string } = {
  'big integers': `{"extensions":{"${X}":12345678901234567890}}`,
  'trailing zeros and exponents': '{"score":{"raw":1.10,"min":1e-2,"max":1E+2}}',
  'precision beyond a double': '{"score":{"scaled":0.1234567890123456789}}',
  'null, empty and nested extension values': `{"extensions":{"${X}":{"a":null,"b":[],"c":{"":""}}}}`,
  'characters beyond the basic plane, and both forms of é': '{"response":"🎓 é e\u0301 \u2028"}',
  'the order of keys': `{"extensions":{"${X}":{"z":1,"a":2,"10":3,"9":4}}}`,
}

const EXACT: Omit<Requirement, 'resource'>[] = Object.entries(KEPT).map(([title, result]) => ({
  id: 'XAPI-00002',
  versions: BOTH,
  title: `returns ${title} token for token`,
  check: async (lrs) => {
    const id = randomUUID()
    expectStatus(await lrs.post(written(result, id)), 200)
    const { text } = await lrs.call('GET', 'statements', { query: { statementId: id } })
    expect(text).toContain(`"result":${result}`)
  },
}))

const MALFORMED: { [title: string]: (id: string) => string | Buffer } = {
  'JSON that ends too early': (id) => written('{}', id).slice(0, -1),
  'JSON with a trailing comma': (id) => written('{},', id),
  'JSON followed by more': (id) => `${written('{}', id)}{}`,
  'a duplicate key': (id) => written('{"success":true,"success":true}', id),
  'a duplicate key at the top': (id) => written('{},"result":{}', id),
  'a key twice, once escaped': (id) => written('{"success":true,"\\u0073uccess":true}', id),
  'invalid UTF-8': (id) =>
    Buffer.concat([Buffer.from(written('{"response":"', id)), Buffer.from([0xc3, 0x28]), Buffer.from('"}}')]),
  'a string': () => '"statement"',
  null: () => 'null',
  'an array of arrays': (id) => `[[${written('{}', id)}]]`,
  nothing: () => '',
}

const MALFORMATIONS: Omit<Requirement, 'resource'>[] = [
  ...Object.entries(MALFORMED).map(([title, text]) => ({
    id: 'XAPI-00014',
    versions: BOTH,
    title: `rejects ${title} (400)`,
    check: async (lrs: Lrs) => {
      const id = randomUUID()
      expectStatus(await lrs.post(text(id)), 400)
      expect(await lrs.statement(id)).toBe(404)
    },
  })),
  {
    id: 'Data 2.2',
    versions: BOTH,
    title: 'accepts a duplicate key inside an extension value [D-11]',
    check: async (lrs) =>
      expectStatus(await lrs.post(written(`{"extensions":{"${X}":{"a":1,"a":2}}}`, randomUUID())), 200),
  },
  {
    id: '4.1.6.1',
    versions: ONLY_2,
    title: 'rejects method as an unknown parameter, as there is no alternate request syntax (400)',
    check: async (lrs) =>
      expectStatus(await lrs.call('POST', 'statements', { query: '?method=GET', body: newStatement() }), 400),
  },
]

export const FIDELITY: Requirement[] = [...COMPARISONS, ...EXACT, ...MALFORMATIONS].map((row) => ({
  ...row,
  resource: 'statements POST',
}))
