/** Sessions for a tenant's data: how often they are asked for, and what becomes of those that cannot be had. */
import { describe, expect, it } from '@jest/globals'
import { tenantId } from '../../lambdas/tenancy/tenant-id.ts'
import { createTenantSessions } from '../../lambdas/tenancy/tenant-sessions.ts'

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
const ACME = tenantId('acme')

/** Sessions by a clock of its own; `asked` names the tenants that a session was asked for. */
function openSessions() {
  const state = { now: 0, isDown: false, asked: [] as string[] }
  const sessions = createTenantSessions(
    async (tenant) => {
      state.asked.push(tenant)
      await Promise.resolve()
      if (state.isDown) throw new Error('STS is down')
      const name = `${tenant} ${state.asked.length}`
      return { accessKeyId: name, secretAccessKey: 's', sessionToken: 't', expiration: new Date(state.now + HOUR_MS) }
    },
    () => state.now,
  )
  return { state, idOf: async (tenant = ACME) => (await sessions(tenant)).accessKeyId }
}

describe('a session of a tenant', () => {
  it('is asked for once, by however many who want it at once and after', async () => {
    const { state, idOf } = openSessions()
    expect(await Promise.all([idOf(), idOf(), idOf()])).toEqual(['acme 1', 'acme 1', 'acme 1'])
    state.now = 44 * MINUTE_MS
    expect(await idOf()).toBe('acme 1')
    expect(await idOf(tenantId('acme2'))).toBe('acme2 2')
    expect(state.asked).toEqual(['acme', 'acme2'])
  })

  it('is renewed when it has a quarter of an hour left, which is longer than any function runs', async () => {
    const { state, idOf } = openSessions()
    await idOf()
    state.now = 45 * MINUTE_MS
    expect(await Promise.all([idOf(), idOf()])).toEqual(['acme 2', 'acme 2'])
    expect(state.asked).toHaveLength(2)
  })

  it('serves on where it cannot be renewed, and is asked for again after half a minute', async () => {
    const { state, idOf } = openSessions()
    await idOf()
    Object.assign(state, { now: 50 * MINUTE_MS, isDown: true })
    expect([await idOf(), await idOf()]).toEqual(['acme 1', 'acme 1'])
    expect(state.asked).toHaveLength(2)
    Object.assign(state, { now: 51 * MINUTE_MS, isDown: false })
    expect(await idOf()).toBe('acme 3')
  })

  it('is none any more when it ends, and one that never came is asked for at each try', async () => {
    const { state, idOf } = openSessions()
    await idOf()
    Object.assign(state, { now: HOUR_MS, isDown: true })
    for (const tenant of [ACME, ACME, tenantId('other')]) await expect(idOf(tenant)).rejects.toThrow('STS is down')
    expect(state.asked).toEqual(['acme', 'acme', 'acme', 'other'])
  })

  it('makes room for others: of 600 tenants the last 500 are known', async () => {
    const { state, idOf } = openSessions()
    const tenants = Array.from({ length: 600 }, (_, n) => tenantId(`t${n}`))
    for (const tenant of tenants) await idOf(tenant)
    for (const tenant of tenants.slice(100)) await idOf(tenant)
    expect(state.asked).toHaveLength(600)
    await idOf(tenants[0])
    expect(state.asked).toHaveLength(601)
  })
})
