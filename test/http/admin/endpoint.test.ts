/** What every request of the admin API meets, whatever it is about. */
import { describe, expect, it } from '@jest/globals'
import { read, useAdminApi } from '../../support/admin-api.ts'

const api = useAdminApi()
const owner = { roles: ['owner'] }

describe('a request to the admin API', () => {
  it('is told who asks, with the roles of the token', async () => {
    const answer = await api.call('GET', '/me', { roles: ['acme:admin', 'beta:analyst'], subject: 'grace' })
    expect(answer.status).toBe(200)
    expect(read(answer)).toEqual({
      subject: 'grace',
      issuer: 'https://issuer.example.org',
      isOwner: false,
      tenants: [
        { tenant: 'acme', role: 'admin' },
        { tenant: 'beta', role: 'analyst' },
      ],
      isComplete: true,
    })
    expect(answer.headers['Cache-Control']).toBe('no-store')
  })

  it.each([
    [undefined, 'Bearer realm="Cairn"'],
    ['Basic YTpi', 'Bearer realm="Cairn", error="invalid_request"'],
    ['Bearer a.b.c', 'Bearer realm="Cairn", error="invalid_token"'],
  ])('with Authorization %s is 401, and is told how to sign in', async (authorization, challenge) => {
    const answer = await api.call('GET', '/me', { headers: authorization === undefined ? {} : { authorization } })
    expect(answer.status).toBe(401)
    expect(answer.headers['WWW-Authenticate']).toContain(challenge)
    expect(read(answer)).toMatchObject({ type: 'urn:cairn:problem:unauthorized', status: 401, requestId: 'request-1' })
    expect(answer.headers['Content-Type']).toBe('application/problem+json')
  })

  it.each(['/', '/nothing', '/tenants/acme/nothing', '/openapi.json/x', '//me'])(
    'to a path that does not exist, %s, is 404',
    async (path) => {
      expect((await api.call('GET', path, owner)).status).toBe(404)
    },
  )

  it('with a method that the resource has not is 405, and is told which it has', async () => {
    const answer = await api.call('PUT', '/tenants', owner)
    expect(answer.status).toBe(405)
    expect(answer.headers.Allow).toBe('GET, HEAD, POST')
    expect((await api.call('constructor', '/me', owner)).status).toBe(405)
  })

  it('by HEAD gets what GET gets, without its body', async () => {
    const [get, head] = [await api.call('GET', '/me', owner), await api.call('HEAD', '/me', owner)]
    expect(head).toMatchObject({ status: 200, text: '' })
    expect(head.headers['Content-Length']).toBe(String(Buffer.byteLength(get.text)))
  })

  it('with a body of another type is 415, without one 400, and with what is no JSON 400 with its place', async () => {
    const send = (body: string | undefined, type = 'application/json') =>
      api.call('POST', '/tenants', { ...owner, body, headers: { 'content-type': type } })
    expect((await send('{"id":"a"}', 'text/plain')).status).toBe(415)
    expect((await send('{"id":"a"}', 'application/x-www-form-urlencoded')).status).toBe(415)
    expect((await send(undefined)).status).toBe(400)
    expect(read(await send('{"id":')).detail).toMatch(/is not JSON: line 1, column 7/)
    expect((await send('{"id":"a","id":"b"}')).status).toBe(400)
    expect((await send('{"id":"half","name":"\\ud800"}')).status).toBe(400)
    expect((await send('{"id":"whole","name":"\\ud83d\\ude00 \\\\ud800"}')).status).toBe(201)
    expect((await api.call('GET', '/tenants/whole/credentials/\ud800', owner)).status).toBe(404)
    expect((await send(JSON.stringify({ id: 'a', name: 'x'.repeat(200_000) }))).status).toBe(413)
    expect((await api.call('GET', '/me', { ...owner, body: '{}' })).status).toBe(400)
  })

  it('that breaks rules is 400, and each is named with its place', async () => {
    const body = { id: 'Acme', name: '', defaultVersion: '3', quotas: { storedBytes: -1, bytes: 1 }, more: 1 }
    const answer = await api.call('POST', '/tenants', { ...owner, body })
    expect(answer.status).toBe(400)
    expect(read(answer).violations).toEqual(
      expect.arrayContaining([
        { pointer: '/id', rule: expect.stringContaining('must match pattern'), found: 'a string' },
        { pointer: '/name', rule: expect.stringContaining('fewer than 1'), found: 'an empty string' },
        { pointer: '/defaultVersion', rule: 'must be one of 1.0.3, 2.0.0', found: 'a string' },
        { pointer: '/quotas/storedBytes', rule: 'must be >= 0', found: 'a number' },
        { pointer: '/quotas/bytes', rule: 'is not a property that is known here', found: 'a number' },
        { pointer: '/more', rule: 'is not a property that is known here', found: 'a number' },
      ]),
    )
    expect(read(await api.call('POST', '/tenants', { ...owner, body: {} })).violations).toEqual([
      { pointer: '/id', rule: 'is required', found: 'nothing' },
    ])
  })

  it.each([
    'limit=0',
    'limit=201',
    'limit=x',
    'limit=1&limit=2',
    'page=2',
    'cursor=',
    'cursor=!',
    'cursor=QQ',
    'limit=%',
  ])('with the parameter %s is 400, and the parameter is named', async (query) => {
    const answer = await api.call('GET', '/tenants', { ...owner, query })
    expect(answer.status).toBe(400)
    expect(read(answer).violations[0].parameter).toBe(query.split('=')[0])
  })

  it('of a person without a role in a tenant is 404, whether or not there is such a tenant', async () => {
    await api.done('POST', '/tenants', { id: 'hidden' })
    const answers = await Promise.all(
      ['hidden', 'absent'].map((tenant) => api.call('GET', `/tenants/${tenant}`, { roles: ['acme:admin'] })),
    )
    expect(answers[0]).toEqual(answers[1])
    expect(answers[0]?.status).toBe(404)
    expect((await api.call('GET', '/tenants/absent', { roles: ['absent:admin'] })).status).toBe(404)
  })

  // @control limited-rights
  it('of a person with another role than is needed is 403, and is told which are', async () => {
    await api.done('POST', '/tenants', { id: 'roles' })
    const answer = await api.call('PATCH', '/tenants/roles', { roles: ['roles:analyst'], body: { name: 'x' } })
    expect(answer.status).toBe(403)
    expect(read(answer).detail).toBe('In this tenant you are analyst: this is for owner.')
    expect((await api.call('GET', '/tenants', { roles: ['roles:admin'] })).status).toBe(403)
  })
})

