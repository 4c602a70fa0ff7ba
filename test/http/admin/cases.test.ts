/** Holds, retention rules and cases by the admin API: who may do what, what is answered, and what the trail is told. */
import { randomUUID } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import { createCaseStore } from '../../../lambdas/cases/case-store.ts'
import { tenantId } from '../../../lambdas/tenancy/tenant-id.ts'
import { type AdminAnswer, read, useAdminApi } from '../../support/admin-api.ts'
import { ANN, BOB, statementOf } from '../../support/statements.ts'
import { send } from '../../support/stores.ts'

const api = useAdminApi()
const NEW = { headers: { 'if-none-match': '*' } }
const ANY = { headers: { 'if-match': '*' } }
const RULE = { meets: {}, period: 'P3Y', from: 'timestamp', reason: 'policy 7' }
const LAW = { ...RULE, mandatory: { regulation: '21 CFR 211.180' } }
const ERASURE = { reason: 'asked for', erasure: { way: 'remove', identifiers: { agents: [ANN] } } }
const why = { reason: 'seen' }

let tenants = 0

/** Ann did something in 2020 and last week, and Bob in 2020. */
async function newTenant(): Promise<string> {
  const id = `cases-${++tenants}`
  await api.done('POST', '/tenants', { id })
  const at = (actor: object, timestamp: string) => statementOf(randomUUID(), { actor, timestamp })
  const lately = new Date(Date.now() - 7 * 86_400_000).toISOString()
  const statements = [at(ANN, '2020-03-04T05:06:07Z'), at(ANN, lately), at(BOB, '2020-03-04T05:06:07Z')]
  await send(api.store, tenantId(id), statements)
  return id
}

type More = { headers?: { [name: string]: string }; query?: string }

/** As an admin of the tenant, of this name. */
const as =
  (subject: string, tenant: string) =>
  (method: string, path: string, body?: unknown, more: More = {}) =>
    api.call(method, `/tenants/${tenant}${path}`, {
      ...{ roles: [`${tenant}:admin`], subject, ...more },
      ...(body !== undefined && { body }),
    })

const prepared = async (tenant: string, body: unknown = ERASURE): Promise<string> =>
  read(await as('ada', tenant)('POST', '/cases', body)).id
const problemOf = (answer: AdminAnswer) => ({ status: answer.status, detail: read(answer).detail })

describe('a hold on records', () => {
  it('is set, listed, and lifted by who says why (201, 200, 428, 400, 204)', async () => {
    const tenant = await newTenant()
    const ada = as('ada', tenant)
    const made = await ada('POST', '/holds', { person: { agents: [ANN] }, reason: 'a lawsuit' })
    const { id } = read(made)
    expect(made).toMatchObject({ status: 201, headers: { Location: `/admin/v1/tenants/${tenant}/holds/${id}` } })
    expect(read(await ada('GET', '/holds')).items).toEqual([
      {
        id,
        person: { agents: [ANN] },
        set: { at: expect.any(String), by: { kind: 'person', id: 'ada' }, reason: 'a lawsuit' },
      },
    ])
    expect((await ada('DELETE', `/holds/${id}`)).status).toBe(428)
    expect((await ada('DELETE', `/holds/${id}`, undefined, ANY)).status).toBe(400)
    expect((await ada('DELETE', `/holds/${id}`, undefined, { query: 'dryRun=true' })).status).toBe(200)
    expect((await ada('DELETE', `/holds/${id}`, undefined, { ...ANY, query: 'reason=settled' })).status).toBe(204)
    expect((await ada('GET', `/holds/${id}`)).status).toBe(404)
  })

  it('names something, and not more than its schema has (400)', async () => {
    const ada = as('ada', await newTenant())
    for (const body of [{ reason: 'x' }, { reason: 'x', person: { agents: [] } }, { activity: 'https://a.example/1' }])
      expect((await ada('POST', '/holds', body)).status).toBe(400)
  })
})

