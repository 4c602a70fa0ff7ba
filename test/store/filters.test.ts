/** Every combination of filters is exact, on histories of all kinds, walked page by page. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Filters, StatementStore } from '../../lambdas/store/statements.ts'
import { createStatementStore } from '../../lambdas/store/store.ts'
import { type TenantId, tenantId } from '../../lambdas/store/tenant.ts'
import { ifiKey } from '../../lambdas/xapi/agent.ts'
import { stillClock } from './clocks.ts'
import { type Bucket, type Engine, engines, startBucket, startEngine } from './engines.ts'
import { type Asked, AUTHORITIES, histories, questions, type Step } from './histories.ts'
import { expected, type Known, type Question, voidedIds } from './oracle.ts'
import { idsOf, prepare, walkPages } from './sending.ts'

const RUNS = process.env.DEEP === '1' ? { dynoxide: 1_500, java: 300 } : { dynoxide: 25, java: 6 }
const SEED = process.env.SEED === undefined ? {} : { seed: Number(process.env.SEED) }
const AUTHORITY_KEYS = AUTHORITIES.map((authority) => ifiKey(authority))

const toFilters = ({ agent, ...rest }: Question, start: number): Filters => ({
  ...rest,
  ...(agent !== undefined && { agent: ifiKey(agent) as string }),
  ...(rest.since !== undefined && { since: start + rest.since }),
  ...(rest.until !== undefined && { until: start + rest.until }),
})

describe.each(engines)('filters on %s', (name) => {
  let engine: Engine
  let bucket: Bucket

  beforeAll(async () => {
    ;[engine, bucket] = await Promise.all([startEngine(name), startBucket()])
  }, 60_000)
  afterAll(async () => {
    await Promise.all([engine?.stop(), bucket?.stop()])
  })

  /** Two writers on one clock, and two tenants that nobody used before. */
  function begin() {
    const clock = stillClock()
    const isAuthority = async (_: TenantId, agent: string) => AUTHORITY_KEYS.includes(agent)
    const parts = { tables: engine.tables, objects: bucket.objects, clock, isAuthority }
    const stores = ['0000000b', '0000000a'].map((container) => createStatementStore({ ...parts, container }))
    const tenants = ['one', 'two'].map((tenant) => tenantId(`${tenant}-${randomBytes(8).toString('hex')}`))
    return { clock, stores: stores as [StatementStore, StatementStore], tenants: tenants as [TenantId, TenantId] }
  }

  async function play({ clock, stores, tenants }: ReturnType<typeof begin>, history: Step[]) {
    const ids: string[][] = [[], []]
    for (const { tenant, writer, authority, version, tick, statements } of history) {
      clock.move(tick)
      const prepared = prepare(statements, version, AUTHORITIES[authority])
      const store = stores[writer] as StatementStore
      expect(await store.add(tenants[tenant] as TenantId, prepared, { version })).toEqual({ kind: 'stored' })
      ids[tenant]?.push(...prepared.map(({ id }) => id))
    }
    return ids
  }

  async function recall(store: StatementStore, tenant: TenantId, ids: string[]): Promise<Known[]> {
    const found = await Promise.all(ids.map((id) => store.find(tenant, id)))
    const all = found.map((one) => ({ sq: one?.sq ?? '', statement: JSON.parse(one?.text ?? '') }) as Known)
    const voided = voidedIds(all)
    expect(found.map((one) => one?.voided)).toEqual(ids.map((id) => voided.has(id)))
    return all
  }

  it(
    'answer what the standard says, in order, without repeating or skipping',
    async () => {
      let asked = 0
      let found = 0
      const check = async (history: Step[], all: Asked[]) => {
        const scene = begin()
        const start = scene.clock.now()
        const ids = await play(scene, history)
        const known = await Promise.all(
          scene.tenants.map((tenant, at) => recall(scene.stores[0], tenant, ids[at] ?? [])),
        )
        const [, reader] = scene.stores
        for (const { tenant, question, limits } of all) {
          let page = 0
          const limit = () => limits[page++ % limits.length] ?? 1
          const filters = toFilters(question, start)
          const listed = await walkPages(reader, scene.tenants[tenant] as TenantId, filters, { limit })
          const { since, until } = filters
          const window = { ...(since !== undefined && { since }), ...(until !== undefined && { until }) }
          expect(idsOf(listed)).toEqual(expected(known[tenant] ?? [], { ...question, ...window }))
          asked++
          found += listed.length
        }
      }
      const numRuns = RUNS[name as keyof typeof RUNS]
      await fc.assert(fc.asyncProperty(histories, questions, check), { numRuns, ...SEED })
      // Questions that find nothing would prove little.
      expect(found / asked).toBeGreaterThan(0.5)
      if (process.env.DEEP === '1') console.info(`${name}: ${asked} questions, ${found} statements found`)
    },
    process.env.DEEP === '1' ? 3_600_000 : 60_000,
  )
})
