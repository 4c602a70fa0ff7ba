/** Tenants by the admin API: made, listed, changed, suspended, marked for deletion. */
import { randomBytes } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import { createCredential } from '../../../lambdas/tenancy/credentials.ts'
import { tenantId } from '../../../lambdas/tenancy/tenant-id.ts'
import { readTenant, replaceTenant } from '../../../lambdas/tenancy/tenants.ts'
import { read, useAdminApi } from '../../support/admin-api.ts'
import { statement } from '../../support/statements.ts'
import { send } from '../../support/stores.ts'

const api = useAdminApi()
const owner = { roles: ['owner'] }

const etagOf = async (tenant: string) => (await api.done('GET', `/tenants/${tenant}`)).headers.ETag ?? ''

describe('a tenant', () => {
  it('is made with what is left out filled in, and found by its Location (201)', async () => {
    const answer = await api.call('POST', '/tenants', { ...owner, body: { id: 'acme', quotas: { storedBytes: 5 } } })
    expect(answer).toMatchObject({ status: 201, headers: { Location: '/admin/v1/tenants/acme' } })
    expect(read(answer)).toMatchObject({
      ...{ id: 'acme', name: 'acme', defaultVersion: '1.0.3', quotas: { storedBytes: 5 } },
    })
    const got = await api.call('GET', '/tenants/acme', { roles: ['acme:analyst'] })
    expect(got.text).toBe(answer.text)
    expect(got.headers.ETag).toBe(answer.headers.ETag)
  })

  it('that exists is not made again (409)', async () => {
    await api.done('POST', '/tenants', { id: 'again', name: 'First' })
    expect((await api.call('POST', '/tenants', { ...owner, body: { id: 'again', name: 'Second' } })).status).toBe(409)
    expect(read(await api.done('GET', '/tenants/again')).name).toBe('First')
  })

  it('is not sent again to who knows it (304)', async () => {
    await api.done('POST', '/tenants', { id: 'known' })
    const headers = { 'if-none-match': await etagOf('known') }
    expect(await api.call('GET', '/tenants/known', { ...owner, headers })).toMatchObject({ status: 304, text: '' })
  })

  // @control no-lost-change
  it('is changed by who knows its state alone (428, 412, 200)', async () => {
    await api.done('POST', '/tenants', { id: 'changed', quotas: { storedBytes: 1 } })
    const etag = await etagOf('changed')
    const patch = (body: object, headers = {}) => api.call('PATCH', '/tenants/changed', { ...owner, body, headers })
    expect((await patch({ name: 'A' })).status).toBe(428)
    const answer = await patch({ name: 'A' }, { 'if-match': etag })
    expect(read(answer)).toMatchObject({ name: 'A', quotas: { storedBytes: 1 } })
    expect(answer.headers.ETag).not.toBe(etag)
    expect((await patch({ name: 'B' }, { 'if-match': etag })).status).toBe(412)
    expect(read(await patch({ quotas: {} }, { 'if-match': '*' }))).toMatchObject({ name: 'A', quotas: {} })
    expect((await patch({}, { 'if-match': '*' })).status).toBe(400)
  })

  // @control no-lost-change
  it('that two change at once is changed by one of them', async () => {
    await api.done('POST', '/tenants', { id: 'raced' })
    const headers = { 'if-match': await etagOf('raced') }
    const statuses = await Promise.all(
      ['A', 'B', 'C', 'D'].map(
        async (name) => (await api.call('PATCH', '/tenants/raced', { ...owner, body: { name }, headers })).status,
      ),
    )
    expect(statuses.sort()).toEqual([200, 412, 412, 412])
  })

  it('that is suspended has its credentials refused after a right secret (suspended), until it is resumed', async () => {
    await api.done('POST', '/tenants', { id: 'stopped' })
    await credential('stopped', 'stopped-key')
    expect(await api.registry.authenticate('stopped-key', 's')).toMatchObject({ tenant: 'stopped' })
    const suspended = await api.done('POST', '/tenants/stopped/suspend', { reason: 'unpaid' })
    expect(read(suspended).suspended).toMatchObject({ reason: 'unpaid' })
    api.wait(60_001)
    expect(await api.registry.authenticate('stopped-key', 's')).toBe('suspended')
    expect(await api.registry.authenticate('stopped-key', 'x')).toBe('wrong')
    expect(read(await api.done('POST', '/tenants/stopped/resume'))).not.toHaveProperty('suspended')
    api.wait(60_001)
    expect(await api.registry.authenticate('stopped-key', 's')).toMatchObject({ tenant: 'stopped' })
  })

  it('is marked for deletion with a reason, for 30 days, and can be restored (202, 200)', async () => {
    await api.done('POST', '/tenants', { id: 'leaving' })
    await credential('leaving', 'leaving-key')
    await send(api.store, tenantId('leaving'), [statement(), statement()])
    const dry = await remove('leaving', 'dryRun=true')
    expect(dry.status).toBe(200)
    const count = { requests: 1, statements: 2, isComplete: true }
    expect(read(dry)).toMatchObject({ dryRun: true, credentials: 1, members: 0, isHeld: false, statements: count })
    const [all, none] = [
      { isComplete: true, count: 0 },
      { isComplete: true, count: 0 },
    ]
    expect(read(dry)).toMatchObject({ documents: none, objects: all, lakeFiles: none })
    expect(read(await api.done('GET', '/tenants/leaving'))).not.toHaveProperty('removal')
    expect((await remove('leaving', 'reason=closed')).status).toBe(428)
    const headers = { 'if-match': await etagOf('leaving') }
    expect(read(await remove('leaving', '', headers))).toMatchObject({ violations: [{ parameter: 'reason' }] })
    expect((await remove('leaving', 'reason=closed&waitDays=6', headers)).status).toBe(400)
    const answer = await remove('leaving', 'reason=closed', headers)
    expect(answer.status).toBe(202)
    const { removal } = read(await api.done('GET', '/tenants/leaving'))
    expect(removal).toMatchObject({ after: read(answer).after, reason: 'closed', by: 'ada' })
    expect(Date.parse(removal.after) - Date.parse(removal.at)).toBe(30 * 24 * 3_600_000)
    expect(await api.registry.authenticate('leaving-key', 's')).toBe('suspended')
    expect(read(await api.done('POST', '/tenants/leaving/restore'))).not.toHaveProperty('removal')
    expect((await api.call('POST', '/tenants/leaving/restore', owner)).status).toBe(409)
  })

  it('that is held is not marked for deletion until the hold is lifted (409, 202)', async () => {
    await api.done('POST', '/tenants', { id: 'held' })
    const headers = { 'if-match': '*' }
    const hold = () => api.call('PUT', '/tenants/held/hold', { ...owner, headers, body: { reason: 'a lawsuit' } })
    expect(read(await hold()).hold).toMatchObject({ reason: 'a lawsuit' })
    expect((await hold()).status).toBe(409)
    expect((await remove('held', 'reason=closed', headers)).status).toBe(409)
    expect(read(await remove('held', 'dryRun=true'))).toMatchObject({ isHeld: true })
    const lift = (query: string) => api.call('DELETE', '/tenants/held/hold', { ...owner, headers, query })
    expect((await lift('')).status).toBe(400)
    expect(read(await lift('reason=settled'))).not.toHaveProperty('hold')
    expect((await lift('reason=settled')).status).toBe(409)
    expect((await remove('held', 'reason=closed', headers)).status).toBe(202)
  })

  it('of which something was removed already is taken back by nobody (409)', async () => {
    await api.done('POST', '/tenants', { id: 'going' })
    const before = await readTenant(api.engine.tables, tenantId('going'))
    if (before === undefined) throw new Error('no tenant')
    const at = '2026-01-01T00:00:00.000Z'
    await replaceTenant(api.engine.tables, before, { ...before, removal: { at, after: at, began: at } })
    for (const act of ['resume', 'restore'])
      expect((await api.call('POST', `/tenants/going/${act}`, owner)).status).toBe(409)
  })

  it('that was made before there were versions and rows is shown and changed all the same', async () => {
    const item = {
      pk: 'old|tenant',
      sk: '0',
      id: 'old',
      name: 'Old',
      defaultVersion: '2.0.0',
      moreKey: randomBytes(32),
    }
    await api.engine.tables.insert('control', [item])
    const headers = { 'if-match': await etagOf('old') }
    const patch = () => api.call('PATCH', '/tenants/old', { ...owner, body: { name: 'New' }, headers })
    expect(read(await patch())).toMatchObject({ id: 'old', name: 'New', defaultVersion: '2.0.0' })
    expect((await patch()).status).toBe(412)
  })
})

