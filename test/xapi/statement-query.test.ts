/** The parameters of the statements resource. */
import { describe, expect, it } from '@jest/globals'
import { parseStatementId, parseStatementQuery } from '../../lambdas/xapi/statement-query.ts'
import { UUID, VERSIONS } from '../support/statements.ts'

const parameters = (query: [string, string][]) => {
  const found = new Map<string, string[]>()
  for (const [name, value] of query) found.set(name, [...(found.get(name) ?? []), value])
  return found
}
const DEFAULTS = {
  relatedActivities: false,
  relatedAgents: false,
  limit: 0,
  format: 'exact',
  attachments: false,
  ascending: false,
}
const AGENT = '{"mbox":"mailto:ann@EXAMPLE.org"}'

describe.each(VERSIONS)('the query of GET statements under %s', (version) => {
  const parse = (...query: [string, string][]) => parseStatementQuery(parameters(query), version)

  it('has the defaults of the standard when no parameter is given', () => {
    expect(parse()).toEqual(DEFAULTS)
  })

  it('reads every parameter (XAPI-00162 and after)', () => {
    expect(
      parse(
        ['agent', AGENT],
        ['verb', 'http://v'],
        ['activity', 'http://a'],
        ['registration', UUID.toUpperCase()],
        ['related_activities', 'true'],
        ['related_agents', 'true'],
        ['since', '2026-01-01T00:00:00.0019Z'],
        ['until', '2026-01-01T00:00:00+01:00'],
        ['limit', '10'],
        ['format', 'ids'],
        ['attachments', 'true'],
        ['ascending', 'true'],
      ),
    ).toEqual({
      agent: 'mbox mailto:ann@example.org',
      verb: 'http://v',
      activity: 'http://a',
      registration: UUID,
      relatedActivities: true,
      relatedAgents: true,
      since: Date.parse('2026-01-01T00:00:00.001Z'),
      until: Date.parse('2025-12-31T23:00:00Z'),
      limit: 10,
      format: 'ids',
      attachments: true,
      ascending: true,
    })
  })

  it('reads an id together with format and attachments', () => {
    expect(parse(['voidedStatementId', UUID], ['format', 'ids'], ['attachments', 'false'])).toEqual({
      ...DEFAULTS,
      voidedStatementId: UUID,
      format: 'ids',
    })
  })

  it('accepts an identified group as agent', () => {
    expect(parse(['agent', '{"objectType":"Group","account":{"homePage":"http://h","name":"n"}}']).agent).toBe(
      'account http://h n',
    )
  })

  it.each<[string, string, string]>([
    ['StatementId', UUID, 'is spelt statementId'],
    ['unknown', 'x', 'is not known here'],
    ['__proto__', 'x', 'is not known here'],
    ['statementId', '1', 'must be a UUID'],
    ['verb', 'did', 'must be an IRI with a scheme'],
    ['verb', '', 'must be an IRI with a scheme, found an empty string'],
    ['registration', 'x', 'must be a UUID'],
    ['related_agents', 'True', 'must be true or false'],
    ['ascending', '1', 'must be true or false'],
    ['limit', '-1', 'must be a whole number from 0'],
    ['limit', '1.5', 'must be a whole number from 0'],
    ['limit', '', 'must be a whole number from 0'],
    ['format', 'Exact', 'must be one of ids, exact, canonical'],
    ['since', '2026-01-01', 'must be an'],
    ['until', '2026-01-01T00:00:00 01:00', 'a + must be sent as %2B'],
    ['agent', 'ann', 'must be an Agent in JSON'],
    ['agent', 'null', 'must be an object'],
    ['agent', '{"mbox":"mailto:a@b","openid":"http://x"}', 'must have exactly one of'],
    ['agent', '{"mbox":"mailto:a@b","name":null}', '/name must be a string, found null'],
    ['agent', '{"Mbox":"mailto:a@b"}', '/Mbox is not a property'],
    ['agent', '{"mbox":"mailto:a@b","mbox":"mailto:a@b"}', 'twice'],
    ['agent', '{"objectType":"Group","member":[]}', 'must have exactly one of'],
  ])('refuses %s=%s (400)', (name, value, message) => {
    expect(() => parse([name, value])).toThrow(
      expect.objectContaining({ code: 'invalid', message: expect.stringContaining(message) }),
    )
  })

  it('refuses a parameter that is given twice (D-4: 400)', () => {
    expect(() => parse(['verb', 'http://v'], ['verb', 'http://v'])).toThrow('The parameter verb must be given once')
  })

  it('names each wrong parameter in one error (400)', () => {
    expect(() => parse(['verb', 'x'], ['limit', 'x'])).toThrow(
      expect.objectContaining({
        violations: [expect.objectContaining({ parameter: 'verb' }), expect.objectContaining({ parameter: 'limit' })],
      }),
    )
  })

  it.each<[string, string]>([
    ['statementId', 'voidedStatementId'],
    ['statementId', 'registration'],
    ['voidedStatementId', 'registration'],
  ])('refuses %s with %s (XAPI-00158 and after)', (a, b) => {
    expect(() => parse([a, UUID], [b, UUID])).toThrow(`The parameter ${b} is not allowed beside ${a}`)
  })

  it('refuses filters beside an id (XAPI-00159: 400)', () => {
    expect(() => parse(['limit', '1'], ['statementId', UUID])).toThrow('limit is not allowed beside statementId')
  })
})

describe('the parameter of PUT statements', () => {
  it('is the statementId, read in lower case', () => {
    expect(parseStatementId(parameters([['statementId', UUID.toUpperCase()]]))).toBe(UUID)
  })

  it.each<[[string, string][], string]>([
    [[], 'statementId is required'],
    [[['statementId', 'x']], 'must be a UUID'],
    [
      [
        ['statementId', UUID],
        ['verb', 'http://v'],
      ],
      'verb is not known here',
    ],
  ])('refuses %j (400)', (query, message) => {
    expect(() => parseStatementId(parameters(query))).toThrow(message)
  })
})
