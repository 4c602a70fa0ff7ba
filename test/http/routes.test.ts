/** The route table is the only place of scopes: what it says must hold for each request, however it is spelt. */
import { createSecretKey } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import type { Context } from 'aws-lambda'
import { createEndpoint } from '../../lambdas/http/protocol/endpoint.ts'
import type { Resource } from '../../lambdas/http/protocol/resource.ts'
import { BASE, ROUTES } from '../../lambdas/http/routes.ts'
import { aboutResource } from '../../lambdas/http/xapi/about-resource.ts'
import { activitiesResource } from '../../lambdas/http/xapi/activities-resource.ts'
import { agentsResource } from '../../lambdas/http/xapi/agents-resource.ts'
import { documentResources } from '../../lambdas/http/xapi/documents-resource.ts'
import { statementsResource } from '../../lambdas/http/xapi/statements-resource.ts'
import type { Scope } from '../../lambdas/tenancy/scopes.ts'
import { tenantId } from '../../lambdas/tenancy/tenant-id.ts'
import { apiEvent } from '../support/api-event.ts'
import { nobody } from '../support/nobody.ts'
import { unheard } from '../support/trails.ts'

const unused = {} as never
const resources: [string, Resource][] = [
  ['statements', statementsResource(unused)],
  ...documentResources(unused),
  ['activities', activitiesResource(unused)],
  ['agents', agentsResource],
  ['about', aboutResource],
]

/** 1.0.3 Communication 4.2, in requests; and `statements/void`, which lets nothing in by itself. */
const DOCUMENT_METHODS = ['PUT', 'POST', 'GET', 'HEAD', 'DELETE']
const reading = (...names: string[]) => names.flatMap((name) => [`GET ${name}`, `HEAD ${name}`])
const writing = (...names: string[]) => names.flatMap((name) => DOCUMENT_METHODS.map((method) => `${method} ${name}`))
const ALL_READS = reading(
  'statements',
  'activities/state',
  'activities/profile',
  'agents/profile',
  'activities',
  'agents',
)
const ALLOWED: { [scope in Scope]: string[] } = {
  'statements/write': ['PUT statements', 'POST statements'],
  'statements/void': [],
  'statements/read': reading('statements', 'activities', 'agents'),
  'statements/read/mine': reading('statements'),
  state: writing('activities/state'),
  profile: writing('activities/profile', 'agents/profile'),
  define: [],
  'all/read': ALL_READS,
  all: [
    ...ALL_READS,
    'PUT statements',
    'POST statements',
    ...writing('activities/state', 'activities/profile', 'agents/profile'),
  ],
}
const SCOPES = Object.keys(ALLOWED) as Scope[]
/** No scope, each by itself, and each pair. */
const SCOPE_SETS: Scope[][] = [
  [],
  ...SCOPES.map((scope) => [scope]),
  ...SCOPES.flatMap((one, at) => SCOPES.slice(at + 1).map((other) => [one, other])),
]
const EXPECTED: { [resource: string]: { [methods: string]: Scope | 'none' } } = {
  statements: { 'POST PUT': 'statements/write', 'GET HEAD': 'statements/read/mine' },
  'activities/state': { 'PUT POST GET HEAD DELETE': 'state' },
  'activities/profile': { 'PUT POST GET HEAD DELETE': 'profile' },
  'agents/profile': { 'PUT POST GET HEAD DELETE': 'profile' },
  activities: { 'GET HEAD': 'statements/read' },
  agents: { 'GET HEAD': 'statements/read' },
  about: { 'GET HEAD': 'none' },
}
const rows = Object.entries(EXPECTED).flatMap(([name, byMethods]) =>
  Object.entries(byMethods).flatMap(([methods, scope]) =>
    methods.split(' ').map((method) => [method, `/xapi/${name}`, scope] as const),
  ),
)
const routed = ROUTES.filter(({ path }) => path.startsWith('/xapi/'))

/** Every resource, with handlers that only tell that they were reached. */
const reached = resources.map(([name, { handlers }]): [string, Resource] => {
  const names = Object.keys(handlers)
  return [name, { handlers: Object.fromEntries(names.map((method) => [method, async () => ({ status: 204 })])) }]
})

/** The key of each credential is its scopes. */
const endpoint = createEndpoint({
  base: BASE,
  routes: ROUTES,
  resources: new Map(reached),
  trail: unheard,
  registry: {
    ...nobody,
    authenticate: async (key) => ({
      tenant: tenantId('one'),
      key,
      scopes: key.split(',').filter((scope) => scope !== '') as Scope[],
      authority: { mbox: 'mailto:lrs@example.org' },
      lenient: [],
      defaultVersion: '1.0.3',
      moreKey: createSecretKey(new Uint8Array(32)),
    }),
  },
  log: () => {},
})

type Sent = { method: string; path: string; scopes?: readonly string[] }

const basic = (scopes: readonly string[]) => `Basic ${Buffer.from(`${scopes.join()}:secret`).toString('base64')}`

