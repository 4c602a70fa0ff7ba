/** What is counted of tenants and their senders, through the endpoint, on a real engine. */
import { randomUUID } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import { type Meter, startMeter } from '../../bench/meter.ts'
import { createTables } from '../../lambdas/database/dynamodb-tables.ts'
import type { Tables } from '../../lambdas/database/tables.ts'
import { readStoredBytes } from '../../lambdas/tenancy/quotas/stored-bytes.ts'
import { tenantId } from '../../lambdas/tenancy/tenant-id.ts'
import { toTenantItem } from '../../lambdas/tenancy/tenant-item.ts'
import type { Quotas } from '../../lambdas/tenancy/tenant-quotas.ts'
import { readSenders, readUsage } from '../../lambdas/tenancy/usage/usage.ts'
import { createUsageCounter } from '../../lambdas/tenancy/usage/usage-counter.ts'
import { realClock, stillClock, type TestClock } from '../support/clocks.ts'
import { duringTests } from '../support/during-tests.ts'
import { TABLE_NAMES, useEngine } from '../support/engines.ts'
import { clientOf, JSON_TYPE, openService } from '../support/in-process-endpoint.ts'
import { useBucket } from '../support/s3-emulator.ts'
import { newStatement } from '../support/sent-statements.ts'

const MINUTE = 60_000
const ALWAYS = { from: '2000-01-01', to: '2999-12-31' }
const one = tenantId('one')

