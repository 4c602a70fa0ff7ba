/**
 * One tenant reaches nothing of another: not by what it sends, and not by a fault of ours. The functions' own code runs in
 * this process here, with the credentials of a function, so that its checks can be taken out; AWS's rights stay.
 */
import { randomUUID } from 'node:crypto'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { createTables } from '../../lambdas/database/dynamodb-tables.ts'
import type { Objects } from '../../lambdas/database/objects.ts'
import { createObjects } from '../../lambdas/database/s3-objects.ts'
import { createTenantRole } from '../../lambdas/database/sts-tenant-role.ts'
import type { Tables } from '../../lambdas/database/tables.ts'
import { createEndpoint } from '../../lambdas/http/protocol/endpoint.ts'
import type { MethodHandler, Resource } from '../../lambdas/http/protocol/resource.ts'
import { BASE, ROUTES } from '../../lambdas/http/routes.ts'
import { documentResources } from '../../lambdas/http/xapi/documents-resource.ts'
import { statementsResource } from '../../lambdas/http/xapi/statements-resource.ts'
import { compose } from '../../lambdas/runtime/compose.ts'
import { createTenantAccess, withinTenant } from '../../lambdas/tenancy/tenant-context.ts'
import { type TenantId, tenantId } from '../../lambdas/tenancy/tenant-id.ts'
import { createGate } from '../../local/aws/gate.ts'
import { environmentOf } from '../../local/functions/function-environment.ts'
import { type Local, startLocal } from '../../local/start.ts'
import { synthesizeIfChanged } from '../../local/template/synthesized-assembly.ts'
import { apiEvent } from '../support/api-event.ts'
import { duringTests } from '../support/during-tests.ts'
import { idsOf, type Lrs, lrsOf } from '../support/lrs.ts'
import { basic, tenantOf } from '../support/runner.ts'
import { newStatement } from '../support/sent-statements.ts'
import { unheard } from '../support/trails.ts'

const START_MS = 120_000

const run: Local = duringTests(
  () => startLocal({ port: 0, assembly: (build) => synthesizeIfChanged({ ...build, log: () => undefined }) }),
  START_MS,
)

const [OWN, OTHER] = [tenantId('demo'), tenantId('demo2')]
const functionOf = (id: string) => {
  const fn = run.deployment.functions.find(({ name }) => name.includes(id))
  if (fn === undefined) throw new Error(`There is no function ${id}`)
  return fn
}

/** From now on this process is the fallback function, which serves every resource. */
function becomeFallback(): { [name: string]: string | undefined } {
  const fn = functionOf('Fallback')
  for (const [name, value] of Object.entries(environmentOf(fn, run.aws.endpoints)))
    if (name.startsWith('AWS_') || name in fn.environment) process.env[name] = value
  return fn.environment
}

/** Rights without the checks in code: with the session of the tenant that is entered, any key may be asked for. */
function unchecked(): { tables: Tables; objects: Objects } {
  const names = becomeFallback()
  const assume = createTenantRole(names.TENANT_ROLE ?? '')
  const access = createTenantAccess(assume)
  const tables = createTables(
    {
      statements: names.STATEMENTS_TABLE ?? '',
      index: names.INDEX_TABLE ?? '',
      documents: names.DOCUMENTS_TABLE ?? '',
    },
    access,
  )
  const opened = async <T>(call: () => Promise<T>) => {
    await access.open()
    return call()
  }
  const objects = createObjects(names.CONTENT_BUCKET ?? '', { access })
  return {
    tables: new Proxy(tables, {
      get:
        (all, name: keyof Tables) =>
        (...words: unknown[]) =>
          opened(() => (all[name] as (...words: unknown[]) => Promise<unknown>)(...words)),
    }),
    objects: {
      put: (...words) => opened(() => objects.put(...words)),
      get: (...words) => opened(() => objects.get(...words)),
      remove: (...words) => opened(() => objects.remove(...words)),
    },
  }
}

let other: Lrs
beforeAll(() => {
  other = lrsOf({ endpoint: `${run.origin}/xapi` }, tenantOf(run, '2.0.0'), '1.0.3')
})

type Change = (handle: MethodHandler) => MethodHandler

