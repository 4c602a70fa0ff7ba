/** The endpoint of all resources on a real engine, called in this process as Lambda calls it. */
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { expect } from '@jest/globals'
import type { Context } from 'aws-lambda'
import { type ActivityStore, createActivityStore } from '../../lambdas/activities/activity-store.ts'
import type { Trail } from '../../lambdas/audit/trail.ts'
import type { Objects } from '../../lambdas/database/objects.ts'
import { createDocumentStore } from '../../lambdas/documents/document-store.ts'
import { createEndpoint, type Handler } from '../../lambdas/http/protocol/endpoint.ts'
import type { Resource } from '../../lambdas/http/protocol/resource.ts'
import { BASE, ROUTES } from '../../lambdas/http/routes.ts'
import { aboutResource } from '../../lambdas/http/xapi/about-resource.ts'
import { activitiesResource } from '../../lambdas/http/xapi/activities-resource.ts'
import { agentsResource } from '../../lambdas/http/xapi/agents-resource.ts'
import { documentResources } from '../../lambdas/http/xapi/documents-resource.ts'
import { statementsResource } from '../../lambdas/http/xapi/statements-resource.ts'
import { createAttachmentStore } from '../../lambdas/statements/attachment-store.ts'
import { createStatementStore } from '../../lambdas/statements/create-store.ts'
import type { StatementStore } from '../../lambdas/statements/store.ts'
import { createCredential, type NewCredential } from '../../lambdas/tenancy/credentials.ts'
import { createRegistry, createTenant } from '../../lambdas/tenancy/registry.ts'
import type { Scope } from '../../lambdas/tenancy/scopes.ts'
import { apiEvent } from './api-event.ts'
import { realClock } from './clocks.ts'
import { duringTests } from './during-tests.ts'
import { type Engine, useEngine } from './engines.ts'
import { type Bucket, useBucket } from './s3-emulator.ts'
import { unheard } from './trails.ts'

export type Version = '1.0.3' | '2.0.0'
/** `lambdaBytes`: how long the answer is where Lambda takes it. */
export type Answer = { status: number; headers: { [name: string]: string }; body: Buffer; lambdaBytes: number }
type RequestParts = { headers?: { [name: string]: string }; body?: string | Buffer; key?: string }
export type Query = { [name: string]: string | undefined }

export const VERSIONS = ['1.0.3', '2.0.0'] as const
export const DOCUMENT_RESOURCES = ['activities/state', 'activities/profile', 'agents/profile'] as const
export type DocumentResource = (typeof DOCUMENT_RESOURCES)[number]
export const JSON_TYPE = { 'content-type': 'application/json' }
const ALL: Scope[] = ['all']
const KEYS: { [key: string]: [tenant: string, scopes: Scope[]] } = {
  all: ['one', ALL],
  other: ['two', ALL],
  statements: ['one', ['statements/read', 'statements/write']],
  state: ['one', ['state']],
  profile: ['one', ['profile']],
}

/** What Lambda answers with at most. */
const MOST_LAMBDA_BYTES = 6 * 1024 * 1024

/** `objectsRead`: the keys that the bucket was asked for. */
export type Service = {
  endpoint: Handler
  activities: ActivityStore
  store: StatementStore
  objectsRead: string[]
  /** One of the tenant `one`, with the secret `s`. */
  addCredential(key: string, more: Partial<NewCredential>): Promise<void>
}

/** The service during the tests of a file. Credentials are named in `KEYS`; each has the secret `s`. */
export function useService(): Service {
  const engine = useEngine()
  const bucket = useBucket()
  return duringTests(() => openService(engine, bucket))
}

