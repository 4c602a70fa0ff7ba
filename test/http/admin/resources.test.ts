/** Credentials, members and statements of a tenant by the admin API. */
import { beforeAll, describe, expect, it } from '@jest/globals'
import { tenantId } from '../../../lambdas/tenancy/tenant-id.ts'
import { type AdminRequest, read, useAdminApi } from '../../support/admin-api.ts'
import { newStatement } from '../../support/sent-statements.ts'
import { send } from '../../support/stores.ts'

const api = useAdminApi()

/** @returns their ids, in the order of `stored` */
async function store(count: number): Promise<string[]> {
  const statements = Array.from({ length: count }, () => newStatement())
  await send(api.store, tenantId('acme'), statements)
  return statements.map(({ id }) => id)
}
const admin = { roles: ['acme:admin'] }
const call = (method: string, path: string, request: AdminRequest = {}) =>
  api.call(method, `/tenants/acme${path}`, { ...admin, ...request })

beforeAll(async () => {
  await api.done('POST', '/tenants', { id: 'acme' })
  await api.done('POST', '/tenants', { id: 'beta' })
})

const NEW = { label: 'Moodle', scopes: ['statements/write'] }

describe('a credential', () => {
  it('is made with its secret, which is told once and works at once', async () => {
    const answer = await call('POST', '/credentials', { body: NEW })
    expect(answer.status).toBe(201)
    const { key, secret, ...rest } = read(answer)
    expect(rest).toMatchObject({ ...NEW, lenient: [], secrets: [{}], authority: { account: { name: key } } })
    expect(await api.registry.authenticate(key, secret)).toMatchObject({ tenant: 'acme', scopes: NEW.scopes })
    expect(answer.headers.Location).toBe(`/admin/v1/tenants/acme/credentials/${key}`)
    const got = await call('GET', `/credentials/${key}`)
    expect(got.headers.ETag).toBe(answer.headers.ETag)
    expect(read(got)).toEqual({ key, ...rest })
    expect(got.text).not.toContain(secret)
  })

  it('whose answer was lost is named, but its secret is not told again, and stands nowhere', async () => {
    const headers = { 'idempotency-key': 'lost' }
    const made = read(await call('POST', '/credentials', { body: NEW, headers }))
    const again = await call('POST', '/credentials', { body: NEW, headers })
    expect(again.status).toBe(409)
    expect(read(again).type).toBe('urn:cairn:problem:told-once')
    expect(again.headers.Location).toContain(made.key)
    const range = { pk: 'acme|repeats', from: '-', to: '~', ascending: true, limit: 100 }
    const { items } = await api.engine.tables.query('control', range)
    expect(items.length).toBeGreaterThan(0)
    expect(JSON.stringify(items)).not.toContain(made.secret)
  })

  it('has two secrets while it is rotated, and one afterwards', async () => {
    const { key, secret } = read(await call('POST', '/credentials', { body: NEW }))
    const rotated = read(await call('POST', `/credentials/${key}/rotate`, { body: {} }))
    expect(rotated.secrets).toEqual([{}, { until: expect.any(String) }])
    api.wait(60_001)
    for (const each of [secret, rotated.secret])
      expect(await api.registry.authenticate(key, each)).toMatchObject({ key })
    api.wait(24 * 3_600_000)
    expect(await api.registry.authenticate(key, secret)).toBe('wrong')
    expect(await api.registry.authenticate(key, rotated.secret)).toMatchObject({ key })
  })

  it('is changed and revoked by who knows its state (428, 412, 200, 204)', async () => {
    const made = await call('POST', '/credentials', { body: NEW })
    const { key, secret } = read(made)
    const known = { 'if-match': made.headers.ETag ?? '' }
    const patch = (body: object, headers = {}) => call('PATCH', `/credentials/${key}`, { body, headers })
    expect((await patch({ label: 'A' })).status).toBe(428)
    const changed = await patch({ label: 'A', expires: '2100-01-01T00:00:00Z' }, known)
    expect(read(changed)).toMatchObject({ label: 'A', expires: '2100-01-01T00:00:00.000Z', scopes: NEW.scopes })
    expect((await patch({ label: 'B' }, known)).status).toBe(412)
    expect(read(await patch({ expires: null }, { 'if-match': '*' }))).not.toHaveProperty('expires')
    expect((await patch({ expires: '2000-01-01T00:00:00Z' }, { 'if-match': '*' })).status).toBe(400)
    const remove = (request: AdminRequest) => call('DELETE', `/credentials/${key}`, request)
    expect((await remove({ query: 'dryRun=true' })).status).toBe(200)
    expect((await remove({})).status).toBe(428)
    expect((await remove({ headers: known })).status).toBe(412)
    expect((await remove({ headers: { 'if-match': '*' } })).status).toBe(204)
    expect((await call('GET', `/credentials/${key}`)).status).toBe(404)
    api.wait(60_001)
    expect(await api.registry.authenticate(key, secret)).toBe('wrong')
  })

  it('of another tenant is not there', async () => {
    const { key } = read(await call('POST', '/credentials', { body: NEW }))
    const beta = (method: string, request: AdminRequest = {}) =>
      api.call(method, `/tenants/beta/credentials/${key}`, { roles: ['beta:admin'], ...request })
    expect((await beta('GET')).status).toBe(404)
    expect((await beta('PATCH', { body: { label: 'x' }, headers: { 'if-match': '*' } })).status).toBe(404)
    expect((await beta('DELETE', { headers: { 'if-match': '*' } })).status).toBe(404)
    expect((await call('GET', `/credentials/${key}`)).status).toBe(200)
  })

  // @control limited-rights
  it('is for admins to make and for auditors to see', async () => {
    expect((await call('POST', '/credentials', { body: NEW, roles: ['acme:auditor'] })).status).toBe(403)
    expect((await call('GET', '/credentials', { roles: ['acme:auditor'] })).status).toBe(200)
    expect((await call('GET', '/credentials', { roles: ['acme:analyst'] })).status).toBe(403)
  })

  it('whose authority is no single agent is refused, and the rule is named', async () => {
    for (const authority of [{}, { mbox: 'mailto:a@b.c', openid: 'http://a' }]) {
      const answer = await call('POST', '/credentials', { body: { ...NEW, authority } })
      expect(read(answer).violations).toEqual([
        {
          pointer: '/authority',
          rule: 'must have exactly one of mbox, mbox_sha1sum, openid and account',
          found: 'an object',
        },
      ])
    }
  })
})