describe('the list of tenants', () => {
  it('has each once, by id, whatever the size of its pages', async () => {
    const ids = Array.from({ length: 7 }, (_, n) => `listed-${n}`)
    for (const id of ids) await api.done('POST', '/tenants', { id })
    const found: string[] = []
    for (let next: string | undefined, pages = 0; ; pages++) {
      const query = `limit=3${next === undefined ? '' : `&cursor=${next}`}`
      const page = read(await api.call('GET', '/tenants', { ...owner, query }))
      expect(page.items.length).toBeLessThanOrEqual(3)
      expect(pages).toBeLessThan(20)
      found.push(...page.items.map(({ id }: { id: string }) => id))
      next = page.next
      if (next === undefined) break
    }
    expect(found).toEqual([...found].sort())
    expect(found).toEqual(expect.arrayContaining(ids))
    expect(new Set(found).size).toBe(found.length)
  })
})

const remove = (tenant: string, query: string, headers = {}) =>
  api.call('DELETE', `/tenants/${tenant}`, { ...owner, query, headers })

async function credential(tenant: string, key: string) {
  const authority = { account: { homePage: 'http://h', name: key } }
  const scopes = ['statements/read' as const]
  const salt = randomBytes(16)
  await createCredential(api.engine.tables, {
    ...{ tenant: tenantId(tenant), key, secret: 's', salt, label: key, scopes, authority },
  })
}