/** The endpoint of a new container of the fallback function, whose handlers may be changed. */
function openEndpoint(change: Change = (handle) => handle) {
  becomeFallback()
  const { registry, statements, documents } = compose()
  const changed = ({ handlers, ...resource }: Resource): Resource => ({
    ...resource,
    handlers: Object.fromEntries(Object.entries(handlers).map(([method, handle]) => [method, change(handle)])),
  })
  const all: [string, Resource][] = [['statements', statementsResource(statements)], ...documentResources(documents)]
  const resources = new Map(all.map(([name, resource]) => [name, changed(resource)]))
  const logged: string[] = []
  const log = (_: string, message: string) => void logged.push(message)
  const endpoint = createEndpoint({ base: BASE, routes: ROUTES, resources, registry, trail: unheard, log })
  const context = { getRemainingTimeInMillis: () => 29_000 } as Parameters<typeof endpoint>[1]
  const sendAs =
    (version: string) =>
    (method: string, path: string, query = '', body = '') => {
      const headers = {
        authorization: basic(tenantOf(run, version)),
        'x-experience-api-version': '1.0.3',
        'content-type': 'application/json',
      }
      return endpoint(apiEvent({ method, path: `/xapi/${path}`, query, headers, body }), context)
    }
  return { logged, sendAs }
}

describe('a handler that works for another tenant than the sender’s', () => {
  it('gets nothing and does nothing: 500, and a line in the log', async () => {
    const stray: Change = (handle) => (call) => handle({ ...call, principal: { ...call.principal, tenant: OTHER } })
    const { sendAs, logged } = openEndpoint(stray)
    const send = sendAs('1.0.3')
    const foreign = newStatement()
    await other.post([foreign])
    const before = idsOf(await other.call('GET', 'statements'))
    const agent = encodeURIComponent('{"mbox":"mailto:a@example.com"}')
    const state = `stateId=s&activityId=https%3A%2F%2Fexample.com%2Fa&agent=${agent}`
    const answers = [
      await send('GET', 'statements', `statementId=${foreign.id}`),
      await send('GET', 'statements'),
      await send('POST', 'statements', '', JSON.stringify([newStatement()])),
      await send('PUT', 'activities/state', state, '{}'),
      await send('GET', 'activities/state', state),
      await send('DELETE', 'activities/state', state),
    ]
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(answers.map(() => 500))
    expect(JSON.stringify(answers)).not.toContain(foreign.id)
    expect(logged.filter((message) => message === 'failed')).toHaveLength(answers.length)
    expect(idsOf(await other.call('GET', 'statements'))).toEqual(before)
  })
})

