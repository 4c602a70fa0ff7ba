/** Plays random histories on a store, and asks it random questions: each answer must be as the standard says. */
import { randomBytes } from 'node:crypto'
import { expect } from '@jest/globals'
import { forEachConcurrently } from '../../../lambdas/database/concurrency.ts'
import { msOf } from '../../../lambdas/statements/batch/sequence.ts'
import { planQuery } from '../../../lambdas/statements/index/query-plan.ts'
import { raiseShards, readShards } from '../../../lambdas/statements/index/shards.ts'
import type { Shards } from '../../../lambdas/statements/index/shards-item.ts'
import type { Filters, StatementStore, StoredStatement } from '../../../lambdas/statements/store.ts'
import { type TenantId, tenantId } from '../../../lambdas/tenancy/tenant-id.ts'
import { ifiKey } from '../../../lambdas/xapi/agent.ts'
import { stillClock, type TestClock } from '../clocks.ts'
import type { Engine } from '../engines.ts'
import type { Bucket } from '../s3-emulator.ts'
import { idsOf, openStore, type PageStatement, patiently, toNewStatements, walkPages } from '../stores.ts'
import type { Answer } from './case-counts.ts'
import { expectedIds, type Question, type StatementRecord, voidedIds } from './expected-answers.ts'
import { type Step, timeOf } from './random-histories.ts'
import { type QuestionDraft, questionOf } from './random-questions.ts'
import { AUTHORITIES } from './random-statements.ts'

const MOST_PER_PAGE = 500
const AUTHORITY_KEYS = AUTHORITIES.map((authority) => ifiKey(authority))

export const toFilters = ({ agent, ...rest }: Question): Filters => ({
  ...rest,
  ...(agent !== undefined && { agent: ifiKey(agent) as string }),
})

/** Two tenants that nobody used before, and two writers on one clock, or one on each of these clocks. */
export function openScene(engine: Engine, bucket: Bucket, clocks?: TestClock[]) {
  const clock = clocks?.[0] ?? stillClock()
  const isAuthority = async (_: TenantId, agent: string) => AUTHORITY_KEYS.includes(agent)
  const stores = (clocks ?? [clock, clock]).map((own, at) =>
    openStore(engine, bucket, { isAuthority, clock: own, container: `0000000${'ba'[at] ?? at}` }),
  )
  const tenants = ['one', 'two'].map((tenant) => tenantId(`${tenant}-${randomBytes(8).toString('hex')}`))
  return {
    clock,
    start: clock.now(),
    tables: engine.tables,
    stores: stores as [StatementStore, ...StatementStore[]],
    tenants: tenants as [TenantId, TenantId],
  }
}

export type Scene = ReturnType<typeof openScene>

/** @returns what each tenant has now, as the store answers it by id */
export async function playHistory(scene: Scene, history: Step[]): Promise<StatementRecord[][]> {
  const { clock, stores, tenants, tables } = scene
  const ids = [new Set<string>(), new Set<string>()]
  const begins: number[] = []
  for (const { tenant, writer, authority, version, tick, raised, statements, clashes } of history) {
    clock.move(timeOf(tick, clock.now(), begins) - clock.now())
    const name = tenants[tenant] as TenantId
    for (const one of raised) begins.push((await raiseShards(tables, clock, name, { ...one, name: one.list })) ?? 0)
    const prepared = toNewStatements(statements, version, AUTHORITIES[authority])
    const store = stores[writer] as StatementStore
    const outcome = await patiently(() => store.add(name, prepared, { version }))
    expect(outcome).toEqual(clashes ? { kind: 'conflict', ids: [prepared.at(-1)?.prepared.id] } : { kind: 'stored' })
    for (const one of clashes ? [] : prepared) ids[tenant]?.add(one.prepared.id)
  }
  return Promise.all(tenants.map((tenant, at) => readBack(stores[0], tenant, [...(ids[at] ?? [])])))
}

/** The statements with these ids, each voided or not as it must be. */
export async function readBack(store: StatementStore, tenant: TenantId, ids: string[]): Promise<StatementRecord[]> {
  const found: (StoredStatement | undefined)[] = ids.map(() => undefined)
  await forEachConcurrently(ids, async (id, at) => {
    found[at] = await patiently(() => store.find(tenant, id))
  })
  const all = found.map(
    (one) => ({ sequence: one?.sequence ?? '', statement: JSON.parse(one?.text ?? '') }) as StatementRecord,
  )
  const voided = voidedIds(all)
  expect(found.map((one) => one?.voided)).toEqual(ids.map((id) => voided.has(id)))
  return all
}

/** A walk has so many pages of the sizes that the question wants, then it takes the rest at once. */
const SMALL_PAGES = 12

export function limitOf(limits: number[]): () => number {
  let page = 0
  return () => (page < SMALL_PAGES ? (limits[page++ % limits.length] as number) : MOST_PER_PAGE)
}

/** Walks the pages of each question, and compares what they list with what the standard says. */
export async function askQuestions(scene: Scene, known: StatementRecord[][], all: QuestionDraft[]): Promise<Answer[]> {
  const { stores, tenants, tables } = scene
  const reader = stores.at(-1) as StatementStore
  const shards = await Promise.all(tenants.map((tenant) => readShards(tables, tenant)))
  const answers: Answer[] = []
  for (const asked of all) {
    const there = known[asked.tenant] ?? []
    const question = questionOf(asked, there)
    const pages = { limit: limitOf(asked.limits) }
    const listed = await walkPages(reader, tenants[asked.tenant] as TenantId, toFilters(question), pages)
    expect({ question, ids: idsOf(listed) }).toEqual({ question, ids: expectedIds(there, question) })
    answers.push({ question, found: listed.length, ...spreadOf(listed, question, shards[asked.tenant] as Shards) })
  }
  return answers
}

/** In how many epochs of the walked lists the statements lie, and whether one of these epochs has several shards. */
function spreadOf(listed: PageStatement[], question: Question, shards: Shards) {
  const filters = toFilters(question)
  const isAuthority = AUTHORITY_KEYS.includes(filters.agent)
  const epochs = planQuery(filters, isAuthority).scans.map(({ list }) => shards.get(list)?.epochs ?? [])
  const all = listed.flatMap(({ sequence }) => epochs.map((own) => own.findLast(({ from }) => from <= msOf(sequence))))
  return { epochs: new Set(all).size, inShards: all.some((epoch) => epoch !== undefined && epoch.shards > 1) }
}
