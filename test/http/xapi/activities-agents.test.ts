/** Activities and agents in both versions, through the endpoint. */
import { randomUUID } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import { tenantId } from '../../../lambdas/tenancy/tenant-id.ts'
import { agentOf, clientOf, type Query, read, tagOf, useService, VERSIONS } from '../../support/in-process-endpoint.ts'

const service = useService()

describe.each(VERSIONS)('activities and agents in %s', (version) => {
  const send = clientOf(service, version)
  const id = () => `http://example.com/${randomUUID()}`

  it('answers an Activity that nobody knows, with ETag, 304 and HEAD (XAPI-00250–254)', async () => {
    const activityId = id()
    const answer = await send('GET', 'activities', { activityId })
    expect([answer.status, read(answer)]).toEqual([200, { objectType: 'Activity', id: activityId }])
    expect([answer.headers.ETag, answer.headers['Content-Type']]).toEqual([tagOf(answer.body), 'application/json'])
    const headers = { 'if-none-match': tagOf(answer.body) }
    expect((await send('GET', 'activities', { activityId }, { headers })).status).toBe(304)
    const head = await send('HEAD', 'activities', { activityId })
    expect([head.status, head.headers, head.body.length]).toEqual([
      200,
      { ...answer.headers, 'Content-Length': String(answer.body.length) },
      0,
    ])
  })

  it('answers an Activity with the definitions of all statements, to its tenant alone (XAPI-00250–254)', async () => {
    const activityId = id()
    const texts = ['{"en-US":"a"}', '{"fr-FR":"b"}'].map(
      (name) =>
        `{"actor":{"mbox":"mailto:a@b.c"},"verb":{"id":"http://v"},"object":{"id":"${activityId}","definition":{"name":${name},"extensions":{"http://e":1.10}}}}`,
    )
    for (const text of texts)
      await service.activities.mergeDefinitions(tenantId('one'), [{ statement: JSON.parse(text), text }])
    const answer = await send('GET', 'activities', { activityId })
    const definition = { name: { 'en-US': 'a', 'fr-FR': 'b' }, extensions: { 'http://e': 1.1 } }
    expect(read(answer)).toEqual({ objectType: 'Activity', id: activityId, definition })
    expect(answer.body.toString()).toContain('1.10')
    expect(read(await send('GET', 'activities', { activityId }, { key: 'other' }))).not.toHaveProperty('definition')
  })

  it('answers a Person of what the Agent says, known or not (XAPI-00236–249)', async () => {
    const account = { homePage: 'http://h', name: 'n' }
    const agent = JSON.stringify({ objectType: 'Agent', name: 'N', account })
    const answer = await send('GET', 'agents', { agent })
    expect([answer.status, read(answer)]).toEqual([200, { objectType: 'Person', name: ['N'], account: [account] }])
    expect(answer.headers.ETag).toBe(tagOf(answer.body))
    expect((await send('GET', 'agents', { agent }, { headers: { 'if-none-match': '*' } })).status).toBe(304)
  })

  it('refuses a missing, wrong, unknown, mis-cased or repeated parameter (400), and other methods (405)', async () => {
    const agent = agentOf('a')
    const bad: [string, Query][] = [
      ['activities', {}],
      ['activities', { activityId: 'x' }],
      ['activities', { activityid: id() }],
      ['activities', { activityId: id(), since: '2020-01-01T00:00:00Z' }],
      ['agents', {}],
      ['agents', { agent: '{"objectType":"Group","mbox":"mailto:a@b.c"}' }],
      ['agents', { agent: '{"name":"x"}' }],
      ['agents', { Agent: agent }],
      ['agents', { agent, unknown: '1' }],
    ]
    for (const [resource, query] of bad)
      expect([query, (await send('GET', resource, query)).status]).toEqual([query, 400])
    for (const method of ['PUT', 'POST', 'DELETE']) {
      const { status, headers } = await send(method, 'agents', { agent })
      expect([status, headers.Allow]).toEqual([405, 'HEAD, GET'])
    }
    expect((await send('GET', 'agents', { agent }, { key: 'state' })).status).toBe(403)
  })
})