describe('code without a check of its keys', () => {
  const key = (pk: string, sk = '0') => ({ pk, sk })
  const range = (pk: string) => ({ pk, from: '0', to: '~', ascending: true, limit: 10 })
  const OPERATIONS: [string, (tables: Tables, pk: string) => Promise<unknown>][] = [
    ['statements.get', (tables, pk) => tables.get('statements', key(pk), true)],
    ['statements.getAll', (tables, pk) => tables.getAll('statements', [key(`${OWN}|x`), key(pk)], true)],
    ['statements.insert', (tables, pk) => tables.insert('statements', [key(pk, randomUUID())])],
    ['statements.putNew', (tables, pk) => tables.putNew('statements', key(pk, randomUUID()))],
    ['index.query', (tables, pk) => tables.query('index', range(pk))],
    ['index.putIf', (tables, pk) => tables.putIf('index', key(pk))],
    ['index.updateIf', (tables, pk) => tables.updateIf('index', { key: key(pk), set: { n: 1 }, expected: {} })],
    ['index.updateEach', (tables, pk) => tables.updateEach('index', [{ key: key(pk), set: { n: 2 }, expected: {} }])],
    ['index.remove', (tables, pk) => tables.remove('index', [key(`${OWN}|x`), key(pk)])],
    ['index.removeEach', (tables, pk) => tables.removeEach('index', [{ key: key(pk), expected: {} }])],
    ['documents.get', (tables, pk) => tables.get('documents', key(pk), false)],
    ['documents.query', (tables, pk) => tables.query('documents', range(pk))],
    ['documents.putIf', (tables, pk) => tables.putIf('documents', key(pk))],
    ['documents.removeIf', (tables, pk) => tables.removeIf('documents', key(pk))],
    ['documents.remove', (tables, pk) => tables.remove('documents', [key(pk)])],
  ]
  const isRefused = (call: Promise<unknown>) => expect(call).rejects.toThrow(/AccessDenied|not authorized/)

  // @control tenants-apart
  it.each(OPERATIONS)('is refused by AWS: %s', async (_, operate) => {
    const { tables } = unchecked()
    await withinTenant(OWN, () => operate(tables, `${OWN}|probe`))
    for (const pk of [`${OTHER}|probe`, `${OTHER}|probe|${OWN}`, `${OWN}2|probe`, '|health', '*|probe', `${OWN}`])
      await isRefused(withinTenant(OWN, () => operate(tables, pk)))
  })

  it('is refused by AWS: objects of the bucket', async () => {
    const { objects } = unchecked()
    const within = <T>(call: () => Promise<T>) => withinTenant(OWN, call)
    await within(() => objects.put(`${OWN}/documents/probe`, Buffer.from('x')))
    expect(await within(() => objects.get(`${OWN}/documents/none`))).toBeUndefined()
    await within(() => objects.remove(`${OWN}/documents/probe`))
    for (const name of [`${OTHER}/documents/probe`, `${OWN}2/documents/a`, 'documents/a', `/${OWN}/documents/a`]) {
      await isRefused(within(() => objects.put(name, Buffer.from('x'))))
      await isRefused(within(() => objects.get(name)))
      await isRefused(within(() => objects.remove(name)))
    }
    // Batches and attachments are never removed.
    await isRefused(within(() => objects.remove(`${OWN}/attachments/a`)))
  })

  it('reaches no data with the function’s own rights', async () => {
    const names = becomeFallback()
    const tables = createTables({ statements: names.STATEMENTS_TABLE ?? '', index: names.INDEX_TABLE ?? '' })
    const objects = createObjects(names.CONTENT_BUCKET ?? '')
    for (const pk of [`${OWN}|a`, `${OTHER}|a`]) {
      await isRefused(tables.get('statements', key(pk), true))
      await isRefused(tables.insert('index', [key(pk)]))
    }
    await isRefused(objects.get(`${OWN}/attachments/a`))
    expect(await tables.get('index', key('|health'), false)).toBeUndefined()
    expect(await objects.get('|health')).toBeUndefined()
  })
})

