/** Which cells a statement becomes. */
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type AttachmentCell, COLUMNS, type Row } from '../../lambdas/lake/columns.ts'
import { rowsToParquet } from '../../lambdas/lake/parquet.ts'
import { statementToRow } from '../../lambdas/lake/row.ts'
import { arbitraryStatement } from '../support/arbitrary-statements.ts'

const SQ = '019ce1a2b3c40000aaaaaaaa0003'
const STORED = 0x019ce1a2b3c4
// biome-ignore lint/suspicious/noExplicitAny: the tests look where the statement holds a value, if it holds one.
type Loose = any

const base = {
  id: 'F0000000-0000-4000-8000-00000000000A',
  actor: { mbox: 'mailto:ann@example.org' },
  verb: { id: 'http://example.org/did' },
  object: { id: 'http://example.org/it' },
}
const rowOf = (parts: object): Row => statementToRow(JSON.stringify({ ...base, ...parts }), SQ)

/** Who, said in other words than the code's. */
function whoIs(actor: Loose): string | null {
  if (!actor) return null
  if (actor.mbox) {
    const [local, domain] = actor.mbox.split(/@(?=[^@]*$)/)
    return `${local}@${domain.toLowerCase()}`
  }
  if (actor.mbox_sha1sum) return `mbox_sha1sum:${actor.mbox_sha1sum.toLowerCase()}`
  if (actor.account) return [actor.account.homePage, actor.account.name].join('|')
  return actor.openid ?? null
}
const all = (list: Loose[] | undefined, of: (item: Loose) => string | null) =>
  list?.map(of).filter((id) => id !== null) ?? null
const jsonMap = (extensions: Loose) =>
  extensions ? Object.fromEntries(Object.entries(extensions).map(([k, v]) => [k, v])) : null
const parsedMap = (cell: Loose) => (cell ? Object.fromEntries([...cell].map(([k, v]) => [k, JSON.parse(v)])) : null)
const plain = (value: unknown) => JSON.parse(JSON.stringify(value))
const kindOf = (object: Loose) => object.objectType ?? 'Activity'
const idOf = (object: Loose) => (['Agent', 'Group'].includes(object.objectType) ? whoIs(object) : (object.id ?? null))