describe('a list of a tenant', () => {
  it('goes on by its own cursors alone', async () => {
    for (let n = 0; n < 5; n++) await call('POST', '/credentials', { body: NEW })
    const keys: string[] = []
    let next: string | undefined
    do {
      const query: string = `limit=2${next === undefined ? '' : `&cursor=${next}`}`
      const page = read(await call('GET', '/credentials', { query }))
      keys.push(...page.items.map(({ key }: { key: string }) => key))
      next = page.next
      if (next === undefined) break
      const foreign = [
        await api.call('GET', '/tenants/beta/credentials', { roles: ['owner'], query: `cursor=${next}` }),
        await call('GET', '/members', { query: `cursor=${next}` }),
        await call('GET', '/credentials', { query: `cursor=${next.slice(0, -2)}AA` }),
        await call('GET', '/credentials', { query: 'cursor=AAAA' }),
      ]
      for (const { status } of foreign) expect(status).toBe(400)
    } while (next !== undefined)
    expect(new Set(keys).size).toBe(keys.length)
    expect(keys.length).toBeGreaterThanOrEqual(5)
  })
})

describe('a member', () => {
  it('is given a role, which counts within a minute, and has it taken away', async () => {
    const path = '/members/auth0|grace'
    const asGrace = () => api.call('GET', '/tenants/acme', { roles: [], subject: 'auth0|grace' })
    expect((await asGrace()).status).toBe(404)
    const put = (role: string, headers: { [name: string]: string } = {}) =>
      call('PUT', path, { body: { role }, headers })
    expect((await put('analyst')).status).toBe(428)
    const made = await put('analyst', { 'if-none-match': '*' })
    expect(made.status).toBe(201)
    expect(read(made)).toEqual({ subject: 'auth0|grace', issuer: 'https://issuer.example.org', role: 'analyst' })
    expect((await put('admin', { 'if-none-match': '*' })).status).toBe(412)
    expect((await put('auditor', { 'if-match': made.headers.ETag ?? '' })).status).toBe(200)
    api.wait(60_001)
    expect((await asGrace()).status).toBe(200)
    expect(read(await call('GET', '/members')).items).toContainEqual(read(await call('GET', path)))
    expect((await call('DELETE', path, { headers: { 'if-match': made.headers.ETag ?? '' } })).status).toBe(412)
    expect((await call('DELETE', path, { query: 'dryRun=true' })).status).toBe(200)
    expect((await call('DELETE', path, { headers: { 'if-match': '*' } })).status).toBe(204)
    expect((await call('DELETE', path, { headers: { 'if-match': '*' } })).status).toBe(404)
    api.wait(60_001)
    expect((await asGrace()).status).toBe(404)
  })

  it('may not give roles as an auditor or an analyst, or be given one that does not exist', async () => {
    for (const role of ['auditor', 'analyst']) {
      const request = { roles: [`acme:${role}`], subject: 'eve', body: { role: 'admin' } }
      const answer = await call('PUT', '/members/eve', { ...request, headers: { 'if-none-match': '*' } })
      expect(answer.status).toBe(403)
    }
    const owner = await call('PUT', '/members/eve', { body: { role: 'owner' }, headers: { 'if-none-match': '*' } })
    expect(owner.status).toBe(400)
  })
})

