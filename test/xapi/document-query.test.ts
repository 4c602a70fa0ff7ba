/** The parameters of the document resources. */
import { describe, expect, it } from '@jest/globals'
import { type DocumentMethod, parseDocumentQuery } from '../../lambdas/xapi/document-query.ts'
import type { DocumentResource } from '../../lambdas/xapi/precondition.ts'

const ACTIVITY = { activityId: 'http://example.com/a' }
const AGENT = { agent: '{"mbox":"mailto:A@Example.com","name":"x"}' }
const KEY = { agent: 'mbox mailto:A@example.com' }
const STATE = { ...ACTIVITY, ...AGENT }
const UUID = 'AE0DBB29-5D26-4E2B-9C7F-6F2F5E5A1B11'
const SINCE = '2026-01-01T00:00:00.500Z'

type Values = { [name: string]: string | string[] }
const parameters = (values: Values) => new Map(Object.entries(values).map(([name, value]) => [name, [value].flat()]))
const parse = (
  resource: DocumentResource,
  method: DocumentMethod,
  values: Values,
  version: '1.0.3' | '2.0.0' = '2.0.0',
) => parseDocumentQuery(resource, method, parameters(values), version)

describe('parseDocumentQuery', () => {
  it.each<[DocumentResource, DocumentMethod, Values, unknown]>([
    ['activities/state', 'PUT', { ...STATE, stateId: 's/1 é' }, { ...ACTIVITY, ...KEY, target: 'one', id: 's/1 é' }],
    [
      'activities/state',
      'POST',
      { ...STATE, stateId: 's', registration: UUID },
      { ...ACTIVITY, ...KEY, registration: UUID.toLowerCase(), target: 'one', id: 's' },
    ],
    ['activities/state', 'GET', STATE, { ...ACTIVITY, ...KEY, target: 'ids' }],
    [
      'activities/state',
      'HEAD',
      { ...STATE, since: SINCE },
      { ...ACTIVITY, ...KEY, target: 'ids', since: Date.parse(SINCE) },
    ],
    ['activities/state', 'DELETE', STATE, { ...ACTIVITY, ...KEY, target: 'all' }],
    ['activities/state', 'DELETE', { ...STATE, stateId: 's' }, { ...ACTIVITY, ...KEY, target: 'one', id: 's' }],
    ['activities/profile', 'GET', { ...ACTIVITY, profileId: 'p' }, { ...ACTIVITY, target: 'one', id: 'p' }],
    [
      'activities/profile',
      'GET',
      { ...ACTIVITY, since: SINCE },
      { ...ACTIVITY, target: 'ids', since: Date.parse(SINCE) },
    ],
    ['agents/profile', 'PUT', { ...AGENT, profileId: 'p' }, { ...KEY, target: 'one', id: 'p' }],
    ['agents/profile', 'GET', AGENT, { ...KEY, target: 'ids' }],
  ])('reads the query of %s %s with %j', (resource, method, values, query) => {
    for (const version of ['1.0.3', '2.0.0'] as const) expect(parse(resource, method, values, version)).toEqual(query)
  })

  it.each<[DocumentResource, DocumentMethod, Values, string]>([
    ['activities/state', 'PUT', STATE, 'stateId'],
    ['activities/state', 'POST', STATE, 'stateId'],
    ['activities/state', 'PUT', { ...ACTIVITY, stateId: 's' }, 'agent'],
    ['activities/state', 'GET', AGENT, 'activityId'],
    ['activities/state', 'GET', { ...STATE, StateId: 's' }, 'StateId'],
    ['activities/state', 'GET', { ...STATE, stateId: 's', since: SINCE }, 'since'],
    ['activities/state', 'PUT', { ...STATE, stateId: 's', since: SINCE }, 'since'],
    ['activities/state', 'DELETE', { ...STATE, since: SINCE }, 'since'],
    ['activities/state', 'GET', { ...STATE, since: '2026-01-01T00:00:00 01:00' }, 'since'],
    ['activities/state', 'GET', { ...STATE, registration: 'x' }, 'registration'],
    ['activities/state', 'GET', { ...STATE, stateId: ['s', 't'] }, 'stateId'],
    ['activities/state', 'GET', { ...STATE, profileId: 'p' }, 'profileId'],
    ['activities/state', 'GET', { ...AGENT, activityId: 'example.com/a' }, 'activityId'],
    ['activities/state', 'GET', { ...ACTIVITY, agent: '{"objectType":"Group","mbox":"mailto:a@b.c"}' }, 'agent'],
    ['activities/state', 'GET', { ...ACTIVITY, agent: 'x' }, 'agent'],
    ['activities/state', 'GET', { ...STATE, method: 'PUT' }, 'method'],
    ['activities/profile', 'DELETE', ACTIVITY, 'profileId'],
    ['activities/profile', 'GET', { ...ACTIVITY, ...AGENT }, 'agent'],
    ['activities/profile', 'PUT', { profileId: 'p' }, 'activityId'],
    ['agents/profile', 'DELETE', AGENT, 'profileId'],
    ['agents/profile', 'GET', { ...AGENT, registration: UUID }, 'registration'],
  ])('refuses %s %s with %j and names the parameter (400)', (resource, method, values, parameter) => {
    expect(() => parse(resource, method, values)).toThrow(
      expect.objectContaining({ code: 'invalid', violations: [expect.objectContaining({ parameter })] }),
    )
  })

  it('names all missing parameters in one error (400)', () => {
    expect(() => parse('activities/state', 'PUT', {})).toThrow(
      expect.objectContaining({
        violations: ['activityId', 'agent', 'stateId'].map((parameter) => expect.objectContaining({ parameter })),
      }),
    )
  })
})