describe('a retention rule', () => {
  it('is made and changed by who knows its state (201, 412, 200, 204)', async () => {
    const ada = as('ada', await newTenant())
    expect((await ada('PUT', '/retention-rules/gmp', LAW, NEW)).status).toBe(201)
    expect((await ada('PUT', '/retention-rules/gmp', LAW, NEW)).status).toBe(412)
    const changed = await ada('PUT', '/retention-rules/gmp', { ...LAW, period: 'P6Y' }, ANY)
    expect(changed.status).toBe(200)
    const { headers, text } = await ada('GET', '/retention-rules/gmp')
    expect(headers.ETag).toBe(changed.headers.ETag)
    expect(JSON.parse(text)).toMatchObject({ id: 'gmp', period: 'P6Y', mandatory: { regulation: '21 CFR 211.180' } })
    expect(read(await ada('GET', '/retention-rules')).items).toHaveLength(1)
    expect((await ada('DELETE', '/retention-rules/gmp', undefined, { ...ANY, query: 'reason=over' })).status).toBe(204)
  })

  it.each(['P', 'P0D', '6Y', 'P6', 'P1M1Y', 'PT5H', 'P-1Y', 'P1.5Y', 'P1W', 'P1000Y', 'P1Y '])(
    'has no period of %j (400)',
    async (period) => {
      await api.call('POST', '/tenants', { roles: ['owner'], body: { id: 'periods' } })
      expect((await as('ada', 'periods')('PUT', '/retention-rules/x', { ...RULE, period }, NEW)).status).toBe(400)
    },
  )

  it.each(['P6Y', 'P18M', 'P1Y6M', 'P90D', 'P1Y2M3D'])('may have a period of %s (201)', async (period) => {
    await api.call('POST', '/tenants', { roles: ['owner'], body: { id: 'periods' } })
    const name = period.toLowerCase()
    expect((await as('ada', 'periods')('PUT', `/retention-rules/${name}`, { ...RULE, period }, NEW)).status).toBe(201)
  })
})

