/** What the trail is told of the admin API, and how it is read there. */
import { beforeEach, describe, expect, it } from '@jest/globals'
import { storeEntries } from '../../../lambdas/audit/audit-store.ts'
import type { Entry } from '../../../lambdas/audit/entry.ts'
import { createSequence } from '../../../lambdas/statements/batch/sequence.ts'
import { tenantId } from '../../../lambdas/tenancy/tenant-id.ts'
import { read, useAdminApi } from '../../support/admin-api.ts'

const api = useAdminApi()
let tenant: string
let made = 0
beforeEach(async () => {
  api.heard.isDown = false
  tenant = `audited-${++made}`
  await api.done('POST', '/tenants', { id: tenant, name: 'Before' })
  api.heard.entries.length = 0
})
const told = () => api.heard.entries.filter(({ act }) => act !== 'person.signed-in')
const etagOf = async (path: string) => ({ 'if-match': (await api.done('GET', path)).headers.ETag ?? '' })
/** What the trail holds, as its writer stores it. */
const store = (entries: Entry[], owner: string | undefined = tenant) =>
  storeEntries(
    { tables: api.engine.tables, sequence: createSequence('abcdef01', Date.now), begun: new Set() },
    owner === undefined ? undefined : tenantId(owner),
    entries,
  )

describe('a change', () => {
  // @control changes-recorded
  it('is told before it is made and when it is done, with the old and the new value', async () => {
    const path = `/tenants/${tenant}`
    const headers = await etagOf(path)
    api.heard.entries.length = 0
    await api.done('PATCH', path, { name: 'After' }, headers)
    const [begun, done] = told().slice(-2)
    const common = { tenant, who: { kind: 'person', id: 'ada' }, act: 'admin.changeTenant', what: { role: 'owner' } }
    expect(begun).toMatchObject({ ...common, outcome: 'begun' })
    expect(done).toMatchObject({ ...common, outcome: 'done', before: { name: 'Before' }, after: { name: 'After' } })
    expect(begun?.requestId).toBe(done?.requestId)
  })

  // @control changes-recorded
  it('of a suspension has its reason', async () => {
    await api.done('POST', `/tenants/${tenant}/suspend`, { reason: 'unpaid since May' })
    expect(told().at(-1)).toMatchObject({ outcome: 'done', reason: 'unpaid since May', after: { suspended: {} } })
  })

  // @control discreet-logs
  it('of credentials never tells a secret', async () => {
    const scopes = ['statements/read']
    const created = read(await api.done('POST', `/tenants/${tenant}/credentials`, { label: 'LMS', scopes }))
    const rotated = read(await api.done('POST', `/tenants/${tenant}/credentials/${created.key}/rotate`, {}))
    const text = JSON.stringify(api.heard.entries)
    expect(text).toContain(created.key)
    expect([created.secret, rotated.secret]).toEqual([expect.any(String), expect.any(String)])
    for (const secret of [created.secret, rotated.secret]) expect(text).not.toContain(secret)
  })

  // @control recorded-or-not-done
  it('is not made where it cannot be told (503)', async () => {
    api.heard.isDown = true
    const answer = await api.call('POST', `/tenants/${tenant}/suspend`, { roles: ['owner'], body: { reason: 'x' } })
    expect(answer.status).toBe(503)
    api.heard.isDown = false
    expect(read(await api.done('GET', `/tenants/${tenant}`))).not.toHaveProperty('suspended')
  })

  it('that is refused is told as refused', async () => {
    await api.call('DELETE', `/tenants/${tenant}/members/nobody`, { roles: ['owner'], headers: { 'if-match': '"x"' } })
    expect(told().map(({ act, outcome }) => [act, outcome])).toEqual([
      ['admin.removeMember', 'begun'],
      ['admin.removeMember', 'refused'],
    ])
  })
})

