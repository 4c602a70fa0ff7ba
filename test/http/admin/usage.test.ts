/** What a tenant uses and how its senders are, by the admin API; and the quotas of a day. */
import { describe, expect, it } from '@jest/globals'
import { countScanned, takeQuery } from '../../../lambdas/tenancy/quotas/query-quota.ts'
import { tenantId } from '../../../lambdas/tenancy/tenant-id.ts'
import { createUsageCounter } from '../../../lambdas/tenancy/usage/usage-counter.ts'
import { read, useAdminApi } from '../../support/admin-api.ts'

const api = useAdminApi()
const acme = tenantId('acme')
const NOON = Date.UTC(2026, 10, 21, 12)
const admin = { roles: ['acme:admin'] }

describe('usage and senders', () => {
  it('are told of the days that are asked for, with their price, to those of the tenant', async () => {
    await api.done('POST', '/tenants', { id: 'acme' })
    await createUsageCounter(
      api.engine.tables,
      () => NOON,
    )({
      tenant: acme,
      credential: 'lms',
      statements: 0,
      bytesIn: 10,
      functionGbSeconds: 1,
      consumption: { readUnits: 0, writeUnits: 1_000_000, objectReads: 0, objectWrites: 0, storedBytes: 0 },
      refusal: { reason: 'invalid', rules: [{ rule: 'must be a UUID', place: '/id' }] },
    })
    const query = 'from=2026-11-01&to=2026-11-30'
    const usage = await api.call('GET', '/tenants/acme/usage', { ...admin, query })
    expect(read(usage)).toMatchObject({
      region: 'us-east-1',
      items: [{ day: '2026-11-21', requests: 1, refused: { invalid: 1 }, dollars: expect.closeTo(0.625, 2) }],
    })
    expect(
      read(await api.call('GET', '/tenants/acme/usage', { ...admin, query: 'from=2026-11-22&to=2026-11-30' })).items,
    ).toEqual([])
    expect(read(await api.call('GET', '/tenants/acme/senders', admin)).items).toEqual([
      {
        credential: 'lms',
        lastSeen: '2026-11-21T12:00:00.000Z',
        lastRefused: '2026-11-21T12:00:00.000Z',
        accepted: 0,
        refused: 1,
        rules: [{ reason: 'invalid', rule: 'must be a UUID', count: 1, place: '/id' }],
      },
    ])
    expect((await api.call('GET', '/tenants/acme/usage', { roles: ['acme:analyst'] })).status).toBe(403)
  })

  it.each(['from=2026-11-31', 'from=2026-12-01&to=2026-11-01', 'from=2020-01-01&to=2026-11-01', 'from=yesterday'])(
    'are not told of what are no days (400): %s',
    async (query) => expect((await api.call('GET', '/tenants/acme/usage', { ...admin, query })).status).toBe(400),
  )
})

describe('the quotas of a day', () => {
  const tenant = tenantId('daily')

  it('let so many queries begin, and again the next day', async () => {
    const take = (now: number) => takeQuery(api.engine.tables, tenant, { queriesPerDay: 2 }, now)
    expect([await take(NOON), await take(NOON), await take(NOON)]).toEqual([
      undefined,
      undefined,
      { quota: 'queriesPerDay', limit: 2, retrySeconds: 12 * 3_600 },
    ])
    expect(await take(NOON + 12 * 3_600_000)).toBeUndefined()
    expect(await takeQuery(api.engine.tables, tenant, { queriesPerDay: 0 }, NOON)).toMatchObject({ limit: 0 })
  })

  it('are told of a day whose first act was a query that still runs', async () => {
    await api.done('POST', '/tenants', { id: 'asking' })
    await takeQuery(api.engine.tables, tenantId('asking'), {}, NOON)
    const day = new Date(NOON).toISOString().slice(0, 10)
    const answer = await api.call('GET', '/tenants/asking/usage', { roles: ['owner'], query: `from=${day}&to=${day}` })
    expect([answer.status, read(answer).items]).toMatchObject([
      200,
      [{ day, queries: 1, last: `${day}T00:00:00.000Z` }],
    ])
  })

  it('let queries begin until so many bytes were read', async () => {
    const take = () => takeQuery(api.engine.tables, tenant, { scannedBytesPerDay: 1_000 }, NOON)
    await countScanned(api.engine.tables, tenant, 999, NOON)
    expect(await take()).toBeUndefined()
    await countScanned(api.engine.tables, tenant, 1, NOON)
    expect(await take()).toMatchObject({ quota: 'scannedBytesPerDay', retrySeconds: 12 * 3_600 })
  })
})