describe('a case', () => {
  it('of erasure says what would go and what the law keeps until when; only GET of it says who is meant', async () => {
    const tenant = await newTenant()
    const ada = as('ada', tenant)
    await ada('PUT', '/retention-rules/gmp', LAW, NEW)
    const made = await ada('POST', '/cases', ERASURE)
    const one = read(made)
    expect(made).toMatchObject({ status: 201, headers: { Location: `/admin/v1/tenants/${tenant}/cases/${one.id}` } })
    expect(one).toMatchObject({
      ...{ kind: 'erasure', state: 'prepared', hasCertificate: false },
      preview: {
        ...{ isComplete: true, statements: 3, affected: 1 },
        kept: [{ by: 'rule', id: 'gmp', why: '21 CFR 211.180', count: 1 }],
      },
    })
    const [{ last }] = one.preview.kept
    expect(last.slice(0, 4)).toBe(String(new Date(Date.now() - 7 * 86_400_000).getUTCFullYear() + 3))
    expect(`${made.text} ${(await ada('GET', '/cases')).text}`).not.toContain('ann@')
    expect(read(await ada('GET', `/cases/${one.id}`)).erasure.identifiers).toEqual({ agents: [ANN] })
  })

  // @control second-person
  it('of erasure is approved by another person than prepared it, once (403, 200, 409)', async () => {
    const tenant = await newTenant()
    const path = `/cases/${await prepared(tenant)}`
    const refused = await as('ada', tenant)('POST', `${path}/approve`, why)
    expect(problemOf(refused)).toEqual({ status: 403, detail: expect.stringContaining('second person') })
    const approved = await as('bob', tenant)('POST', `${path}/approve`, why)
    expect(read(approved)).toMatchObject({
      state: 'approved',
      decided: { by: { kind: 'person', id: 'bob' }, reason: 'seen' },
    })
    for (const act of ['approve', 'reject', 'count'])
      expect((await as('cy', tenant)('POST', `${path}/${act}`, act === 'count' ? {} : why)).status).toBe(409)
    expect(await createCaseStore(api.engine.tables).approvedOf(tenantId(tenant))).toHaveLength(1)
  })

  // @control second-person
  it('of retention is approved by one person, and by two where the tenant says so (200, 403, 200)', async () => {
    const tenant = await newTenant()
    await as('ada', tenant)('PUT', '/retention-rules/all', RULE, NEW)
    const lax = await prepared(tenant, { reason: 'year end', retention: {} })
    expect((await as('ada', tenant)('POST', `/cases/${lax}/approve`, why)).status).toBe(200)
    await api.done('PATCH', `/tenants/${tenant}`, { secondPerson: true }, ANY.headers)
    const strict = await prepared(tenant, { reason: 'year end', retention: {} })
    expect((await as('ada', tenant)('POST', `/cases/${strict}/approve`, why)).status).toBe(403)
    expect((await as('bob', tenant)('POST', `/cases/${strict}/approve`, why)).status).toBe(200)
  })

  it('of retention counts by rule and month what is past its time, and what a hold keeps', async () => {
    const tenant = await newTenant()
    const ada = as('ada', tenant)
    expect(problemOf(await ada('POST', '/cases', { reason: 'x', retention: {} }))).toMatchObject({ status: 409 })
    await ada('PUT', '/retention-rules/all', RULE, NEW)
    const { id } = read(await ada('POST', '/holds', { person: { agents: [BOB] }, reason: 'a lawsuit' }))
    const { preview } = read(await ada('POST', '/cases', { reason: 'year end', retention: {} }))
    const month = new Date().toISOString().slice(0, 7)
    expect(preview).toMatchObject({
      ...{ statements: 3, affected: 1, months: [{ month, rule: 'all', count: 1 }] },
      kept: [{ by: 'hold', id, why: 'a lawsuit', count: 1 }],
    })
  })

  it('is not approved while rules or holds are others than it was counted by, or the tenant is held (409)', async () => {
    const tenant = await newTenant()
    const [ada, bob] = [as('ada', tenant), as('bob', tenant)]
    const path = `/cases/${await prepared(tenant)}`
    await ada('POST', '/holds', { activity: 'https://a.example/1', reason: 'a lawsuit' })
    expect(problemOf(await bob('POST', `${path}/approve`, why)).detail).toContain('counted again')
    expect(read(await ada('POST', `${path}/count`, {})).preview.isComplete).toBe(true)
    await api.done('PUT', `/tenants/${tenant}/hold`, { reason: 'x' }, ANY.headers)
    expect(problemOf(await bob('POST', `${path}/approve`, why))).toMatchObject({ status: 409 })
  })

  it('is rejected by anybody, withdrawn by who prepared it, and then names nobody (200, 403)', async () => {
    const tenant = await newTenant()
    const [rejected, withdrawn] = [await prepared(tenant), await prepared(tenant)]
    expect(read(await as('bob', tenant)('POST', `/cases/${rejected}/reject`, why)).state).toBe('rejected')
    expect((await as('bob', tenant)('POST', `/cases/${withdrawn}/withdraw`, why)).status).toBe(403)
    expect(read(await as('ada', tenant)('POST', `/cases/${withdrawn}/withdraw`, why)).state).toBe('withdrawn')
    for (const id of [rejected, withdrawn])
      expect((await as('ada', tenant)('GET', `/cases/${id}`)).text).not.toContain('ann@')
  })

  it('has a certificate once it is done (404, 200)', async () => {
    const tenant = await newTenant()
    const id = await prepared(tenant)
    const store = createCaseStore(api.engine.tables)
    expect((await as('bob', tenant)('GET', `/cases/${id}/certificate`)).status).toBe(404)
    await as('bob', tenant)('POST', `/cases/${id}/approve`, why)
    const known = await store.get(tenantId(tenant), id)
    const running = known && (await store.progress(tenantId(tenant), known, { began: new Date().toISOString() }))
    const certificate = { certificate: '{}', signature: 'MEUC' }
    if (running) await store.finish(tenantId(tenant), running, { at: new Date().toISOString(), certificate })
    expect(read(await as('bob', tenant)('GET', `/cases/${id}/certificate`))).toEqual({ case: id, ...certificate })
    expect(read(await as('bob', tenant)('GET', `/cases/${id}`))).toMatchObject({ state: 'done', hasCertificate: true })
  })

  it('is read by auditors, who prepare and approve nothing (200, 403), and is nothing to others (404)', async () => {
    const [tenant, other] = [await newTenant(), await newTenant()]
    const id = await prepared(tenant)
    const call = (method: string, path: string, roles: string[], body?: object) =>
      api.call(method, `/tenants/${path}`, { roles, ...(body && { body }) })
    const auditor = [`${tenant}:auditor`]
    expect((await call('GET', `${tenant}/cases/${id}`, auditor)).status).toBe(200)
    expect((await call('POST', `${tenant}/cases`, auditor, ERASURE)).status).toBe(403)
    expect((await call('POST', `${tenant}/cases/${id}/approve`, auditor, why)).status).toBe(403)
    expect((await call('GET', `${tenant}/cases/${id}`, [`${other}:admin`])).status).toBe(404)
    expect((await call('GET', `${other}/cases/${id}`, [`${other}:admin`])).status).toBe(404)
  })
})

describe('the trail', () => {
  // @control changes-recorded discreet-logs
  it('is told of each act with its reason, and of nobody who is meant', async () => {
    const tenant = await newTenant()
    const ada = as('ada', tenant)
    const from = api.heard.entries.length
    await ada('POST', '/holds', { person: { agents: [ANN], texts: ['471199'] }, reason: 'a lawsuit' })
    const id = await prepared(tenant)
    await ada('GET', `/cases/${id}`)
    await as('bob', tenant)('POST', `/cases/${id}/reject`, why)
    const entries = api.heard.entries.slice(from)
    expect(JSON.stringify(entries)).not.toMatch(/ann@|471199/)
    const done = entries.filter(({ outcome, act }) => outcome === 'done' && act.startsWith('admin.'))
    expect(done.map(({ act, reason }) => [act, reason])).toEqual([
      ['admin.holdRecords', 'a lawsuit'],
      ['admin.prepareCase', 'asked for'],
      ['admin.getCase', undefined],
      ['admin.rejectCase', 'seen'],
    ])
    const [, asked] = done
    expect(asked?.after).toMatchObject({ state: 'prepared', persons: [expect.stringMatching(/^[\w-]{16}$/)] })
  })
})
