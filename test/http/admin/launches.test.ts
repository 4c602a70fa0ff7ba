/** Launches of content by the admin API, what their fetch URL gives, and what the credentials reach. */
import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from '@jest/globals'
import type { Context } from 'aws-lambda'
import fc from 'fast-check'
import { siteEndpoint } from '../../../lambdas/runtime/site-endpoint.ts'
import { openAdminApi, read } from '../../support/admin-api.ts'
import { apiEvent } from '../../support/api-event.ts'
import { duringTests } from '../../support/during-tests.ts'
import { useEngine } from '../../support/engines.ts'
import { CREATES, clientOf, JSON_TYPE, openService, type Query } from '../../support/in-process-endpoint.ts'
import { nobody } from '../../support/nobody.ts'
import { useBucket } from '../../support/s3-emulator.ts'
import { unheard } from '../../support/trails.ts'

const engine = useEngine()
const bucket = useBucket()
const api = duringTests(() => openAdminApi(engine, bucket))
const service = duringTests(() => openService(engine, bucket))
const send = clientOf(service, '1.0.3')

const CMI5 = 'https://w3id.org/xapi/cmi5/context/categories/cmi5'
const SESSION = 'https://w3id.org/xapi/cmi5/context/extensions/sessionid'
const HOST = { host: 'lrs.example.org', 'x-forwarded-proto': 'https' }

const actorOf = (name: string) => ({ objectType: 'Agent', account: { homePage: 'https://lms.example.org', name } })
const ADA = actorOf('ada')
const REGISTRATION = randomUUID()
const ACTIVITY = 'https://lms.example.org/au/1'
const NEW = {
  actor: ADA,
  registration: REGISTRATION,
  activity: ACTIVITY,
  publisherId: 'https://publisher.example.org/au',
}

type Launch = { key: string; session: string; expires: string; parameters: { fetch: string }; query: string }
const launch = async (more: object = {}): Promise<Launch> =>
  read(await api.done('POST', '/tenants/one/launches', { ...NEW, ...more }, HOST))

/** Time as the fetch URL has it. */
let ahead = 0

async function fetchToken(url: string, method = 'POST') {
  const { pathname, search } = new URL(url)
  const site = siteEndpoint({
    registry: nobody,
    trail: unheard,
    health: async () => ({ isHealthy: true, parts: {} }) as never,
    tables: engine.tables,
    now: () => Date.now() + ahead,
  })
  const { statusCode, body = '' } = await site(
    apiEvent({ method, path: pathname, query: search.slice(1) }),
    {} as Context,
  )
  return { status: statusCode, answer: JSON.parse(body) }
}

const enter = async ({ parameters }: Launch) => `Basic ${(await fetchToken(parameters.fetch)).answer['auth-token']}`

describe('a launch', () => {
  it('is answered with what is added to the address of the content, and its launch data are stored (201)', async () => {
    const settings = {
      masteryScore: 0.7,
      moveOn: 'Passed',
      returnURL: 'https://lms.example.org/back',
      launchParameters: 'x',
    }
    const entitlementKey = { courseStructure: 'k' }
    const made = await launch({ ...settings, entitlementKey })
    const parameters = Object.fromEntries(new URLSearchParams(made.query))
    expect(parameters).toEqual(made.parameters)
    expect(parameters).toEqual({
      endpoint: 'https://lrs.example.org/xapi/',
      fetch: expect.stringMatching(/^https:\/\/lrs\.example\.org\/cmi5\/fetch\?token=[\w-]{43}$/),
      actor: JSON.stringify(ADA),
      registration: REGISTRATION,
      activityId: ACTIVITY,
    })
    const state = {
      activityId: ACTIVITY,
      agent: JSON.stringify(ADA),
      registration: REGISTRATION,
      stateId: 'LMS.LaunchData',
    }
    const stored = await send('GET', 'activities/state', state)
    expect(JSON.parse(stored.body.toString())).toEqual({
      contextTemplate: {
        contextActivities: { grouping: [{ objectType: 'Activity', id: NEW.publisherId }] },
        extensions: { [SESSION]: made.session },
      },
      launchMode: 'Normal',
      ...settings,
      entitlementKey,
    })
  })

  it.each([
    ['no account', { actor: { mbox: 'mailto:ada@example.org' } }, '/actor/account'],
    ["the publisher's id as activity", { activity: NEW.publisherId }, '/activity'],
    ['a session of more than a day', { expires: new Date(Date.now() + 25 * 3_600_000).toISOString() }, '/expires'],
    ['the scope to void', { scopes: ['statements/void'] }, '/scopes/0'],
    ['a registration that is no UUID', { registration: '1' }, '/registration'],
  ])('with %s is refused, and the place is named (400)', async (_, body, pointer) => {
    const answer = await api.call('POST', '/tenants/one/launches', { roles: ['owner'], body: { ...NEW, ...body } })
    expect(answer.status).toBe(400)
    expect(read(answer).violations).toEqual(expect.arrayContaining([expect.objectContaining({ pointer })]))
  })

  it('is no credential in the list of those of the tenant', async () => {
    const { key } = await launch()
    const { items } = read(await api.done('GET', '/tenants/one/credentials'))
    expect(items.map((one: { key: string }) => one.key)).not.toContain(key)
  })
})