async function statusOf({ method, path, scopes }: Sent, query = '', body = ''): Promise<number | undefined> {
  const authorization = scopes && query === '' && { authorization: basic(scopes) }
  const headers = { 'x-experience-api-version': '1.0.3', ...authorization }
  return (await endpoint(apiEvent({ method, path, query, headers, body }), {} as Context)).statusCode
}

/** The same request as a form, with its credentials in a field. */
const statusInForm = ({ method, path, scopes }: Sent) =>
  statusOf(
    { method: 'POST', path },
    `method=${method}`,
    new URLSearchParams({ content: '1', ...(scopes && { Authorization: basic(scopes) }) }).toString(),
  )

const spellings = (path: string) => [
  path,
  `${path}/`,
  path.replace('/xapi/', '/xapi//'),
  `/${path}//`,
  path.replace('/xapi/', '/xAPI/'),
  path.replace('/xapi/', '/XApi/'),
]

describe('the route table', () => {
  it('has every method of every resource, HEAD beside GET, and no others', () => {
    const handled = resources.flatMap(([name, { handlers }]) =>
      Object.keys(handlers).flatMap((method) =>
        (method === 'GET' ? ['GET', 'HEAD'] : [method]).map((each) => `${each} /xapi/${name}`),
      ),
    )
    expect(routed.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(handled.sort())
  })

  it('asks for the scope of the resource, and for none of about and of what is caught: every method but OPTIONS', () => {
    const lines = ROUTES.map(({ method, path, scope }) => [method, path, scope])
    const methods = ['DELETE', 'GET', 'HEAD', 'PATCH', 'POST', 'PUT']
    const caught = ['/', '/{proxy+}'].flatMap((path) => methods.map((method) => [method, path, 'none']))
    expect(lines.sort()).toEqual([...rows, ...caught].sort())
  })
})

describe('a request by the route table', () => {
  it.each(rows.filter(([, , scope]) => scope !== 'none'))(
    '%s %s is let in by the scopes that the standard names, with and without others, and by no others (403, 204)',
    async (method, path) => {
      const request = `${method} ${path.slice('/xapi/'.length)}`
      for (const scopes of SCOPE_SETS) {
        const isAllowed = scopes.some((scope) => ALLOWED[scope].includes(request))
        expect([scopes, await statusOf({ method, path, scopes })]).toEqual([scopes, isAllowed ? 204 : 403])
      }
    },
  )

  it.each(rows.filter(([, , scope]) => scope !== 'none'))(
    '%s %s needs a scope in each spelling (401, 403, 204)',
    async (method, path, scope) => {
      for (const each of spellings(path)) {
        for (const send of [statusOf, statusInForm]) {
          expect(await send({ method, path: each })).toBe(401)
          expect(await send({ method, path: each, scopes: ['define'] })).toBe(403)
          expect(await send({ method, path: each, scopes: [scope as Scope] })).toBe(204)
        }
      }
    },
  )

  it.each(rows.filter(([, , scope]) => scope === 'none'))(
    '%s %s is open to all, in each spelling (204)',
    async (method, path) => {
      for (const each of spellings(path)) {
        for (const send of [statusOf, statusInForm]) expect(await send({ method, path: each })).toBe(204)
      }
    },
  )

  it.each(Object.keys(EXPECTED))(
    'PATCH of %s, or a name that objects have, is 405 before credentials',
    async (name) => {
      for (const method of ['PATCH', 'OPTIONS', 'constructor', 'get']) {
        expect(await statusOf({ method, path: `/xapi/${name}` })).toBe(405)
      }
    },
  )

  it.each(['/lrs/statements', '/xapis/statements', '/statements', '/XAPI/Statements'])(
    'to %s, which is another base or resource, is 404',
    async (path) => {
      expect(await statusOf({ method: 'GET', path, scopes: SCOPES })).toBe(404)
    },
  )

  it.each(['nothing', 'constructor', '', 'statements/x'])('to %j, which is no resource, is 404', async (name) => {
    expect(await statusOf({ method: 'GET', path: `/xapi/${name}`, scopes: SCOPES })).toBe(404)
  })
})

describe('an endpoint', () => {
  it('with a method that the route table lacks is not made: nobody would know its scope', () => {
    const handlers = { DELETE: async () => ({ status: 204 }) }
    const registry = nobody
    const dependencies = { base: BASE, routes: ROUTES, registry, trail: unheard, log: () => {} }
    expect(() => createEndpoint({ ...dependencies, resources: new Map([['agents', { handlers }]]) })).toThrow(
      'The route table has no DELETE /xapi/agents.',
    )
  })

  it('serves a table of another base, and nothing below the base of xAPI', async () => {
    const other = createEndpoint({
      base: '/other',
      routes: [
        { method: 'GET', path: '/other/things', scope: 'none' },
        { method: 'HEAD', path: '/other/things', scope: 'none' },
      ],
      resources: new Map([['things', { handlers: { GET: async () => ({ status: 200, body: 'things' }) } }]]),
      registry: nobody,
      trail: unheard,
      log: () => {},
    })
    const get = (path: string) => other(apiEvent({ method: 'GET', path }), {} as Context)
    expect(await get('/other/things')).toMatchObject({ statusCode: 200, body: 'things' })
    expect((await get('/xapi/things')).statusCode).toBe(404)
  })
})