describe('a row', () => {
  it('has a cell for each column, in their order, for every statement', () => {
    fc.assert(
      fc.property(arbitraryStatement, (value) => {
        expect(Object.keys(statementToRow(JSON.stringify(value), SQ))).toEqual(COLUMNS.map(({ name }) => name))
      }),
    )
  })

  it('holds what the statement says and NULL for what it does not say', () => {
    fc.assert(
      fc.property(arbitraryStatement, (generated) => {
        const s: Loose = plain(generated)
        const row = statementToRow(JSON.stringify(generated), SQ)
        const { result: r = {}, context: c = {} } = s
        expect(row).toMatchObject({
          statement_id: s.id.toLowerCase(),
          sq: SQ,
          stored: BigInt(STORED) * 1000n,
          timestamp: BigInt(Date.parse(s.timestamp)) * 1000n,
          version: s.version,
          actor_id: whoIs(s.actor),
          actor_name: s.actor.name ?? null,
          actor_mbox: s.actor.mbox ?? null,
          actor_account_name: s.actor.account?.name ?? null,
          actor_object_type: s.actor.objectType ?? 'Agent',
          actor_member_ids: all(s.actor.member, whoIs),
          verb_id: s.verb.id,
          object_type: kindOf(s.object),
          object_id: idOf(s.object),
          activity_type: s.object.definition?.type ?? null,
          correct_responses_pattern: s.object.definition?.correctResponsesPattern ?? null,
          sub_actor_id: whoIs(s.object.actor),
          sub_verb_id: s.object.verb?.id ?? null,
          sub_object_type: s.object.object ? kindOf(s.object.object) : null,
          sub_object_id: s.object.object ? idOf(s.object.object) : null,
          score_scaled: r.score?.scaled ?? null,
          score_raw: r.score?.raw ?? null,
          score_min: r.score?.min ?? null,
          score_max: r.score?.max ?? null,
          success: r.success ?? null,
          completion: r.completion ?? null,
          response: r.response ?? null,
          duration: r.duration ?? null,
          registration: c.registration?.toLowerCase() ?? null,
          language: c.language ?? null,
          platform: c.platform ?? null,
          revision: c.revision ?? null,
          instructor_id: whoIs(c.instructor),
          team_id: whoIs(c.team),
          parent_ids: all(c.contextActivities?.parent, ({ id }) => id),
          grouping_ids: all(c.contextActivities?.grouping, ({ id }) => id),
          category_ids: all(c.contextActivities?.category, ({ id }) => id),
          other_ids: all(c.contextActivities?.other, ({ id }) => id),
          context_agent_ids: all(c.contextAgents, ({ agent }) => whoIs(agent)),
          context_group_ids: all(c.contextGroups, ({ group }) => whoIs(group)),
          context_statement_id: c.statement?.id ?? null,
          raw: JSON.stringify(generated),
        })
        expect(parsedMap(row.result_extensions)).toEqual(jsonMap(r.extensions))
        expect(parsedMap(row.context_extensions)).toEqual(jsonMap(c.extensions))
        expect(parsedMap(row.object_extensions)).toEqual(jsonMap(s.object.definition?.extensions))
        expect(
          (row.attachments as AttachmentCell[] | null)?.map(({ sha2, length }) => [sha2, Number(length)]) ?? null,
        ).toEqual(s.attachments?.map(({ sha2, length }: Loose) => [sha2, length]) ?? null)
      }),
    )
  })

  it('gives ids in lower case, since UUIDs are compared without regard to case', () => {
    expect(rowOf({}).statement_id).toBe('f0000000-0000-4000-8000-00000000000a')
  })

  it('takes English words where there are some, else the first language', () => {
    const named = (name: object) => rowOf({ object: { id: 'http://example.org/it', definition: { name } } }).object_name
    expect(named({ de: 'Ding', 'en-GB': 'thing' })).toBe('thing')
    expect(named({ de: 'Ding', fr: 'chose' })).toBe('Ding')
    expect(named({})).toBeNull()
  })

  it('keeps long numbers of extensions digit for digit', () => {
    const text = JSON.stringify(base).replace(
      /}$/,
      ',"result":{"extensions":{"http://x.org/n":[12345678901234567890,1e400,{"a":0.12345678901234567890}]}}}',
    )
    const cell = statementToRow(text, SQ).result_extensions as Map<string, string>
    expect(cell.get('http://x.org/n')).toBe('[12345678901234567890,1e400,{"a":0.12345678901234567890}]')
  })

  it('keeps every number of an extension as its sender wrote it, whatever else the statement holds', () => {
    const digits = fc.stringMatching(/^\d{1,20}$/)
    const whole = fc.oneof(
      fc.constant('0'),
      digits.map((text) => text.replace(/^0+/, '') || '0'),
    )
    const part = (of: fc.Arbitrary<string>) => fc.oneof(fc.constant(''), of)
    const number = fc
      .tuple(
        part(fc.constant('-')),
        whole,
        part(digits.map((text) => `.${text}`)),
        part(fc.stringMatching(/^[eE][+-]?\d{1,3}$/)),
      )
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(number, fc.constantFrom('', ' '), (token, space) => {
        const text = JSON.stringify(base).replace(
          /}$/,
          `,"context":{"extensions":{"http://x.org/n":${space}${token}}}}`,
        )
        const cell = statementToRow(text, SQ).context_extensions as Map<string, string>
        expect(cell.get('http://x.org/n')).toBe(token)
      }),
      {
        numRuns: 2000,
        examples: [
          ['1.0', ''],
          ['-0', ''],
          ['1e3', ' '],
          ['0.0000001', ''],
          ['5.50', ''],
        ],
      },
    )
  })

  it('gives NULL for a score beyond the doubles and leaves it to raw', () => {
    const text = JSON.stringify(base).replace(/}$/, ',"result":{"score":{"raw":1e400}}}')
    expect(statementToRow(text, SQ)).toMatchObject({ score_raw: null, raw: text })
  })

  it.each([
    ['2026-11-21T09:00:00.1476279Z', '2026-11-21T09:00:00.147Z'],
    ['2026-11-21T23:59:59.9996+00:00', '2026-11-21T23:59:59.999Z'],
    ['2026-11-21T09:00:00.5+05:30', '2026-11-21T03:30:00.500Z'],
    ['20261121T0900Z', '2026-11-21T09:00:00.000Z'],
  ])('has the timestamp %s as %s, in UTC and cut to the millisecond', (timestamp, iso) => {
    expect(rowOf({ timestamp }).timestamp).toBe(BigInt(Date.parse(iso)) * 1000n)
  })

  it.each([
    ['object_type', { object: { objectType: 7, id: 'http://example.org/it' } }],
    ['actor_object_type', { actor: { objectType: ['Agent'], mbox: 'mailto:a@x.org' } }],
    ['sub_object_type', { object: { objectType: 'SubStatement', object: { objectType: {} } } }],
    ['success', { result: { success: 'yes' } }],
    ['completion', { result: { completion: 1 } }],
  ])('gives NULL as %s where the statement has a value of another type', (column, part) => {
    expect(rowOf(part)[column]).toBeNull()
  })

  it('names the voided statement, and the session of cmi5', () => {
    const voiding = rowOf({
      verb: { id: 'http://adlnet.gov/expapi/verbs/voided' },
      object: { objectType: 'StatementRef', id: 'E0000000-0000-4000-8000-00000000000A' },
    })
    expect(voiding).toMatchObject({ is_voiding: true, voided_statement_id: 'e0000000-0000-4000-8000-00000000000a' })
    const session = { 'https://w3id.org/xapi/cmi5/context/extensions/sessionid': 's-1' }
    expect(rowOf({ context: { extensions: session } })).toMatchObject({
      is_voiding: false,
      voided_statement_id: null,
      session_id: 's-1',
    })
  })

  it('names the application of an OAuth authority as its authority', () => {
    const authority = {
      objectType: 'Group',
      member: [{ account: { homePage: 'http://x.org', name: 'app' } }, { mbox: 'mailto:u@x.org' }],
    }
    expect(rowOf({ authority })).toMatchObject({ authority_id: 'http://x.org|app', authority_name: null })
  })
})