describe('a fetch URL', () => {
  it('gives its token to one of ten who ask at once, and to the others, and later, error 1 (200)', async () => {
    const { parameters } = await launch()
    const answers = await Promise.all(Array.from({ length: 10 }, () => fetchToken(parameters.fetch)))
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200))
    expect(answers.filter(({ answer }) => 'auth-token' in answer)).toHaveLength(1)
    expect(answers.filter(({ answer }) => answer['error-code'] === '1')).toHaveLength(9)
    expect((await fetchToken(parameters.fetch)).answer).toEqual({ 'error-code': '1', 'error-text': expect.any(String) })
  })

  it('gives nothing after ten minutes (1), for a token that is none (2), or to a GET (405)', async () => {
    const { parameters } = await launch()
    expect((await fetchToken(parameters.fetch, 'GET')).status).toBe(405)
    ahead = 600_000
    expect((await fetchToken(parameters.fetch)).answer['error-code']).toBe('1')
    ahead = 0
    expect((await fetchToken(parameters.fetch)).answer['auth-token']).toEqual(expect.any(String))
    for (const token of ['', 'x'.repeat(43), 'x'.repeat(5_000), `${'x'.repeat(43)}&token=${'y'.repeat(43)}`]) {
      const { status, answer } = await fetchToken(`https://lrs.example.org/cmi5/fetch?token=${token}`)
      expect([status, answer['error-code']]).toEqual([200, '2'])
    }
  })
})

