/** Lists in shards answer as lists in one, across all their epochs, whoever writes while they begin. */
import { describe, expect, it } from '@jest/globals'
import { fingerprint } from '../../../lambdas/database/fingerprint.ts'
import type { Tables } from '../../../lambdas/database/tables.ts'
import { Unavailable } from '../../../lambdas/database/unavailable.ts'
import { LISTS, type List, listOf, listPartition } from '../../../lambdas/statements/index/lists.ts'
import { createShards, raiseShards, readShards } from '../../../lambdas/statements/index/shards.ts'
import type { Filters } from '../../../lambdas/statements/store.ts'
import { type TenantId, tenantId } from '../../../lambdas/tenancy/tenant-id.ts'
import { stillClock } from '../../support/clocks.ts'
import { engines, newTenant, useEngine } from '../../support/engines.ts'
import { useBucket } from '../../support/s3-emulator.ts'
import { referring, statementOf, uuid, voiding } from '../../support/statements.ts'
import { ALL, idsOf, openStore, send, walkPages } from '../../support/stores.ts'

const VERB = 'http://example.org/verbs/did'
const ACTIVITY = 'http://example.org/activities/one'
const ANN = 'mbox mailto:ann@example.org'
const RAISED = [
  listOf(LISTS.all),
  listOf(LISTS.verb, fingerprint(VERB)),
  listOf(LISTS.agent, fingerprint(ANN)),
  listOf(LISTS.activity, fingerprint(ACTIVITY)),
]
const QUERIES: Partial<Filters>[] = [
  {},
  { verb: VERB },
  { agent: ANN },
  { activity: ACTIVITY, relatedActivities: true },
]