export async function openService(
  { tables }: Pick<Engine, 'tables'>,
  bucket: Pick<Bucket, 'objects'>,
  { trail = unheard, clock = realClock() }: { trail?: Trail; clock?: ReturnType<typeof realClock> } = {},
): Promise<Service> {
  const addCredential: Service['addCredential'] = async (key, more) => {
    const authority = { account: { homePage: 'http://h', name: key } }
    const credential = { tenant: 'one', key, secret: 's', salt: new Uint8Array(16), label: key, authority }
    await createCredential(tables, { ...credential, scopes: ALL, ...more })
  }
  for (const [key, [tenant, scopes]] of Object.entries(KEYS)) {
    await createTenant(tables, { id: tenant, name: tenant, defaultVersion: '2.0.0', moreKey: new Uint8Array(32) })
    await addCredential(key, { tenant, scopes })
  }
  const objectsRead: string[] = []
  const get: Objects['get'] = (key, range) => {
    objectsRead.push(key)
    return bucket.objects.get(key, range)
  }
  const objects = { ...bucket.objects, get }
  const registry = createRegistry(tables, clock.now)
  const attachments = createAttachmentStore(objects)
  const activities = createActivityStore({ tables, clock })
  const { isAuthority } = registry
  const container = randomBytes(4).toString('hex')
  const store = createStatementStore({ tables, objects, attachments, activities, isAuthority, clock, container })
  const resources = new Map<string, Resource>([
    ...documentResources(createDocumentStore({ tables, objects, clock })),
    ['activities', activitiesResource(activities)],
    ['agents', agentsResource],
    ['about', aboutResource],
    ['statements', statementsResource({ store, attachments, activities })],
  ])
  const endpoint = createEndpoint({
    base: BASE,
    routes: ROUTES,
    resources,
    registry,
    trail,
    log: () => {},
  })
  return { endpoint, activities, store, objectsRead, addCredential }
}

export type Client = ReturnType<typeof clientOf>

export const clientOf =
  (service: Service, version: Version) =>
  async (
    method: string,
    resource: string,
    query: Query = {},
    { headers = {}, body = '', key = 'all' }: RequestParts = {},
  ) => {
    const given = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined)
    const standard = {
      authorization: `Basic ${Buffer.from(`${key}:s`).toString('base64')}`,
      'x-experience-api-version': version,
    }
    const event = apiEvent({
      method,
      path: `/xapi/${resource}`,
      query: given.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&'),
      headers: { ...standard, ...headers },
      body,
    })
    const result = await service.endpoint(event, {} as Context)
    const answer: Answer = {
      status: result.statusCode ?? 0,
      headers: result.headers as Answer['headers'],
      body: Buffer.from(result.body ?? '', result.isBase64Encoded ? 'base64' : 'utf8'),
      lambdaBytes: Buffer.byteLength(JSON.stringify(result)),
    }
    expect(answer.lambdaBytes).toBeLessThan(MOST_LAMBDA_BYTES)
    expect(answer.headers['X-Experience-API-Version']).toBe(version)
    return answer
  }

/** 1.0.3 wants a PUT of a profile to tell what it expects. */
export const CREATES = { 'if-none-match': '*' }

export const tagOf = (body: string | Buffer) => `"${createHash('sha1').update(body).digest('hex')}"`
export const agentOf = (name: string) => JSON.stringify({ mbox: `mailto:${name}@example.com` })
export const read = ({ body }: Answer) => JSON.parse(body.toString())

/** A context that nobody else uses: what its documents belong to, and the name of their id. */
export function contextOf(name: DocumentResource): { query: Query; id: string } {
  const activityId = `http://example.com/${randomUUID()}`
  const agent = agentOf(randomUUID())
  if (name === 'activities/state') return { query: { activityId, agent }, id: 'stateId' }
  return { query: name === 'activities/profile' ? { activityId } : { agent }, id: 'profileId' }
}

/** One document that is not there yet, and the requests on it. */
export function documentOf(send: Client, name: DocumentResource, text = 'doc') {
  const { query, id } = contextOf(name)
  const one = { ...query, [id]: text }
  const call = (method: string, sent?: RequestParts) => send(method, name, one, sent)
  /** Creates; with headers whatever they say. */
  const put = (body: string | Buffer, headers: { [name: string]: string } = {}) => {
    const isConditional = 'if-match' in headers || 'if-none-match' in headers
    return call('PUT', { body, headers: { ...JSON_TYPE, ...(!isConditional && CREATES), ...headers } })
  }
  const post = (body: string | Buffer, headers = {}) => call('POST', { body, headers: { ...JSON_TYPE, ...headers } })
  const list = async (more: Query = {}) => send('GET', name, { ...query, ...more })
  return { query, one, id, call, put, post, list }
}
