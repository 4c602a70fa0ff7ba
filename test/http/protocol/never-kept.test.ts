/** A browser keeps no answer for later: it would show an old one, and the records of one person to the next. */
import { expect, it } from '@jest/globals'
import { clientOf, JSON_TYPE, type Query, useService, VERSIONS } from '../../support/in-process-endpoint.ts'
import { newStatement, uniqueParts } from '../../support/sent-statements.ts'

const service = useService()

it.each(VERSIONS)('says so with every answer of %s, whatever its status', async (version) => {
  const send = clientOf(service, version)
  const { agent, activity } = uniqueParts()
  const state = { activityId: activity.id, agent: JSON.stringify(agent) }
  const one = { ...state, stateId: 'bookmark' }
  const statement = newStatement()
  await send('POST', 'statements', {}, { headers: JSON_TYPE, body: JSON.stringify(statement) })
  await send('PUT', 'activities/state', one, { headers: JSON_TYPE, body: '{}' })
  const { headers } = await send('GET', 'activities/state', one)
  const asked: [status: number, method: string, resource: string, query?: Query, given?: { [name: string]: string }][] =
    [
      [200, 'GET', 'statements'],
      [200, 'GET', 'statements', { statementId: statement.id }],
      [200, 'HEAD', 'statements', { statementId: statement.id }],
      [200, 'GET', 'statements', { attachments: 'true' }],
      [200, 'GET', 'activities/state', state],
      [200, 'GET', 'activities/state', one],
      [304, 'GET', 'activities/state', one, { 'if-none-match': headers.ETag ?? '' }],
      [200, 'GET', 'activities', { activityId: activity.id }],
      [200, 'GET', 'agents', { agent: state.agent }],
      [200, 'GET', 'about'],
      [204, 'DELETE', 'activities/state', one],
      [404, 'GET', 'activities/state', one],
      [404, 'GET', 'nothing'],
      [400, 'GET', 'statements', { limit: 'x' }],
    ]
  for (const [status, method, resource, query = {}, given = {}] of asked) {
    const answer = await send(method, resource, query, { headers: given })
    const kept = answer.headers['Cache-Control']
    expect([method, resource, query, answer.status, kept]).toEqual([method, resource, query, status, 'no-store'])
  }
})
