/** What the trail is told of requests to xAPI: by the endpoint that answers them, on a real engine. */
import { createSecretKey, randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it } from '@jest/globals'
import type { Context } from 'aws-lambda'
import type { Entry } from '../../lambdas/audit/entry.ts'
import { personFingerprint } from '../../lambdas/audit/filter.ts'
import { apiEvent } from '../support/api-event.ts'
import { duringTests } from '../support/during-tests.ts'
import { useEngine } from '../support/engines.ts'
import {
  agentOf,
  CREATES,
  clientOf,
  JSON_TYPE,
  openService,
  type Query,
  type Service,
} from '../support/in-process-endpoint.ts'
import { useBucket } from '../support/s3-emulator.ts'
import { VOIDED } from '../support/statements.ts'
import { heardTrail } from '../support/trails.ts'

const heard = heardTrail()
const engine = useEngine()
const bucket = useBucket()
const service: Service = duringTests(() => openService(engine, bucket, { trail: heard.trail }))

const ADA = agentOf('lovelace')
const statement = (more: object = {}) => ({
  id: randomUUID(),
  actor: JSON.parse(ADA),
  verb: { id: 'http://x.org/did' },
  object: { id: 'http://x.org/it' },
  ...more,
})
const send = (method: string, resource: string, query: Query = {}, more: { body?: string; key?: string } = {}) =>
  clientOf(service, '2.0.0')(method, resource, query, { headers: { ...JSON_TYPE, ...CREATES }, ...more })
const post = (...statements: object[]) => send('POST', 'statements', {}, { body: JSON.stringify(statements) })
/** Without the uses of credentials, which come with whatever is first. */
const told = () => heard.entries.filter(({ act }) => act !== 'credential.used')
const entry = ({ tenant, who, act, outcome, what }: Entry) => ({
  tenant,
  who: `${who.kind} ${who.id}`,
  act,
  outcome,
  what,
})

beforeEach(() => {
  heard.entries.length = 0
  heard.isDown = false
})

describe('a read', () => {
  // @control reads-recorded
  it('is recorded with its sender, tenant, filter and how many statements were answered', async () => {
    await post(statement(), statement())
    const query = { agent: ADA, verb: 'http://x.org/did', limit: '1' }
    expect((await send('GET', 'statements', query)).status).toBe(200)
    const agent = personFingerprint(createSecretKey(new Uint8Array(32)), ADA)
    expect(told().map(entry)).toEqual([
      {
        tenant: 'one',
        who: 'credential all',
        act: 'records.read',
        outcome: 'done',
        what: { resource: 'statements', filter: { agent, verb: 'http://x.org/did', limit: '1' }, count: 1 },
      },
    ])
    expect(told()[0]).toMatchObject({ requestId: 'request-1', at: expect.any(Number), id: expect.any(String) })
  })

  // @control discreet-logs
  it('names no person and no secret, whoever was asked for', async () => {
    await send('GET', 'statements', { agent: agentOf('grace'), related_agents: 'true' })
    await send('GET', 'activities/state', { activityId: 'http://x.org/it', agent: ADA, stateId: 'notes of lovelace' })
    const text = JSON.stringify(heard.entries)
    expect(told()).toHaveLength(2)
    for (const secret of ['grace', 'lovelace', 'mailto', '"s"']) expect(text).not.toContain(secret)
  })

  it('that goes on by `more` is recorded with the first query', async () => {
    await post(statement(), statement(), statement())
    const { more } = JSON.parse(
      (await send('GET', 'statements', { verb: 'http://x.org/did', limit: '1' })).body.toString(),
    )
    await send('GET', 'statements', Object.fromEntries(new URLSearchParams(more.split('?')[1])))
    expect(told().map(({ what }) => what?.filter)).toEqual([
      { verb: 'http://x.org/did', limit: '1' },
      { verb: 'http://x.org/did', limit: '1' },
    ])
  })

  it('is recorded also where nothing was found, and where ids of documents were listed', async () => {
    const place = { activityId: `http://x.org/${randomUUID()}`, agent: ADA }
    await send('GET', 'statements', { statementId: randomUUID() })
    for (const stateId of ['a', 'b']) await send('PUT', 'activities/state', { ...place, stateId }, { body: '{}' })
    await send('GET', 'activities/state', place)
    await send('GET', 'activities/state', { ...place, stateId: 'a' })
    await send('GET', 'activities/state', { ...place, stateId: 'c' })
    const reads = told().filter(({ act }) => act === 'records.read')
    expect(reads.map(({ what }) => [what?.resource, what?.count])).toEqual([
      ['statements', 0],
      ['activities/state', 2],
      ['activities/state', 1],
      ['activities/state', 0],
    ])
  })

  // @control recorded-or-not-done
  it('is not answered where it cannot be recorded (503), and is once it can', async () => {
    const sent = statement()
    await post(sent)
    heard.isDown = true
    const refused = await send('GET', 'statements', { statementId: sent.id })
    expect(refused).toMatchObject({ status: 503, headers: { 'Retry-After': '2' } })
    expect(refused.body.toString()).not.toContain(sent.id)
    expect((await send('GET', 'statements', { statementId: randomUUID() })).status).toBe(503)
    heard.isDown = false
    expect((await send('GET', 'statements', { statementId: sent.id })).status).toBe(200)
  })
})