describe('statements', () => {
  it('are read by the filters of xAPI, and `more` leads on at the path of people', async () => {
    const ids = await store(5)
    const seen: string[] = []
    let path = '/statements'
    let query = 'limit=2&ascending=true'
    for (;;) {
      const page = await call('GET', path, { query })
      expect(page).toMatchObject({ status: 200, headers: { 'X-Experience-API-Version': '1.0.3' } })
      const { statements, more } = read(page)
      seen.push(...statements.map(({ id }: { id: string }) => id))
      if (more === '') break
      expect(more).toMatch(/^\/admin\/v1\/tenants\/acme\/statements\?more=/)
      ;[path = '', query = ''] = more.slice('/admin/v1/tenants/acme'.length).split('?')
      expect((await api.call('GET', '/tenants/beta/statements', { roles: ['beta:analyst'], query })).status).toBe(400)
    }
    expect(seen).toEqual(ids)
  })

  it('are found by their ids, in their own tenant alone', async () => {
    const [id = ''] = await store(1)
    expect(read(await call('GET', `/statements/${id}`, { query: 'format=ids' }))).toMatchObject({ id })
    expect((await api.call('GET', `/tenants/beta/statements/${id}`, { roles: ['owner'] })).status).toBe(404)
    expect((await call('GET', `/statements/${id}`, { query: 'limit=1' })).status).toBe(400)
    expect((await call('GET', '/statements/none')).status).toBe(400)
    expect((await call('GET', '/statements', { query: 'verb=nothing' })).status).toBe(400)
  })

  it('are told of before their tenant is removed, which nobody does without a reason (400)', async () => {
    await store(1)
    const request = { roles: ['owner'], headers: { 'if-match': '*' } }
    const dry = await call('DELETE', '', { ...request, query: 'dryRun=true' })
    expect(read(dry)).toMatchObject({ hasStatements: true })
    expect((await call('DELETE', '', request)).status).toBe(400)
    expect(read(await call('GET', ''))).not.toHaveProperty('removal')
  })
})