/** A statement with a value in each place that a cell comes from. */
const full = {
  ...base,
  timestamp: '2026-11-21T09:00:00Z',
  version: '1.0.3',
  actor: { objectType: 'Group', name: 'Team', account: { homePage: 'http://x.org', name: '7' } },
  verb: { id: 'http://x.org/v', display: { en: 'did' } },
  object: {
    objectType: 'Activity',
    id: 'http://x.org/a',
    definition: {
      ...{ type: 'http://x.org/t', name: { en: 'A' }, description: { en: 'B' }, extensions: { 'http://x.org/e': 1 } },
      ...{ interactionType: 'choice', correctResponsesPattern: ['a'] },
    },
  },
  result: {
    ...{ score: { scaled: 0.5, raw: 5, min: 0, max: 10 }, success: true, completion: true },
    ...{ response: 'a', duration: 'PT1S' },
  },
  context: {
    ...{ registration: 'F0000000-0000-4000-8000-00000000000B', language: 'en', platform: 'p', revision: '1' },
    instructor: { openid: 'http://x.org/i', name: 'I' },
    team: { objectType: 'Group', mbox_sha1sum: 'A'.repeat(40) },
    contextActivities: { parent: [{ id: 'http://x.org/p' }], grouping: { id: 'http://x.org/g' } },
    contextAgents: [{ objectType: 'contextAgent', agent: { mbox: 'mailto:b@x.org' } }],
    statement: { objectType: 'StatementRef', id: 'F0000000-0000-4000-8000-00000000000C' },
  },
  authority: { objectType: 'Agent', mbox: 'mailto:c@X.org', name: 'C' },
  attachments: [{ usageType: 'http://x.org/u', display: { en: 'D' }, contentType: 'a/b', length: 1, sha2: 'AB' }],
}

type Place = (string | number)[]
const leaves = (value: Loose, at: Place = []): Place[] =>
  value !== null && typeof value === 'object'
    ? Object.entries(value).flatMap(([key, member]) => leaves(member, [...at, key]))
    : [at]
const replaced = (value: Loose, [key, ...rest]: Place, odd: unknown): Loose => {
  if (key === undefined) return odd
  const copy = Array.isArray(value) ? [...value] : { ...value }
  copy[key] = replaced(copy[key], rest, odd)
  return copy
}

describe('a row of a statement that no validation has seen', () => {
  it.each(leaves(full).map((place) => [place.join('.'), place] as const))(
    'can be written with a number, a boolean, a text and nothing at %s',
    (_, place) => {
      for (const odd of [5, true, 'x', null])
        expect(rowsToParquet([rowOf(replaced(full, place, odd))]).length).toBeGreaterThan(0)
    },
  )

  it('has NULL where an identifier is a number', () => {
    expect(rowOf({ actor: { openid: 5 } })).toMatchObject({ actor_id: null, actor_ifi: 'openid', actor_openid: null })
    expect(rowOf({ actor: { account: { homePage: 'http://x.org', name: 5 } } })).toMatchObject({
      ...{ actor_id: null, actor_account_home_page: 'http://x.org', actor_account_name: null },
    })
  })
})