describe('a void', () => {
  // @control changes-recorded
  it('is recorded with both statements', async () => {
    const [target, other] = [statement(), statement()]
    await post(target, other)
    const voids = [target, other].map(({ id }) =>
      statement({ verb: VOIDED, object: { objectType: 'StatementRef', id } }),
    )
    expect((await post(...voids)).status).toBe(200)
    expect(told().map(({ act, what }) => [act, what])).toEqual([
      ['statements.voided', { statements: [target.id, other.id], by: voids.map(({ id }) => id) }],
    ])
  })

  // @control recorded-or-not-done
  it('that cannot be recorded is 503; sent again it is done and recorded', async () => {
    const target = statement()
    await post(target)
    const body = JSON.stringify(statement({ verb: VOIDED, object: { objectType: 'StatementRef', id: target.id } }))
    heard.isDown = true
    expect((await send('POST', 'statements', {}, { body })).status).toBe(503)
    heard.isDown = false
    expect((await send('POST', 'statements', {}, { body })).status).toBe(200)
    expect(told().map(({ act }) => act)).toEqual(['statements.voided'])
  })
})

describe('what a learner stores', () => {
  it('is stored though the trail is down, and the uses are told once it is up', async () => {
    heard.isDown = true
    for (let at = 0; at < 3; at++) {
      const body = JSON.stringify([statement()])
      expect((await send('POST', 'statements', {}, { body, key: 'statements' })).status).toBe(200)
    }
    heard.isDown = false
    await send('POST', 'statements', {}, { body: JSON.stringify([statement()]), key: 'statements' })
    const uses = heard.entries.filter(({ who }) => who.id === 'statements')
    expect(uses.map(({ act, what }) => [act, what?.count])).toEqual([['credential.used', 4]])
  })

  it('needs no further record in the same hour', async () => {
    await post(statement())
    heard.puts = 0
    for (let at = 0; at < 5; at++) await post(statement())
    expect(heard.puts).toBe(0)
  })
})

describe('a refused attempt', () => {
  const attempt = async (key: string, secret: string, address = '203.0.113.77') => {
    const event = apiEvent({
      method: 'GET',
      path: '/xapi/statements',
      headers: {
        authorization: `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`,
        'x-experience-api-version': '2.0.0',
      },
    })
    event.requestContext.http.sourceIp = address
    return (await service.endpoint(event, {} as Context)).statusCode
  }

  // @control attempts-recorded
  it('is counted by credential and network: the first, second, fourth, eighth is told', async () => {
    for (let at = 0; at < 100; at++) expect(await attempt('other', 'wrong')).toBe(401)
    const counts = told().map(({ tenant, who, what, outcome }) => [tenant, who.id, what?.network, what?.count, outcome])
    expect(counts).toEqual([1, 2, 4, 8, 16, 32, 64].map((n) => ['two', 'other', '203.0.113.0/24', n, 'refused']))
  })

  // @control attempts-recorded discreet-logs
  it('with a key that is nobody’s tells neither the key nor the address', async () => {
    expect(await attempt('my-pasted-secret', 'x', '2001:db8:1:2:3::4')).toBe(401)
    expect(told().map(entry)).toEqual([
      {
        tenant: undefined,
        who: expect.stringMatching(/^unknown #[\w-]{16}$/),
        act: 'attempt.refused',
        outcome: 'refused',
        what: { reason: 'unauthorized', count: 1, network: '2001:db8:1::/48' },
      },
    ])
  })

  it('for want of a scope is told with its credential', async () => {
    expect((await send('GET', 'statements', {}, { key: 'state' })).status).toBe(403)
    expect(told().map(entry)).toMatchObject([{ tenant: 'one', who: 'credential state', what: { reason: 'forbidden' } }])
  })

  it('is refused all the same where it cannot be recorded', async () => {
    heard.isDown = true
    expect(await attempt('other', 'wrong again', '198.51.100.1')).toBe(401)
  })
})
