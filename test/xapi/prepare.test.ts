/** What a statement looks like when it is ready to be stored, and which features filters find it by. */
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { prepare, STORED, stored } from '../support/prepared-statements.ts'
import { AUTHORITY, type JsonObject, statement, subStatement, UUID, VERSIONS } from '../support/statements.ts'

const text = (more?: JsonObject) => JSON.stringify(statement(more))
const ACTIVITY = { id: 'http://example.org/activities/context' }

describe('a prepared statement', () => {
  it('is the text as received, followed by what the LRS sets', () => {
    const sent = '{ "actor":{"mbox":"mailto:a@b.c"},\n "verb":{"id":"a:b"}, "object":{"id":"a:c"}\n}'
    expect(stored(sent)).toBe(
      `${sent.slice(0, -1)},"id":"${UUID}","timestamp":"${STORED}","stored":"${STORED}","authority":${JSON.stringify(AUTHORITY)},"version":"2.0.0"}`,
    )
  })

  it('is cut at each timestamp that the store sets', () => {
    expect(prepare(text())[0]?.pieces).toHaveLength(3)
    expect(prepare(text({ timestamp: '2026-01-01T00:00:00.000Z' }))[0]?.pieces).toHaveLength(2)
  })

  it.each(VERSIONS)('has the version of a %s request if it came without one', (version) => {
    expect(JSON.parse(stored(text(), version)).version).toBe(version === '1.0.3' ? '1.0.0' : '2.0.0')
    expect(JSON.parse(stored(text({ version: '1.0' }), version)).version).toBe('1.0')
  })

  it('has its own stored and authority replaced (XAPI-00097, XAPI-00098)', () => {
    const sent = text({ stored: '2001-01-01T00:00:00Z', authority: { mbox: 'mailto:x@y.z' }, result: {} })
    expect(JSON.parse(stored(sent))).toMatchObject({ stored: STORED, authority: AUTHORITY, result: {} })
    expect(stored(sent)).not.toContain('x@y.z')
  })

  it.each([
    ['2026-01-01T00:00:00.123456Z', '2026-01-01T00:00:00.123456Z'],
    ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00.000Z'],
    ['2026-01-01T02:00:00.5+02:00', '2026-01-01T00:00:00.500Z'],
  ])('has its timestamp %s stored as %s (D-17)', (timestamp, utc) => {
    expect(JSON.parse(stored(text({ timestamp }))).timestamp).toBe(utc)
  })

  it('has single context activities in arrays, also in a SubStatement', () => {
    const context = { contextActivities: { parent: ACTIVITY, other: [ACTIVITY] } }
    const sent = text({ context, object: subStatement({ context: { contextActivities: { grouping: ACTIVITY } } }) })
    const lists = { parent: [ACTIVITY], other: [ACTIVITY] }
    expect(JSON.parse(stored(sent))).toMatchObject({
      context: { contextActivities: lists },
      object: { context: { contextActivities: { grouping: [ACTIVITY] } } },
    })
  })

  it('finds what it edits under escaped keys and behind look-alikes', () => {
    const sent =
      '{"result":{"response":"\\"stored\\":\\"x\\"","extensions":{"a:b":{"stored":"y","}":[1]}}},"\\u0073tored" : "2001-01-01T00:00:00Z" ,' +
      `${text().slice(1)}`
    const final = JSON.parse(stored(sent))
    expect(final.stored).toBe(STORED)
    expect(final.result).toEqual({ response: '"stored":"x"', extensions: { 'a:b': { stored: 'y', '}': [1] } } })
  })

  it('keeps the spelling of its id, and is found by the id in lower case (D-24)', () => {
    const [prepared] = prepare(text({ id: UUID.toUpperCase() }))
    expect(prepared?.id).toBe(UUID)
    expect(prepared?.pieces.join('')).toContain(UUID.toUpperCase())
  })

  it('keeps every number as it was spelt, the order of keys, and everything else', () => {
    const token = fc.oneof(
      fc.constantFrom('12345678901234567890', '1.10', '-0', '1e400', '1E+2', '0.1000000000000000055511151231257827'),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
    )
    const timestamps = fc.constantFrom(undefined, '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00+01:00')
    const parts = fc.record({
      number: token,
      any: fc.jsonValue(),
      timestamp: timestamps,
      single: fc.boolean(),
      indent: fc.constantFrom(0, 1),
    })
    fc.assert(
      fc.property(parts, ({ number, any, timestamp, single, indent }) => {
        const contextActivities = { parent: single ? ACTIVITY : [ACTIVITY] }
        const context = { contextActivities, extensions: { 'a:b': any, 'a:n': 'NUMBER' } }
        const value = statement({ ...(timestamp && { timestamp }), context })
        const sent = JSON.stringify(value, null, indent).replace('"NUMBER"', number)
        const final = stored(sent)
        expect(final).toContain(number)
        const { id, stored: when, authority, version, timestamp: time, ...rest } = JSON.parse(final)
        const { timestamp: sentTime, ...expected } = JSON.parse(sent)
        expected.context.contextActivities.parent = [ACTIVITY]
        expect(rest).toEqual(expected)
        expect([id, when, authority, version]).toEqual([UUID, STORED, AUTHORITY, '2.0.0'])
        expect(Date.parse(time)).toBe(Date.parse(sentTime ?? STORED))
      }),
    )
  })
})