describe('the usage of a tenant', () => {
  const engine = useEngine()
  const bucket = useBucket()
  /** Sees each call, and what the engine says it costs. */
  const meter: Meter = duringTests(() => startMeter(engine.endpoint))

  async function start(clock: TestClock = realClock(), given?: Tables) {
    const tables = given ?? (await meteredTables())
    const service = await openService({ tables }, bucket, { clock })
    return { send: clientOf(service, '2.0.0'), clock, tables }
  }
  async function meteredTables(): Promise<Tables> {
    const { AWS_ENDPOINT_URL_DYNAMODB: before } = process.env
    process.env.AWS_ENDPOINT_URL_DYNAMODB = meter.endpoint
    const tables = createTables(TABLE_NAMES)
    // The SDK looks at the variable when it is first called.
    await Promise.all([
      tables.get('control', { pk: 'nobody', sk: '0' }, false),
      tables.increase('control', { pk: 'nobody', sk: '0' }, { by: { n: 1 }, set: { last: 1 } }),
    ])
    process.env.AWS_ENDPOINT_URL_DYNAMODB = before
    return tables
  }
  const total = async (tables: Tables) => {
    const days = await readUsage(tables, one, ALWAYS, 'us-east-1')
    const sum = (name: 'requests' | 'statements' | 'bytesIn' | 'bytesStored' | 'readUnits' | 'writeUnits') =>
      days.reduce((all, day) => all + day[name], 0)
    return { sum, days, dollars: days.reduce((all, day) => all + day.dollars, 0) }
  }

  it('has the units that the engine counts, within 1 %, and what was sent', async () => {
    const { send, clock, tables } = await start()
    meter.reset()
    const bodies = Array.from({ length: 24 }, (_, at) =>
      JSON.stringify(Array.from({ length: 1 + at }, () => newStatement())),
    )
    for (const body of bodies) await send('POST', 'statements', {}, { body, headers: JSON_TYPE })
    const [repeated = ''] = bodies
    await send('POST', 'statements', {}, { body: repeated, headers: JSON_TYPE })
    for (let page = 0; page < 30; page++) await send('GET', 'statements', { limit: '20' })
    const state = { activityId: 'http://example.com/a', agent: '{"mbox":"mailto:a@example.com"}', stateId: 's' }
    for (let n = 0; n < 5; n++) await send('PUT', 'activities/state', state, { body: `{"n":${n}}`, headers: JSON_TYPE })
    await send('GET', 'activities/state', { ...state, stateId: 'missing' })
    await send('POST', 'statements', {}, { body: '{"actor":1}', headers: JSON_TYPE })
    clock.move(MINUTE)
    await send('GET', 'statements', { limit: '1' })
    const { readUnits, writeUnits } = meter.read()
    const { sum, days, dollars } = await total(tables)
    expect(sum('requests')).toBe(63)
    expect(sum('statements')).toBe(301)
    expect(sum('bytesIn')).toBeGreaterThanOrEqual(bodies.join('').length)
    expect(Math.abs(sum('writeUnits') - writeUnits) / writeUnits).toBeLessThanOrEqual(0.01)
    expect(Math.abs(sum('readUnits') - readUnits) / readUnits).toBeLessThanOrEqual(0.01)
    expect(days.map(({ refused }) => refused)).toContainEqual({ invalid: 1, conflict: 4 })
    expect(sum('bytesStored')).toBeGreaterThan(2_000)
    expect(dollars).toBeGreaterThan((writeUnits * 0.625 + readUnits * 0.125 + 63 * 1.2) / 1_000_000 - 1e-6)
  })

  it('tells of each sender when it was seen, and what it broke where, never what it sent', async () => {
    const { send, clock, tables } = await start()
    await send('GET', 'statements', {}, { key: 'statements' })
    const body = JSON.stringify({ ...newStatement(), verb: { id: 'not-an-iri-of-Ada' } })
    for (let n = 0; n < 3; n++) await send('POST', 'statements', {}, { key: 'statements', body, headers: JSON_TYPE })
    await send('GET', 'activities/state', {}, { key: 'statements' })
    clock.move(MINUTE)
    await send('GET', 'statements', {}, { key: 'statements' })
    const senders = await readSenders(tables, one)
    const sender = senders.find(({ credential }) => credential === 'statements')
    expect(sender).toMatchObject({
      accepted: 2,
      refused: 4,
      rules: expect.arrayContaining([
        expect.objectContaining({ reason: 'invalid', count: 3, place: '/verb/id' }),
        expect.objectContaining({ reason: 'forbidden', count: 1 }),
      ]),
    })
    expect(sender?.lastSeen).toBeGreaterThan(sender?.lastRefused ?? Number.POSITIVE_INFINITY)
    expect(JSON.stringify(senders)).not.toContain('Ada')
  })

  it('refuses what a quota does not allow (429), names it, and stores nothing of the request', async () => {
    const { send, tables } = await start(realClock(), engine.tables)
    const quota = async (quotas: Quotas) =>
      tables.putIf(
        'control',
        toTenantItem({ id: 'two', name: 'two', defaultVersion: '2.0.0', moreKey: new Uint8Array(32), quotas }),
      )
    await quota({ requestsPerSecond: 1, statementsPerSecond: 1 })
    const { send: other } = await start(realClock(), engine.tables)
    const fill = JSON.stringify(Array.from({ length: 60 }, () => newStatement()))
    expect(await other('POST', 'statements', {}, { key: 'other', body: fill, headers: JSON_TYPE })).toMatchObject({
      status: 200,
    })
    const many = JSON.stringify([newStatement(), newStatement()])
    const refused = await other('POST', 'statements', {}, { key: 'other', body: many, headers: JSON_TYPE })
    expect(refused.status).toBe(429)
    expect(Number(refused.headers['Retry-After'])).toBeGreaterThanOrEqual(1)
    expect(JSON.parse(refused.body.toString())).toMatchObject({
      error: 'tooManyRequests',
      violations: [{ parameter: 'statementsPerSecond', rule: expect.stringContaining('allows 1 statements a second') }],
    })
    for (const { id } of JSON.parse(many))
      expect((await other('GET', 'statements', { statementId: id }, { key: 'other' })).status).toBe(404)
    const answers = []
    const agents = { agent: '{"mbox":"mailto:a@b.c"}' }
    for (let n = 0; n < 90; n++) answers.push(await other('GET', 'agents', agents, { key: 'other' }))
    const tooMany = answers.filter(({ status }) => status === 429)
    expect(tooMany.length).toBeGreaterThanOrEqual(15)
    expect(answers.length - tooMany.length).toBeGreaterThanOrEqual(50)
    expect((await send('GET', 'statements')).status).toBe(200)
  })

  it('lets everything pass while the buckets cannot be reached', async () => {
    const addIf: Tables['addIf'] = async () => {
      throw new Error('down')
    }
    const quotas = { requestsPerSecond: 1 }
    const item = { id: 'one', name: 'one', defaultVersion: '2.0.0' as const, moreKey: new Uint8Array(32) }
    await engine.tables.putIf('control', toTenantItem({ ...item, quotas }))
    const { send } = await start(realClock(), { ...engine.tables, addIf })
    for (let n = 0; n < 70; n++)
      expect((await send('GET', 'agents', { agent: '{"mbox":"mailto:a@b.c"}' })).status).toBe(200)
    await engine.tables.putIf('control', toTenantItem(item))
  })

  it('refuses to store more than the tenant may (429), and still reads', async () => {
    const item = { id: 'two', name: 'two', defaultVersion: '2.0.0' as const, moreKey: new Uint8Array(32) }
    await engine.tables.putIf('control', toTenantItem({ ...item, quotas: { storedBytes: 1 } }))
    const { send, clock } = await start(realClock(), engine.tables)
    const post = () =>
      send('POST', 'statements', {}, { key: 'other', body: JSON.stringify(newStatement()), headers: JSON_TYPE })
    await post()
    clock.move(2 * MINUTE)
    await send('GET', 'statements', {}, { key: 'other' })
    clock.move(2 * MINUTE)
    expect(await post()).toMatchObject({ status: 429 })
    expect((await send('GET', 'statements', {}, { key: 'other' })).status).toBe(200)
  })
})

