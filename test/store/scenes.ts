/** Histories that are played on a store, and the questions that are then asked of it. */
import { randomBytes } from 'node:crypto'
import { expect } from '@jest/globals'
import type { Filters, StatementStore } from '../../lambdas/store/statements.ts'
import { createStatementStore } from '../../lambdas/store/store.ts'
import { type TenantId, tenantId } from '../../lambdas/store/tenant.ts'
import { ifiKey } from '../../lambdas/xapi/agent.ts'
import { stillClock } from './clocks.ts'
import type { Bucket, Engine } from './engines.ts'
import { type Asked, AUTHORITIES, type Step } from './histories.ts'
import { expected, type Known, type Question, voidedIds } from './oracle.ts'
import { idsOf, prepare, walkPages } from './sending.ts'

const AUTHORITY_KEYS = AUTHORITIES.map((authority) => ifiKey(authority))

const toFilters = ({ agent, ...rest }: Question, start: number): Filters => ({
  ...rest,
  ...(agent !== undefined && { agent: ifiKey(agent) as string }),
  ...(rest.since !== undefined && { since: start + rest.since }),
  ...(rest.until !== undefined && { until: start + rest.until }),
})

/** Two writers on one clock, and two tenants that nobody used before. */
export function begin(engine: Engine, bucket: Bucket) {
  const clock = stillClock()
  const isAuthority = async (_: TenantId, agent: string) => AUTHORITY_KEYS.includes(agent)
  const parts = { tables: engine.tables, objects: bucket.objects, clock, isAuthority }
  const stores = ['0000000b', '0000000a'].map((container) => createStatementStore({ ...parts, container }))
  const tenants = ['one', 'two'].map((tenant) => tenantId(`${tenant}-${randomBytes(8).toString('hex')}`))
  return {
    clock,
    start: clock.now(),
    stores: stores as [StatementStore, StatementStore],
    tenants: tenants as [TenantId, TenantId],
  }
}

export type Scene = ReturnType<typeof begin>

/** @returns what each tenant has now, as the store gives it by its ids */
export async function play(scene: Scene, history: Step[]): Promise<Known[][]> {
  const { clock, stores, tenants } = scene
  const ids: string[][] = [[], []]
  for (const { tenant, writer, authority, version, tick, statements } of history) {
    clock.move(tick)
    const prepared = prepare(statements, version, AUTHORITIES[authority])
    const store = stores[writer] as StatementStore
    expect(await store.add(tenants[tenant] as TenantId, prepared, { version })).toEqual({ kind: 'stored' })
    ids[tenant]?.push(...prepared.map(({ id }) => id))
  }
  return Promise.all(tenants.map((tenant, at) => recall(stores[0], tenant, ids[at] ?? [])))
}

async function recall(store: StatementStore, tenant: TenantId, ids: string[]): Promise<Known[]> {
  const found = await Promise.all(ids.map((id) => store.find(tenant, id)))
  const all = found.map((one) => ({ sq: one?.sq ?? '', statement: JSON.parse(one?.text ?? '') }) as Known)
  const voided = voidedIds(all)
  expect(found.map((one) => one?.voided)).toEqual(ids.map((id) => voided.has(id)))
  return all
}

/** Walks the pages of each question. @returns how many statements all answers had */
export async function ask({ stores: [, reader], start, tenants }: Scene, known: Known[][], all: Asked[]) {
  let found = 0
  for (const { tenant, question, limits } of all) {
    let page = 0
    const limit = () => limits[page++ % limits.length] ?? 1
    const filters = toFilters(question, start)
    const listed = await walkPages(reader, tenants[tenant] as TenantId, filters, { limit })
    const { since, until } = filters
    const window = { ...(since !== undefined && { since }), ...(until !== undefined && { until }) }
    expect(idsOf(listed)).toEqual(expected(known[tenant] ?? [], { ...question, ...window }))
    found += listed.length
  }
  return found
}