describe.each(engines)('shards on %s', (name) => {
  const engine = useEngine(name)
  const bucket = useBucket()

  function open(writers = 1) {
    const clock = stillClock()
    const stores = Array.from({ length: writers }, () => openStore(engine, bucket, { clock }))
    const [store] = stores as [(typeof stores)[number]]
    return { clock, store, stores, tenant: newTenant() }
  }
  const raise = (tenant: TenantId, clock: { now(): number }, one: List, shards: number) =>
    raiseShards(engine.tables, clock, tenant, { list: one, name: one, shards })
  const raiseAll = async (tenant: TenantId, clock: { now(): number }, shards: number) => {
    for (const one of RAISED) await raise(tenant, clock, one, shards)
  }
  const postingsIn = async (pk: string) => {
    const slice = await engine.tables.query('index', { pk, from: '0', to: 'g', ascending: true, limit: 1_000 })
    return slice.items.length
  }

  it('begin 90 s after they are raised, and what was stored before stays where it is', async () => {
    const { clock, store, tenant } = open()
    await send(store, tenant, [statementOf(uuid(0))])
    const from = await raise(tenant, clock, listOf(LISTS.all), 4)
    expect(from).toBe(clock.now() + 90_000)
    expect(await raise(tenant, clock, listOf(LISTS.all), 4)).toBeUndefined()
    clock.move(89_000)
    await send(store, tenant, [statementOf(uuid(1))])
    const before = await postingsIn(listPartition(tenant, listOf(LISTS.all)))
    expect(before).toBe(2)
    clock.move(1_000)
    for (let n = 2; n < 42; n++) await send(store, tenant, [statementOf(uuid(n))])
    const spread = await Promise.all(
      [0, 1, 2, 3].map((shard) => postingsIn(listPartition(tenant, listOf(LISTS.all), shard))),
    )
    expect(spread.reduce((sum, count) => sum + count, 0)).toBe(42)
    expect(Math.min(...spread)).toBeGreaterThan(2)
    expect(await postingsIn(listPartition(tenant, listOf(LISTS.verb, fingerprint(VERB))))).toBe(42)
    expect(idsOf(await walkPages(store, tenant, ALL))).toEqual(Array.from({ length: 42 }, (_, n) => uuid(41 - n)))
  })

  it('answer like a list in one, through several epochs, in pages of any size and both orders', async () => {
    const sharded = open()
    const plain = { ...open(), clock: sharded.clock }
    const { clock, store } = sharded
    const texts = (tenant: TenantId, filters: Filters, limit: number) =>
      walkPages(store, tenant, filters, { limit: () => limit }).then(idsOf)
    let number = 0
    for (const shards of [1, 3, 7, 2]) {
      if (shards > 1) await raiseAll(sharded.tenant, clock, shards)
      clock.move(89_990)
      // Some fall into the last milliseconds of an epoch, some into the first of the next.
      for (let n = 0; n < 9; n++, number++) {
        const many = Array.from({ length: (n % 3) + 1 }, (_, at) => statementOf(uuid(100 * number + at)))
        await send(store, sharded.tenant, many)
        await send(store, plain.tenant, many)
        clock.move(n === 6 ? 0 : 3)
      }
    }
    clock.move(60_000)
    expect(
      (await readShards(engine.tables, sharded.tenant)).get(listOf(LISTS.all))?.epochs.map((one) => one.shards),
    ).toEqual([3, 7, 2])
    for (const query of QUERIES) {
      for (const ascending of [false, true]) {
        const filters = { ...ALL, ...query, ascending }
        const expected = await texts(plain.tenant, filters, 500)
        expect(expected).toHaveLength(72)
        for (const limit of query.agent === undefined ? [11, 500] : [1, 11])
          expect(await texts(sharded.tenant, filters, limit)).toEqual(expected)
      }
    }
  })

  it('get what a referrer inherits and lose what conflicts, each in the shard where it belongs', async () => {
    const { clock, store, tenant } = open()
    await raiseAll(tenant, clock, 5)
    await send(store, tenant, [referring(uuid(1), uuid(2), { actor: { mbox: 'mailto:bob@example.org' } })])
    clock.move(100_000)
    for (let n = 2; n < 12; n++) await send(store, tenant, [statementOf(uuid(n))])
    const filters = { ...ALL, activity: ACTIVITY }
    expect(idsOf(await walkPages(store, tenant, filters)).at(-1)).toBe(uuid(1))
    const other = { verb: { id: 'http://example.org/verbs/other' } }
    await send(store, tenant, [statementOf(uuid(50)), statementOf(uuid(2), other)])
    await send(store, tenant, [voiding(uuid(51), uuid(3))])
    const counts = await Promise.all(
      [0, 1, 2, 3, 4].map((at) => postingsIn(listPartition(tenant, RAISED[3] as List, at))),
    )
    // The voiding statement inherits too; the refused request left nothing.
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(12)
    expect(idsOf(await walkPages(store, tenant, filters))).not.toContain(uuid(3))
  })

  it('may begin while several containers write, each with a memory of its own', async () => {
    const { clock, stores, store, tenant } = open(4)
    let sent = 0
    for (const shards of [2, 6, 3]) {
      // Their memories are fresh now, and know nothing of what comes.
      for (const writer of stores) await send(writer, tenant, [statementOf(uuid(sent++))])
      await raiseAll(tenant, clock, shards)
      for (const ms of [29_000, 57_000]) {
        clock.move(ms)
        const busy = stores.map(async (writer) => {
          for (let n = 0; n < 6; n++) {
            clock.move(150)
            await send(writer, tenant, [statementOf(uuid(sent++))])
          }
        })
        await Promise.all(busy)
      }
    }
    clock.move(60_000)
    for (const query of QUERIES) {
      const listed = idsOf(await walkPages(store, tenant, { ...ALL, ...query, ascending: true }, { limit: () => 9 }))
      expect(listed).toHaveLength(sent)
      expect(new Set(listed).size).toBe(sent)
    }
  })

  it('cost a writer one more call in 30 s, and no other', async () => {
    const clock = stillClock()
    const calls: string[] = []
    const count =
      (call: (...given: unknown[]) => unknown, called: string) =>
      (...given: unknown[]) => {
        calls.push(called)
        return call(...given)
      }
    const tables = new Proxy(engine.tables, { get: (all, called) => count(Reflect.get(all, called), String(called)) })
    const store = openStore({ tables }, bucket, { clock })
    const tenant = newTenant()
    await raiseAll(tenant, clock, 3)
    for (let n = 0; n < 3; n++) await send(store, tenant, [statementOf(uuid(n))])
    expect(calls).toEqual(['get', 'insert', 'putNew', 'insert', 'putNew', 'insert', 'putNew'])
  })

  it('are read once in 30 s, and are unavailable when the last read is older', async () => {
    const clock = stillClock()
    let reads = 0
    let answer: Tables['get'] = async () => undefined
    const get: Tables['get'] = (...given) => {
      reads++
      return answer(...given)
    }
    const shardsOf = createShards({ get }, clock)
    const [one, two] = [tenantId('one'), tenantId('two')]
    await Promise.all([shardsOf(one), shardsOf(one), shardsOf(two)])
    clock.move(30_000)
    await shardsOf(one)
    expect(reads).toBe(2)
    answer = () => Promise.reject(new Unavailable(new Error('away')))
    clock.move(1)
    await expect(shardsOf(one)).rejects.toThrow(Unavailable)
    answer = async () => {
      clock.move(31_000)
      return undefined
    }
    await expect(shardsOf(one)).rejects.toThrow(Unavailable)
    answer = async () => undefined
    await expect(shardsOf(one)).resolves.toEqual(new Map())
  })
})
