/** Every change by the admin API stands in the trail with what it changed: a new one must be added here, or this fails. */
import { describe, expect, it } from '@jest/globals'
import { ADMIN_ROUTES } from '../../../lambdas/http/admin/routes.ts'
import { read, useAdminApi } from '../../support/admin-api.ts'

const api = useAdminApi()
const TENANT = '/tenants/told'
const NEW = { label: 'LMS', scopes: ['statements/read'] }
const RULE = `${TENANT}/retention-rules/all`
const MEMBER = `${TENANT}/members/grace`
const LAUNCH = {
  actor: { account: { homePage: 'https://lms.example', name: 'ada' } },
  activity: 'https://lms.example/au/1',
  registration: '11111111-1111-4111-8111-111111111111',
  publisherId: 'https://publisher.example/au',
}

type Change = [method: string, path: string, body?: object]
/** In an order in which each can be done. `{key}` is that of the credential that was made. */
const CHANGES: { [operationId: string]: Change } = {
  createTenant: ['POST', '/tenants', { id: 'told', name: 'Told' }],
  changeTenant: ['PATCH', TENANT, { name: 'Changed' }],
  suspendTenant: ['POST', `${TENANT}/suspend`, { reason: 'unpaid' }],
  resumeTenant: ['POST', `${TENANT}/resume`],
  createCredential: ['POST', `${TENANT}/credentials`, NEW],
  changeCredential: ['PATCH', `${TENANT}/credentials/{key}`, { label: 'Another' }],
  rotateCredential: ['POST', `${TENANT}/credentials/{key}/rotate`, {}],
  revokeCredential: ['DELETE', `${TENANT}/credentials/{key}`],
  createLaunch: ['POST', `${TENANT}/launches`, LAUNCH],
  putMember: ['PUT', MEMBER, { role: 'analyst' }],
  removeMember: ['DELETE', MEMBER],
  holdTenant: ['PUT', `${TENANT}/hold`, { reason: 'a lawsuit' }],
  releaseTenant: ['DELETE', `${TENANT}/hold?reason=settled`],
  putRetentionRule: ['PUT', RULE, { meets: {}, period: 'P3Y', from: 'stored', reason: 'the law' }],
  removeRetentionRule: ['DELETE', `${RULE}?reason=repealed`],
  removeTenant: ['DELETE', `${TENANT}?reason=gone`],
  restoreTenant: ['POST', `${TENANT}/restore`],
}

/** They change nothing that is kept: a question is told with its name and its run. */
const NO_CHANGES = ['startQuery']

/** They need somebody else's statements and a second person: what they tell is in cases.test.ts. */
const OF_CASES = [
  ...['prepareCase', 'countCase', 'approveCase', 'rejectCase', 'withdrawCase'],
  ...['holdRecords', 'releaseRecords'],
]

describe('each change by the admin API', () => {
  it('is one of those that are done here', () => {
    const changing = ADMIN_ROUTES.filter(({ method }) => method !== 'GET').map(({ operationId }) => operationId)
    expect([...Object.keys(CHANGES), ...NO_CHANGES, ...OF_CASES].toSorted()).toEqual(changing.toSorted())
  })

  // @control changes-recorded
  it('is told with the old or the new value', async () => {
    let key = ''
    for (const [operationId, [method, where, body]] of Object.entries(CHANGES)) {
      const [path = '', query = ''] = where.replace('{key}', key).split('?')
      const headers = { host: 'lrs.example', ...(method !== 'POST' && { 'if-match': '*' }) }
      const create =
        method === 'PUT' && (path === MEMBER || path === RULE) ? { host: 'lrs.example', 'if-none-match': '*' } : headers
      const answer = await api.call(method, path, { roles: ['owner'], headers: create, query, ...(body && { body }) })
      if (answer.status >= 300) throw new Error(`${operationId}: ${answer.status} ${answer.text}`)
      if (operationId === 'createCredential') ({ key } = read(answer))
      const told = api.heard.entries.findLast(
        ({ act, outcome }) => act === `admin.${operationId}` && outcome === 'done',
      )
      const { before = null, after = null } = told ?? {}
      if (before === null && after === null) throw new Error(`${operationId} does not tell what it changed.`)
      expect(before).not.toEqual(after)
    }
  })
})
