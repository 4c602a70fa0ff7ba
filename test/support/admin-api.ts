/** The admin API on a real engine, called in this process as Lambda calls it, by people with real tokens. */
import { randomBytes } from 'node:crypto'
import type { AthenaClient } from '@aws-sdk/client-athena'
import type { Context } from 'aws-lambda'
import { createActivityStore } from '../../lambdas/activities/activity-store.ts'
import { createStoredDocuments } from '../../lambdas/cases/stored-documents.ts'
import { createStoredTexts } from '../../lambdas/cases/stored-texts.ts'
import { createObjectCount } from '../../lambdas/database/s3-object-count.ts'
import { createDocumentStore } from '../../lambdas/documents/document-store.ts'
import type { EvidenceObjects } from '../../lambdas/evidence/evidence-objects.ts'
import { type AdminHandler, createAdminEndpoint } from '../../lambdas/http/admin/endpoint.ts'
import type { Evidence } from '../../lambdas/http/admin/evidence-resource.ts'
import { createIdempotency } from '../../lambdas/http/admin/idempotency.ts'
import { adminOperations } from '../../lambdas/http/admin/operations.ts'
import { createAthenaRuns } from '../../lambdas/lake/athena-runs.ts'
import { stockOf } from '../../lambdas/removal/stock.ts'
import { createAttachmentStore } from '../../lambdas/statements/attachment-store.ts'
import { createBatches } from '../../lambdas/statements/batch/batches.ts'
import { createStatementStore } from '../../lambdas/statements/create-store.ts'
import type { StatementStore } from '../../lambdas/statements/store.ts'
import { createPeople } from '../../lambdas/tenancy/people/people.ts'
import { createRegistry, type Registry } from '../../lambdas/tenancy/registry.ts'
import { readTenant } from '../../lambdas/tenancy/tenants.ts'
import { apiEvent } from './api-event.ts'
import { realClock } from './clocks.ts'
import { duringTests } from './during-tests.ts'
import { type Engine, useEngine } from './engines.ts'
import { type Bucket, useBucket } from './s3-emulator.ts'
import { AUDIENCE, ISSUER, openTokenIssuer } from './token-issuer.ts'
import { type HeardTrail, heardTrail } from './trails.ts'

export type AdminAnswer = { status: number; headers: { [name: string]: string }; text: string }
export type AdminRequest = {
  /** Of the token: `owner`, `acme:admin`. Without any, nobody signs in. */
  roles?: string[]
  subject?: string
  headers?: { [name: string]: string }
  query?: string
  /** Sent as JSON, unless it is text or octets. */
  body?: unknown
}

export type AdminApi = {
  handler: AdminHandler
  store: StatementStore
  registry: Registry
  engine: Pick<Engine, 'tables'>
  /** What the trail was told. */
  heard: HeardTrail
  /** Lets time pass, for tokens, keys and marks alike. */
  wait(ms: number): void
  call(method: string, path: string, request?: AdminRequest): Promise<AdminAnswer>
  /** By an owner. @throws where the answer is none of success */
  done(method: string, path: string, body?: unknown, headers?: { [name: string]: string }): Promise<AdminAnswer>
}

/** @param athena for tests that ask the lake; it is asked for once it is there */
export function useAdminApi(athena?: () => AthenaClient): AdminApi {
  const engine = useEngine()
  const bucket = useBucket()
  return duringTests(() => openAdminApi(engine, bucket, athena))
}

/** Of tests that have no evidence. */
const nothing: EvidenceObjects = {
  putNew: async () => false,
  get: async () => undefined,
  list: async function* none() {},
}

/** When the lake of tests was written last. */
export const THROUGH = new Date('2026-11-21T21:04:10Z')

export async function openAdminApi(
  engine: Pick<Engine, 'tables'>,
  { objects }: Pick<Bucket, 'objects'>,
  athena?: () => AthenaClient,
  evidence: Evidence = { vault: nothing, besides: nothing },
): Promise<AdminApi> {
  const runs = async () => {
    if (athena === undefined) throw new Error('This test has no lake.')
    return createAthenaRuns(athena(), { workgroup: 'CairnLake', database: 'cairn', through: async () => THROUGH })
  }
  const { tables } = engine
  const real = realClock()
  let ahead = 0
  const clock = { ...real, now: () => real.now() + ahead }
  const tokens = await openTokenIssuer(clock.now)
  const issuer = { issuer: ISSUER, audience: AUDIENCE, rolesClaim: 'roles' }
  const heard = heardTrail()
  const attachments = createAttachmentStore(objects)
  const activities = createActivityStore({ tables, clock: real })
  const registry = createRegistry(tables, clock.now)
  const { isAuthority } = registry
  const container = randomBytes(4).toString('hex')
  const store = createStatementStore({ tables, objects, attachments, activities, isAuthority, clock: real, container })
  const handler = createAdminEndpoint({
    people: createPeople({ tables, issuer, now: clock.now, fetchKeys: tokens.fetchKeys }),
    findTenant: (tenant) => readTenant(tables, tenant),
    operations: adminOperations({
      ...{ tables, clock, issuer, runs, region: 'us-east-1' },
      statements: { store, attachments, activities },
      documents: createDocumentStore({ tables, objects, clock: real }),
      stockOf: (tenant) =>
        stockOf({ tables, content: createObjectCount('content'), lake: createObjectCount('lake') }, tenant),
      ...{ evidence, data: tables, batches: createBatches(tables, objects) },
      storedTexts: createStoredTexts({ tables, batches: createBatches(tables, objects) }),
      storedDocuments: createStoredDocuments(tables),
      runs,
    }),
    idempotency: createIdempotency(tables, clock),
    trail: heard.trail,
    log: () => undefined,
  })
  const call: AdminApi['call'] = async (method, path, { roles, subject = 'ada', headers, query = '', body } = {}) => {
    const isJson = body !== undefined && typeof body !== 'string' && !Buffer.isBuffer(body)
    const token = roles && (await tokens.token({ claims: { sub: subject, roles } }))
    const event = apiEvent({
      method,
      path: `/admin/v1${path}`,
      query,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(token && { authorization: `Bearer ${token}` }),
        ...headers,
      },
      body: isJson ? JSON.stringify(body) : ((body ?? '') as string | Buffer),
    })
    const result = await handler(event, {} as Context)
    const encoding = result.isBase64Encoded ? 'base64' : 'utf8'
    return {
      status: result.statusCode ?? 0,
      headers: result.headers as AdminAnswer['headers'],
      text: Buffer.from(result.body ?? '', encoding).toString('utf8'),
    }
  }
  return {
    ...{ handler, store, registry, engine, heard, call },
    wait: (ms) => {
      ahead += ms
    },
    async done(method, path, body, headers = {}) {
      const answer = await call(method, path, { roles: ['owner'], headers, ...(body !== undefined && { body }) })
      if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`)
      return answer
    },
  }
}

export const read = ({ text }: AdminAnswer) => JSON.parse(text)