describe('a session', () => {
  const assume = (id: string, tags: { Key: string; Value: string }[]) => {
    becomeFallback()
    const RoleArn = functionOf(id).environment.TENANT_ROLE
    return new STSClient({ maxAttempts: 1 }).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: '@a', Tags: tags }))
  }
  const tenantTag = (Value: string) => ({ Key: 'tenant', Value })

  it('is no function’s to have of another function’s role, without a tenant, or with more than a tenant', async () => {
    await expect(assume('Fallback', [tenantTag('demo')])).resolves.toBeDefined()
    for (const id of ['Statements', 'Documents', 'References', 'LakeWriter'])
      await expect(assume(id, [tenantTag('demo')])).rejects.toMatchObject({ name: 'AccessDenied' })
    for (const tags of [[], [tenantTag('')], [tenantTag('demo'), { Key: 'lakeDatabase', Value: 'all' }]])
      await expect(assume('Fallback', tags)).rejects.toMatchObject({ name: 'AccessDenied' })
    for (const name of ['*', 'dem?', 'demo|', `\${aws:PrincipalTag/tenant}`])
      await expect(assume('Fallback', [tenantTag(name)])).rejects.toMatchObject({ name: 'ValidationError' })
  })

  // @control tenants-apart
  it('is had by a right of the function and by trust of the role: neither alone is enough', async () => {
    const { roles, resourcePolicies } = run.deployment
    const arn = functionOf('Fallback').environment.TENANT_ROLE ?? ''
    const roleOf = (id: string) => roles.find(({ name }) => new RegExp(`${id}Role[0-9A-F]{8}`).test(name))
    const may = { Effect: 'Allow', Action: ['sts:AssumeRole', 'sts:TagSession'], Resource: arn }
    const policies = [{ name: 'may', document: { Version: '2012-10-17', Statement: [may] } }]
    const context = { 'aws:TagKeys': () => ['tenant'], 'aws:RequestTag/tenant': () => 'demo' }
    const gate = createGate(resourcePolicies)
    const refusals = (id: string, rights: typeof policies) => {
      const session = { arn: `arn:aws:sts::000000000000:assumed-role/${roleOf(id)?.name}/${rights.length}` }
      const ask = (action: string) =>
        gate.refusalOf({ ...session, policies: rights }, { action, resource: arn, context })
      return Promise.all(may.Action.map(ask))
    }
    const refused = [expect.stringContaining('is not authorized'), expect.stringContaining('is not authorized')]
    expect(await refusals('Fallback', policies)).toEqual([undefined, undefined])
    expect(await refusals('Fallback', [])).toEqual(refused)
    expect(roleOf('Statements')?.name).toMatch(/Statements/)
    expect(await refusals('Statements', policies)).toEqual(refused)
  })

  it('reaches keys of its tenant alone, whatever two tenants are called (property)', async () => {
    const roles = run.deployment.roles.filter(({ name }) => name.includes('TenantRole'))
    expect(roles.length).toBeGreaterThanOrEqual(5)
    const gate = createGate(run.deployment.resourcePolicies)
    const name = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,8}$/).map(tenantId)
    const pair = fc.oneof(
      fc.tuple(name, name),
      // The one is the beginning of the other.
      fc.tuple(name, name).map(([one, more]): [TenantId, TenantId] => [one, tenantId(`${one}${more}`)]),
    )
    const table = `arn:aws:dynamodb:us-east-1:000000000000:table/${functionOf('Fallback').environment.INDEX_TABLE}`
    const role = roles.find(({ name: id }) => id.includes('Fallback'))
    await fc.assert(
      fc.asyncProperty(pair, fc.string(), async ([one, two], rest) => {
        const session = { arn: `arn:aws:sts::000000000000:assumed-role/${role?.name}/@${one}`, tags: { tenant: one } }
        const ask = (...keys: string[]) =>
          gate.refusalOf(
            { ...session, policies: role?.policies ?? [] },
            { action: 'dynamodb:BatchGetItem', resource: table, context: { 'dynamodb:LeadingKeys': () => keys } },
          )
        expect(await ask(`${one}|${rest}`)).toBeUndefined()
        if (one === two) return
        expect(await ask(`${two}|${rest}`)).toContain('is not authorized')
        expect(await ask(`${one}|${rest}`, `${two}|${rest}`)).toContain('is not authorized')
      }),
      { numRuns: 60 },
    )
  })

  it('of the admin API reads files of the lake of its tenant alone, and the function itself none: Athena reads by it', async () => {
    const gate = createGate(run.deployment.resourcePolicies)
    const roleOf = (pattern: RegExp) => run.deployment.roles.find(({ name }) => pattern.test(name))
    const [own, ofTenant] = [roleOf(/AdminFunctionRole/) ?? roleOf(/AdminRole/), roleOf(/Admin.*TenantRole/)]
    const tags = { tenant: 'demo' }
    const ask = (role: typeof own, key: string) =>
      gate.refusalOf(
        { arn: `arn:aws:sts::000000000000:assumed-role/${role?.name}/@demo`, policies: role?.policies ?? [], tags },
        {
          action: 's3:GetObject',
          resource: `arn:aws:s3:::${functionOf('Admin').environment.LAKE_BUCKET}/${key}`,
          context: {},
        },
      )
    expect([own?.policies.length, ofTenant?.policies.length]).toEqual([expect.any(Number), expect.any(Number)])
    for (const folder of ['lake', 'voids']) {
      expect(await ask(ofTenant, `${folder}/tenant=demo/x`)).toBeUndefined()
      expect(await ask(ofTenant, `${folder}/tenant=demo2/x`)).toContain('is not authorized')
      expect(await ask(own, `${folder}/tenant=demo/x`)).toContain('is not authorized')
    }
    expect(await ask(own, 'state/freshness/shards.json')).toBeUndefined()
  })

  it('is taken once for a tenant and container, and an outage of STS concerns new ones only: 503', async () => {
    const { sendAs } = openEndpoint()
    let asked = 0
    run.aws.outages.begin('sts', 'failing', () => {
      asked++
      return false
    })
    const get = (version: string) => sendAs(version)('GET', 'statements', 'limit=1')
    for (let round = 0; round < 20; round++) expect((await get('1.0.3')).statusCode).toBe(200)
    expect(asked).toBe(1)
    run.aws.outages.begin('sts', 'failing')
    expect((await get('1.0.3')).statusCode).toBe(200)
    expect(await get('2.0.0')).toMatchObject({ statusCode: 503, headers: { 'Retry-After': expect.any(String) } })
    run.aws.outages.end('sts')
    expect((await get('2.0.0')).statusCode).toBe(200)
  })
})