describe('a read', () => {
  // @control reads-recorded
  it('of statements is told with its filter, and names nobody', async () => {
    const agent = JSON.stringify({ mbox: 'mailto:grace@example.com' })
    const query = `agent=${encodeURIComponent(agent)}&limit=3&voided=true`
    await api.call('GET', `/tenants/${tenant}/statements`, { roles: [`${tenant}:auditor`], query })
    expect(told()).toMatchObject([
      {
        act: 'admin.listStatements',
        tenant,
        what: { role: 'auditor', count: 0, filter: { limit: '3', voided: 'true' } },
      },
    ])
    expect(JSON.stringify(told())).not.toContain('grace')
  })

  it('that cannot be told is not answered (503)', async () => {
    api.heard.isDown = true
    expect((await api.call('GET', `/tenants/${tenant}/credentials`, { roles: ['owner'] })).status).toBe(503)
  })

  it('that a role does not allow is told as an attempt, by the person', async () => {
    const answer = await api.call('GET', `/tenants/${tenant}/members`, { roles: [`${tenant}:analyst`], subject: 'eve' })
    expect(answer.status).toBe(403)
    expect(told()).toMatchObject([
      { act: 'attempt.refused', who: { kind: 'person', id: 'eve' }, what: { reason: 'forbidden' } },
    ])
  })

  it('tells the sign-in of a person once an hour', async () => {
    for (let at = 0; at < 3; at++) await api.call('GET', '/me', { roles: [], subject: `person-${tenant}` })
    const signIns = api.heard.entries.filter(({ act }) => act === 'person.signed-in')
    expect(signIns.map(({ who }) => who.id)).toEqual([`person-${tenant}`])
  })
})

describe('the trail', () => {
  // @control trail-readable
  it('is read by auditors, page by page, with filters; and the reading is told', async () => {
    await api.done('POST', `/tenants/${tenant}/suspend`, { reason: 'one' })
    await api.done('POST', `/tenants/${tenant}/resume`)
    await store(told())
    const path = `/tenants/${tenant}/audit`
    const inPages = async (asked: string) => {
      const all: string[] = []
      let query = asked
      for (let pages = 0; pages < 9; pages++) {
        const page = read(await api.call('GET', path, { roles: [`${tenant}:auditor`], query }))
        all.push(...page.items.map(({ act, outcome }: { act: string; outcome: string }) => `${act} ${outcome}`))
        if (page.next === undefined) break
        query = `${asked}&cursor=${page.next}`
      }
      return all
    }
    const happened = [
      'admin.suspendTenant begun',
      'admin.suspendTenant done',
      'admin.resumeTenant begun',
      'admin.resumeTenant done',
    ]
    expect(await inPages('limit=1')).toEqual(happened)
    expect(await inPages('limit=1&descending=true&to=9999-01-01T00:00:00Z')).toEqual(happened.toReversed())
    const one = await api.call('GET', path, { roles: ['owner'], query: 'act=admin.suspendTenant&who=ada' })
    expect(read(one).items).toHaveLength(2)
    expect(told().at(-1)).toMatchObject({ act: 'admin.listTenantAudit', what: { count: 2 } })
  })

  // @control trail-readable
  it('finds who asked for a person, for those who know the identifier', async () => {
    const agent = encodeURIComponent(JSON.stringify({ mbox: 'mailto:grace@example.com' }))
    const other = encodeURIComponent(JSON.stringify({ mbox: 'mailto:alan@example.com' }))
    await api.done('GET', `/tenants/${tenant}/statements`).catch(() => undefined)
    await api.call('GET', `/tenants/${tenant}/statements`, { roles: ['owner'], query: `agent=${agent}` })
    await store(told())
    const about = async (who: string) =>
      read(await api.call('GET', `/tenants/${tenant}/audit`, { roles: ['owner'], query: `about=${who}` })).items.length
    expect([await about(agent), await about(other)]).toEqual([1, 0])
  })

  // @control trail-readable tenants-apart
  it('of another tenant, and of the deployment, is nobody else’s', async () => {
    const of = (path: string, roles: string[]) => api.call('GET', path, { roles }).then(({ status }) => status)
    expect(await of(`/tenants/${tenant}/audit`, ['other:auditor'])).toBe(404)
    expect(await of(`/tenants/${tenant}/audit`, [`${tenant}:analyst`])).toBe(403)
    expect(await of('/audit', [`${tenant}:admin`])).toBe(403)
    expect(await of('/audit', ['owner'])).toBe(200)
  })

  it('refuses a cursor of another list, and an instant that does not exist (400)', async () => {
    const status = (query: string) =>
      api.call('GET', '/audit', { roles: ['owner'], query }).then((answer) => answer.status)
    expect(await status('cursor=abc')).toBe(400)
    expect(await status('from=2026-02-31T25:00:00Z')).toBe(400)
  })
})
