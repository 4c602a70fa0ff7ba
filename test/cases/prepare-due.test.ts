/** Cases that the clock prepares: for tenants in which something is past its time, one at a time, and nothing is removed. */
import { randomUUID } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import type { Case } from '../../lambdas/cases/case.ts'
import { createCaseStore } from '../../lambdas/cases/case-store.ts'
import { type PrepareParts, prepareDueCases } from '../../lambdas/cases/prepare-due.ts'
import { putRule, removeRule } from '../../lambdas/cases/retention-rules.ts'
import { createStoredTexts } from '../../lambdas/cases/stored-texts.ts'
import { Unavailable } from '../../lambdas/database/unavailable.ts'
import { createBatches } from '../../lambdas/statements/batch/batches.ts'
import { createTenant } from '../../lambdas/tenancy/registry.ts'
import { type TenantId, tenantId } from '../../lambdas/tenancy/tenant-id.ts'
import { readTenant, replaceTenant } from '../../lambdas/tenancy/tenants.ts'
import { bob, rule } from '../support/cases.ts'
import { stillClock } from '../support/clocks.ts'
import { useEngine } from '../support/engines.ts'
import { useEvidenceBuckets } from '../support/s3-emulator.ts'
import { statementOf } from '../support/statements.ts'
import { openStore, send } from '../support/stores.ts'

const engine = useEngine()
const buckets = useEvidenceBuckets()
const DAY = 86_400_000
const START = Date.parse('2023-05-04T10:00:00.000Z')
/** The day after three years. */
const DUE = Date.parse('2026-05-05T02:00:00.000Z')

let tenants = 0

/** With a statement of 2023, unless a test says otherwise. */
async function newTenant(name: string, rules = [rule('all', { period: 'P3Y' })]): Promise<TenantId> {
  const id = `${name}-${++tenants}`
  const tenant = tenantId(id)
  await createTenant(engine.tables, { id, name: id, defaultVersion: '2.0.0', moreKey: Buffer.alloc(32, 1) })
  await send(openStore(engine, buckets, { clock: stillClock(START) }), tenant, [statementOf(randomUUID())])
  for (const one of rules) await putRule(engine.tables, tenant, one, {})
  return tenant
}

const told: string[] = []
const toldOf = (tenant: TenantId) => told.filter((line) => line.startsWith(`${tenant} `))
const parts = (now: number, more: Partial<PrepareParts> = {}): PrepareParts => ({
  tables: engine.tables,
  storedTexts: createStoredTexts({ tables: engine.tables, batches: createBatches(engine.tables, buckets.objects) }),
  tell: async (tenant, { id, preview }: Case) => void told.push(`${tenant} ${id} ${preview.affected}`),
  now: () => now,
  mayGoOn: () => true,
  log: () => undefined,
  ...more,
})
const run = (now: number, more?: Partial<PrepareParts>) => prepareDueCases(parts(now, more))
const store = () => createCaseStore(engine.tables)
const casesOf = async (tenant: TenantId) => (await store().list(tenant, { limit: 10 })).items

describe('what the clock prepares', () => {
  it('is one case for a tenant with something past its time, with its counts, and no second while it waits', async () => {
    const tenant = await newTenant('due')
    expect(await run(DUE)).toMatchObject({ prepared: 1, failures: 0 })
    const [one, ...others] = await casesOf(tenant)
    expect(others).toEqual([])
    expect(one).toMatchObject({
      ...{ kind: 'retention', state: 'prepared', prepared: { by: { kind: 'system', id: 'retention' } } },
      preview: { isComplete: true, affected: 1 },
    })
    expect(toldOf(tenant)).toEqual([`${tenant} ${one?.id} 1`])
    await run(DUE + DAY)
    expect(await casesOf(tenant)).toEqual([one])
    expect(await store().approvedOf(tenant)).toEqual([])
  })

  it('leaves nothing where nothing is past its time, and comes back on the day when something is', async () => {
    const tenant = await newTenant('later')
    let steps = 0
    const storedTexts = parts(0).storedTexts
    const counting = (...asked: Parameters<typeof storedTexts>) => {
      if (asked[0] === tenant) steps++
      return storedTexts(...asked)
    }
    await run(DUE - 2 * DAY, { storedTexts: counting })
    expect([steps, await casesOf(tenant)]).toEqual([1, []])
    await run(DUE - DAY, { storedTexts: counting })
    expect(steps).toBe(1)
    await run(DUE, { storedTexts: counting })
    expect(await casesOf(tenant)).toMatchObject([{ preview: { affected: 1 } }])
  })

  it('is made anew when the rules have changed, and not while it is approved', async () => {
    const tenant = await newTenant('changed')
    await run(DUE)
    await putRule(engine.tables, tenant, rule('more', { period: 'P9Y', meets: { verb: 'https://v.example/x' } }), {})
    await run(DUE + 60_000)
    const [second, first] = await casesOf(tenant)
    expect([first?.state, second?.state]).toEqual(['withdrawn', 'prepared'])
    if (second) await store().decide(tenant, second, { to: 'approved', at: new Date(DUE).toISOString(), by: bob })
    await removeRule(engine.tables, tenant, 'more', {})
    await run(DUE + 120_000)
    expect(await casesOf(tenant)).toHaveLength(2)
  })

  it('is nothing of a tenant that is held or has no rule', async () => {
    const [held, free] = [await newTenant('held'), await newTenant('free', [])]
    const item = await readTenant(engine.tables, held)
    if (item) await replaceTenant(engine.tables, item, { ...item, hold: { at: '2026-01-01T00:00:00Z', reason: 'x' } })
    await run(DUE)
    expect([...(await casesOf(held)), ...(await casesOf(free))]).toEqual([])
  })

  it('is counted on by the next run when time is over, and told once it is counted', async () => {
    const tenant = await newTenant('long')
    const second = openStore(engine, buckets, { clock: stillClock(START + DAY) })
    for (let n = 0; n < 60; n++) await send(second, tenant, [statementOf(randomUUID())])
    await run(DUE + DAY, overAfterOnePage(tenant))
    expect(await casesOf(tenant)).toMatchObject([{ preview: { isComplete: false, statements: 50 } }])
    expect(toldOf(tenant)).toEqual([])
    await run(DUE + DAY)
    expect(await casesOf(tenant)).toMatchObject([{ preview: { isComplete: true, statements: 61, affected: 61 } }])
    expect(toldOf(tenant)).toHaveLength(1)
  })

  it('is not shown as counted when the trail cannot be told of it, and holds up no other tenant', async () => {
    const [silent, other] = [await newTenant('silent'), await newTenant('zebra')]
    const tell: PrepareParts['tell'] = async (tenant) => {
      if (tenant === silent) throw new Unavailable(new Error('the stream is down'))
    }
    expect(await run(DUE + DAY, { tell })).toMatchObject({ failures: 1 })
    expect(await casesOf(silent)).toMatchObject([{ preview: { isComplete: false } }])
    expect(await casesOf(other)).toMatchObject([{ preview: { isComplete: true } }])
    await run(DUE + DAY)
    expect(await casesOf(silent)).toMatchObject([{ preview: { isComplete: true, affected: 1 } }])
  })
})

/** Time that is over once the tenant's first page was counted. */
function overAfterOnePage(tenant: TenantId): Partial<PrepareParts> {
  const { storedTexts } = parts(0)
  let isOver = false
  return {
    mayGoOn: () => !isOver,
    async *storedTexts(asked, after) {
      for await (const page of storedTexts(asked, after)) {
        isOver = asked === tenant
        yield page
      }
    },
  }
}