describe('the counter of usage', () => {
  const engine = useEngine()
  const used = (tenant: string) => ({
    tenant: tenantId(tenant),
    credential: 'key',
    statements: 1,
    bytesIn: 10,
    functionGbSeconds: 0.01,
    consumption: { readUnits: 1, writeUnits: 2, objectReads: 0, objectWrites: 0, storedBytes: 100 },
  })

  it('writes for a tenant at most once a minute, with all that came, and keeps what it cannot write', async () => {
    const clock = stillClock()
    let writes = 0
    let isDown = false
    const increase: Tables['increase'] = async (...change) => {
      if (isDown) throw new Error('down')
      writes++
      return engine.tables.increase(...change)
    }
    const count = createUsageCounter({ increase }, clock.now)
    const requests = async () => (await readUsage(engine.tables, tenantId('steady'), ALWAYS, 'us-east-1'))[0]?.requests
    for (let n = 0; n < 60; n++) {
      await count(used('steady'))
      clock.move(1_000)
    }
    expect(writes).toBe(2)
    isDown = true
    await expect(count(used('steady'))).rejects.toThrow('down')
    isDown = false
    clock.move(MINUTE)
    await count(used('steady'))
    expect(await requests()).toBe(62)
    expect(writes / 62).toBeLessThanOrEqual(0.1)
  })

  it('tells at once that a sender is refused, and of one that goes on being refused every ten seconds', async () => {
    const clock = stillClock()
    let writes = 0
    const increase: Tables['increase'] = async (...change) => {
      writes++
      return engine.tables.increase(...change)
    }
    const count = createUsageCounter({ increase }, clock.now)
    const refused = (credential: string, reason: string) => ({
      ...{ ...used('strict'), credential, statements: 0 },
      refusal: { reason, rules: [{ rule: 'must be an IRI', place: '/verb/id' }] },
    })
    const told = async (credential: string) =>
      (await readSenders(engine.tables, tenantId('strict'))).find((one) => one.credential === credential)
    await count(used('strict'))
    for (let n = 0; n < 5; n++) await count({ ...used('strict'), credential: 'busy' })
    expect(writes).toBe(2)
    for (let n = 0; n < 3; n++) await count(refused('wrong', 'invalid'))
    expect(await told('wrong')).toMatchObject({ refused: 1, rules: [{ place: '/verb/id', count: 1 }] })
    await count(refused('other', 'invalid'))
    expect(await told('other')).toMatchObject({ refused: 1 })
    expect(writes).toBe(6)
    // Neither a quota nor a fault of the store is the sender's to mend.
    await count(refused('fast', 'requestsPerSecond'))
    await count(refused('fast', 'unavailable'))
    expect(writes).toBe(6)
    for (let n = 0; n < 50; n++) {
      clock.move(1_000)
      await count(refused('wrong', 'invalid'))
    }
    expect(await told('wrong')).toMatchObject({ refused: expect.any(Number), rules: [{ place: '/verb/id' }] })
    expect((await told('wrong'))?.refused).toBeGreaterThan(40)
    expect(writes).toBeLessThanOrEqual(6 + 2 * 6)
  })

  it('writes a burst of statements as it comes, and no more often than each hundred of them', async () => {
    const clock = stillClock()
    const tries: boolean[] = []
    let isDown = false
    const increase: Tables['increase'] = async (...change) => {
      tries.push(isDown)
      if (isDown) throw new Error('down')
      return engine.tables.increase(...change)
    }
    const count = createUsageCounter({ increase }, clock.now)
    const stored = async () =>
      (await readUsage(engine.tables, tenantId('bursting'), ALWAYS, 'us-east-1'))[0]?.statements
    const burst = (statements: number) => count({ ...used('bursting'), statements })
    for (const statements of [250, 250, 165]) await burst(statements)
    expect(await stored()).toBe(665)
    for (let n = 0; n < 199; n++) await burst(1)
    expect([tries.length, await stored()]).toEqual([2 * 4, 765])
    isDown = true
    await expect(burst(1)).rejects.toThrow('down')
    for (let n = 0; n < 99; n++) await burst(1)
    expect(tries.filter((wasDown) => wasDown)).toHaveLength(2)
    isDown = false
    await burst(1)
    expect(await stored()).toBe(965)
  })

  it('adds up what containers count at once, and keeps days and tenants apart', async () => {
    const clock = stillClock(Date.UTC(2026, 10, 21, 23, 59))
    const tenant = randomUUID()
    await Promise.all(Array.from({ length: 8 }, () => createUsageCounter(engine.tables, clock.now)(used(tenant))))
    clock.move(2 * MINUTE)
    await createUsageCounter(engine.tables, clock.now)(used(tenant))
    await createUsageCounter(engine.tables, clock.now)(used('another'))
    const days = await readUsage(engine.tables, tenantId(tenant), ALWAYS, 'us-east-1')
    expect(days.map(({ day, requests, writeUnits }) => [day, requests, writeUnits])).toEqual([
      ['2026-11-21', 8, 16],
      ['2026-11-22', 1, 2],
    ])
  })

  it('adds up what is stored over years, from a sum of the older days', async () => {
    const tenant = tenantId(randomUUID())
    const clock = stillClock(Date.UTC(2026, 0, 1, 12))
    let days = 0
    const query: Tables['query'] = async (...range) => {
      const page = await engine.tables.query(...range)
      days = page.items.length
      return page
    }
    for (let day = 1; day <= 100; day++) {
      await createUsageCounter(engine.tables, clock.now)(used(tenant))
      expect(await readStoredBytes({ ...engine.tables, query }, tenant, clock.now())).toBe(day * 100)
      expect(days).toBeLessThanOrEqual(42)
      clock.move(24 * 60 * MINUTE)
    }
  })
})