describe('the credentials of a launch', () => {
  let made: Launch
  let authorization = ''
  beforeAll(async () => {
    made = await launch()
    authorization = await enter(made)
  })

  it('store random statements exactly if these are of its learner, registration and, as cmi5 defined ones, its activity and session', async () => {
    const verbs = ['http://adlnet.gov/expapi/verbs/passed', 'http://adlnet.gov/expapi/verbs/voided']
    const shape = fc.record({
      actor: fc.constantFrom('own', 'other', 'group'),
      registration: fc.constantFrom('own', 'OWN', 'other', 'none'),
      object: fc.constantFrom('own', 'other', 'agent'),
      isCmi5: fc.boolean(),
      session: fc.constantFrom('own', 'other', 'none'),
      isVoiding: fc.boolean(),
    })
    const actors = { own: ADA, other: actorOf('bob'), group: { ...ADA, objectType: 'Group' } }
    const objects = { own: { id: ACTIVITY }, other: { id: `${ACTIVITY}/2` }, agent: actorOf('bob') }
    const registrations = { own: REGISTRATION, OWN: REGISTRATION.toUpperCase(), other: randomUUID(), none: undefined }
    await fc.assert(
      fc.asyncProperty(shape, async ({ actor, registration, object, isCmi5, session, isVoiding }) => {
        const statement = {
          actor: actors[actor],
          verb: { id: verbs[isVoiding ? 1 : 0] },
          object: isVoiding ? { objectType: 'StatementRef', id: randomUUID() } : objects[object],
          context: {
            registration: registrations[registration],
            ...(isCmi5 && { contextActivities: { category: [{ id: CMI5 }] } }),
            ...(session !== 'none' && { extensions: { [SESSION]: session === 'own' ? made.session : randomUUID() } }),
          },
        }
        const isOwn = actor === 'own' && registration.toLowerCase() === 'own' && !isVoiding
        const isAllowed = isOwn && (!isCmi5 || (object === 'own' && session === 'own'))
        const parts = { headers: { ...JSON_TYPE, authorization }, body: JSON.stringify(statement) }
        expect((await send('POST', 'statements', {}, parts)).status).toBe(isAllowed ? 200 : 403)
      }),
      { numRuns: 150 },
    )
  })

  it.each<[method: string, resource: string, query: Query, status: number]>([
    ['PUT', 'activities/state', { stateId: 'bookmark' }, 204],
    ['GET', 'activities/state', { stateId: 'LMS.LaunchData' }, 200],
    ['GET', 'activities/state', {}, 200],
    ['PUT', 'activities/state', { stateId: 'LMS.LaunchData' }, 403],
    ['POST', 'activities/state', { stateId: 'LMS.LaunchData' }, 403],
    ['DELETE', 'activities/state', { stateId: 'LMS.LaunchData' }, 403],
    ['DELETE', 'activities/state', {}, 403],
    ['GET', 'activities/state', { registration: undefined }, 403],
    ['GET', 'activities/state', { registration: randomUUID() }, 403],
    ['GET', 'activities/state', { activityId: `${ACTIVITY}/2` }, 403],
    ['GET', 'activities/state', { agent: JSON.stringify(actorOf('bob')) }, 403],
    ['PUT', 'agents/profile', { profileId: 'cmi5LearnerPreferences' }, 204],
    ['GET', 'agents/profile', { profileId: 'cmi5LearnerPreferences' }, 200],
    ['GET', 'agents/profile', { profileId: 'other' }, 403],
    ['GET', 'agents/profile', {}, 403],
    ['GET', 'agents/profile', { profileId: 'cmi5LearnerPreferences', agent: JSON.stringify(actorOf('bob')) }, 403],
    ['GET', 'activities/profile', {}, 200],
    ['PUT', 'activities/profile', { profileId: 'p' }, 403],
    ['GET', 'activities/profile', { activityId: `${ACTIVITY}/2` }, 403],
    ['GET', 'activities', {}, 200],
    ['GET', 'activities', { activityId: `${ACTIVITY}/2` }, 403],
    ['GET', 'agents', {}, 200],
    ['GET', 'agents', { agent: JSON.stringify(actorOf('bob')) }, 403],
  ])('may %s %s with %j or not (%i)', async (method, resource, query, status) => {
    const own: { [resource: string]: Query } = {
      'activities/state': { activityId: ACTIVITY, agent: JSON.stringify(ADA), registration: REGISTRATION },
      'agents/profile': { agent: JSON.stringify(ADA) },
      agents: { agent: JSON.stringify(ADA) },
    }
    const given = { ...(own[resource] ?? { activityId: ACTIVITY }), ...query }
    const written = method === 'PUT' || method === 'POST' ? { body: '{}', ...(method === 'PUT' && { put: true }) } : {}
    const headers = { authorization, ...JSON_TYPE, ...('put' in written && CREATES) }
    expect((await send(method, resource, given, { headers, body: 'body' in written ? '{}' : '' })).status).toBe(status)
  })

  it('read what is of its learner and registration, and nothing else', async () => {
    const own = {
      actor: ADA,
      verb: { id: 'http://v' },
      object: { id: ACTIVITY },
      context: { registration: REGISTRATION },
    }
    const others = [
      { ...own, actor: actorOf('bob') },
      { ...own, context: { registration: randomUUID() } },
    ]
    const posted = await send('POST', 'statements', {}, { headers: JSON_TYPE, body: JSON.stringify([own, ...others]) })
    const [mine, ...theirs]: string[] = JSON.parse(posted.body.toString())
    const status = async (statementId: string | undefined) =>
      (await send('GET', 'statements', { statementId }, { headers: { authorization } })).status
    expect([await status(mine), ...(await Promise.all(theirs.map(status)))]).toEqual([200, 404, 404])
    const page = await send('GET', 'statements', { limit: '0' }, { headers: { authorization } })
    const seen: { id: string; actor: object; context: { registration: string } }[] = JSON.parse(
      page.body.toString(),
    ).statements
    expect(seen.map(({ id }) => id)).toContain(mine)
    for (const { actor, context } of seen) {
      expect([actor, context.registration.toLowerCase()]).toEqual([ADA, REGISTRATION])
    }
  })

  it('end when they are revoked, within a minute, and after their time (401)', async () => {
    const keyAndSecret = async (one: Launch): Promise<[string, string]> => {
      const [, basic = ''] = (await enter(one)).split(' ')
      const [key = '', secret = ''] = Buffer.from(basic, 'base64').toString().split(':')
      expect(key).toBe(one.key)
      return [key, secret]
    }
    const [revoked, short] = [await launch(), await launch({ expires: new Date(Date.now() + 3_600_000).toISOString() })]
    const [ended, late] = [await keyAndSecret(revoked), await keyAndSecret(short)]
    for (const each of [ended, late]) {
      expect(await api.registry.authenticate(...each)).toMatchObject({
        tenant: 'one',
        launch: { registration: REGISTRATION },
      })
    }
    await api.done('DELETE', `/tenants/one/credentials/${revoked.key}`, undefined, { 'if-match': '*' })
    api.wait(60_001)
    expect(await api.registry.authenticate(...ended)).toBe('wrong')
    api.wait(3_600_000)
    expect(await api.registry.authenticate(...late)).toBe('expired')
  })
})