describe('PUT', () => {
  it('gives the id of the request to a statement without one, and leaves an id that is there as it is', () => {
    expect(JSON.parse(stored(text(), '2.0.0', UUID)).id).toBe(UUID)
    expect(JSON.parse(stored(text({ id: UUID.toUpperCase() }), '2.0.0', UUID)).id).toBe(UUID.toUpperCase())
  })
})

describe('the features of a statement', () => {
  const agent = (name: string) => ({ mbox: `mailto:${name}@Example.ORG` })
  const key = (name: string) => `mbox mailto:${name}@example.org`
  const features = (more: JsonObject) => prepare(text(more))[0]?.features

  it('are what the filters compare', () => {
    const context = {
      registration: UUID.toUpperCase(),
      instructor: agent('Instructor'),
      team: {
        objectType: 'Group',
        account: { homePage: 'http://h', name: 'a b' },
        member: [agent('member'), agent('actor')],
      },
      contextAgents: [{ objectType: 'contextAgent', agent: agent('ca') }],
      contextGroups: [{ objectType: 'contextGroup', group: { objectType: 'Group', member: [agent('cg')] } }],
      contextActivities: { parent: ACTIVITY, other: [ACTIVITY, { id: 'http://example.org/activities/one' }] },
    }
    expect(features({ actor: agent('actor'), context })).toEqual({
      verb: 'http://example.org/verbs/did',
      agents: [key('actor')],
      relatedAgents: [key('Instructor'), 'account http://h a b', key('member'), key('ca'), key('cg')],
      authority: ['account https://lrs.example key'],
      activities: ['http://example.org/activities/one'],
      relatedActivities: [ACTIVITY.id],
      registration: UUID,
      voiding: false,
    })
  })

  it('count the object and the members of groups among the agents', () => {
    const object = { objectType: 'Group', mbox_sha1sum: 'A'.repeat(40), member: [{ openid: 'http://o' }] }
    expect(features({ object })).toMatchObject({
      agents: ['mbox mailto:ann@example.org', `mbox_sha1sum ${'a'.repeat(40)}`, 'openid http://o'],
      activities: [],
    })
  })

  it('count what is in a SubStatement as related', () => {
    const object = subStatement({
      actor: agent('sub'),
      context: { instructor: agent('teacher'), contextActivities: { parent: ACTIVITY } },
    })
    expect(features({ object })).toMatchObject({
      agents: ['mbox mailto:ann@example.org'],
      relatedAgents: [key('sub'), key('teacher')],
      activities: [],
      relatedActivities: ['http://example.org/activities/one', ACTIVITY.id],
    })
  })

  it('name the target of a voiding statement', () => {
    const verb = { id: 'http://adlnet.gov/expapi/verbs/voided' }
    const object = { objectType: 'StatementRef', id: UUID.toUpperCase() }
    expect(features({ verb, object })).toMatchObject({ voiding: true, target: UUID, activities: [] })
  })
})