describe('a POST with an Idempotency-Key', () => {
  const post = (key: string, body: object, subject = 'ada') =>
    api.call('POST', '/tenants', { ...owner, subject, body, headers: { 'idempotency-key': key } })

  it('is done once, and answered the same for a day', async () => {
    const first = await post('once', { id: 'once' })
    expect(first.status).toBe(201)
    expect(await post('once', { id: 'once' })).toEqual({
      ...first,
      headers: { ...first.headers, 'Idempotency-Replayed': 'true' },
    })
    api.wait(24 * 3_600_000 + 1)
    expect((await post('once', { id: 'once' })).status).toBe(409)
  })

  it('is 422 with another body, and another request of somebody else', async () => {
    await post('twice', { id: 'twice' })
    expect(await post('twice', { id: 'thrice' })).toMatchObject({ status: 422 })
    expect((await post('twice', { id: 'thrice' }, 'grace')).status).toBe(201)
  })

  it('that was refused leaves its key free', async () => {
    expect((await post('free', { id: 'once' })).status).toBe(409)
    expect((await post('free', { id: 'free' })).status).toBe(201)
  })

  it('is refused while the same is under way', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => post('race', { id: 'race' })))
    const made = answers.filter(({ status, headers }) => status === 201 && !headers['Idempotency-Replayed'])
    expect(made).toHaveLength(1)
    for (const { status, text } of answers) if (status !== 201) expect(text).toContain('under-way')
  })

  it('must be visible ASCII', async () => {
    expect((await post('with space', { id: 'space' })).status).toBe(400)
  })
})

describe('a key or a subject in a path', () => {
  /** As the gateway hands a path over: decoded once. */
  const known = { 'if-none-match': '*' }

  it.each([
    ['auth0|123', 'auth0|123'],
    ['a/b', 'a/b'],
    ['a/rotate/c', 'a/rotate/c'],
    ['a b#c', 'a b#c'],
    ['what?', 'what%3F'],
    ['100%', '100%'],
    ['%41', '%2541'],
    ['..', '%2E%2E'],
    ['a/b', 'a%2Fb'],
  ])('is %s when %s comes in', async (subject, path) => {
    const tenant = `odd-${Math.random().toString(36).slice(2)}`
    await api.done('POST', '/tenants', { id: tenant })
    await api.done('PUT', `/tenants/${tenant}/members/${path}`, { role: 'analyst' }, known)
    expect(read(await api.done('GET', `/tenants/${tenant}/members/${path}`))).toMatchObject({ subject })
    // It is who signs in by this subject.
    expect((await api.call('GET', `/tenants/${tenant}`, { roles: [], subject })).status).toBe(200)
    await api.done('DELETE', `/tenants/${tenant}/members/${path}`, undefined, { 'if-match': '*' })
    expect(read(await api.done('GET', `/tenants/${tenant}/members`)).items).toEqual([])
  })

  it('with a slash goes after the paths that are spelt out', async () => {
    await api.done('POST', '/tenants', { id: 'slashes' })
    const made = read(await api.done('POST', '/tenants/slashes/credentials', { label: 'x', scopes: ['all'] }))
    const rotated = await api.done('POST', `/tenants/slashes/credentials/${made.key}/rotate`, {})
    expect(read(rotated).key).toBe(made.key)
    const { status, text } = await api.call('POST', '/tenants/slashes/credentials/a/b/rotate', { ...owner, body: {} })
    expect([status, text]).toEqual([404, expect.stringContaining('credential')])
  })
})

it('who asks is told of memberships, too: the token goes before them', async () => {
  for (const id of ['me-one', 'me-two', 'me-three']) await api.done('POST', '/tenants', { id })
  const put = (tenant: string, role: string) =>
    api.done('PUT', `/tenants/${tenant}/members/lin`, { role }, { 'if-none-match': '*' })
  await put('me-one', 'auditor')
  await put('me-two', 'analyst')
  const { tenants, isComplete } = read(await api.call('GET', '/me', { roles: ['me-two:admin'], subject: 'lin' }))
  expect([tenants, isComplete]).toEqual([
    [
      { tenant: 'me-one', role: 'auditor' },
      { tenant: 'me-two', role: 'admin' },
    ],
    true,
  ])
})
