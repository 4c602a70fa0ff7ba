/** `Index` is rebuilt from `Statements` alone, however often the rebuild dies; the check finds each difference. */
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { createActivityStore } from '../../../lambdas/activities/activity-store.ts'
import { createScanner } from '../../../lambdas/database/dynamodb-scan.ts'
import type { Scanner } from '../../../lambdas/database/scan.ts'
import type { Item, Tables } from '../../../lambdas/database/tables.ts'
import { createBatches } from '../../../lambdas/statements/batch/batches.ts'
import { claimKey } from '../../../lambdas/statements/index/claim-item.ts'
import { LISTS, listOf, listPartition } from '../../../lambdas/statements/index/lists.ts'
import { createShards, EPOCH_NOTICE_MS, raiseShards } from '../../../lambdas/statements/index/shards.ts'
import { checkIndex } from '../../../lambdas/statements/maintenance/check.ts'
import { rebuild, START } from '../../../lambdas/statements/maintenance/rebuild.ts'
import type { RebuildProgress } from '../../../lambdas/statements/maintenance/rebuild-progress-item.ts'
import type { TenantId } from '../../../lambdas/tenancy/tenant-id.ts'
import { engines, TABLE_NAMES, useEngine } from '../../support/engines.ts'
import { askQuestions, openScene, playHistory, type Scene } from '../../support/histories/history-player.ts'
import { historiesOf, type Step } from '../../support/histories/random-histories.ts'
import { type QuestionDraft, questions } from '../../support/histories/random-questions.ts'
import { useBucket } from '../../support/s3-emulator.ts'
import { type JsonObject, referring, statementOf, uuid } from '../../support/statements.ts'
import { ALL, idsOf, send, walkPages } from '../../support/stores.ts'

const RUNS = process.env.DEEP === '1' ? { dynoxide: 300, java: 60 } : { dynoxide: 3, java: 1 }

/** Pages of so few items, as a big table has many. */
const inBites = (scanner: Scanner, size: number): Scanner => ({
  async *scan(table, filter, after) {
    for await (const { items, last } of scanner.scan(table, filter, after)) {
      for (let at = 0; at < items.length; at += size) {
        const bite = items.slice(at, at + size)
        const end = at + size < items.length ? (bite.at(-1) as Item) : last
        yield { items: bite, ...(end && { last: { pk: end.pk, sk: end.sk } }) }
      }
      if (items.length === 0) yield { items, ...(last && { last }) }
    }
  },
})

/** Every call but the first few fails: the process has died. */
function dying(tables: Tables, calls: number): Tables {
  let left = calls
  const guard = (call: unknown) =>
    typeof call !== 'function'
      ? call
      : (...given: unknown[]) => {
          if (left-- <= 0) throw new Error('died')
          return call(...given)
        }
  return new Proxy(tables, { get: (target, name) => guard(Reflect.get(target, name)) })
}

describe.each(engines)('the index on %s', (name) => {
  const engine = useEngine(name)
  const bucket = useBucket()
  let scene: Scene
  let scanner: Scanner

  beforeAll(async () => {
    scanner = inBites(createScanner(TABLE_NAMES), 3)
  })
  beforeEach(() => {
    scene = openScene(engine, bucket)
  })

  function partsOn(tables: Tables) {
    const { clock } = scene
    const activities = createActivityStore({ tables, clock })
    const batches = createBatches(tables, bucket.objects)
    return { tables, scanner, clock, batches, activities, shardsOf: createShards(tables, clock) }
  }

  async function finish(tenant: TenantId, from?: RebuildProgress): Promise<RebuildProgress> {
    let last = from ?? START
    for await (last of rebuild(partsOn(engine.tables), tenant, last));
    return last
  }

  /** `problem kind` of everything that differs, and how often. */
  async function differences(tenant: TenantId) {
    const found: { [what: string]: number } = {}
    for await (const { findings } of checkIndex(partsOn(engine.tables), tenant)) {
      for (const { problem, kind } of findings) {
        if (problem !== 'left') found[`${problem} ${kind}`] = (found[`${problem} ${kind}`] ?? 0) + 1
      }
    }
    return found
  }

  async function lose(tenant: TenantId) {
    for await (const { items } of scanner.scan('index', { prefix: `${tenant}|` })) {
      await engine.tables.remove('index', items)
    }
  }

  // @control kept-and-restorable
  it('is the same as before after all of it was lost, by a rebuild that dies again and again', async () => {
    const check = async (history: Step[], all: QuestionDraft[], patience: number) => {
      scene = openScene(engine, bucket)
      for (const [ms, shards] of [
        [1, 3],
        [4, 2],
      ] as const) {
        const early = { now: () => scene.start + ms - EPOCH_NOTICE_MS }
        const raise = { list: listOf(LISTS.all), name: 'all', shards }
        for (const tenant of scene.tenants) await raiseShards(engine.tables, early, tenant, raise)
      }
      const known = await playHistory(scene, history)
      for (const tenant of scene.tenants) {
        expect(await differences(tenant)).toEqual({})
        await lose(tenant)
        let progress = START
        for (let calls = patience; progress.phase !== 'done'; calls = Math.ceil(calls * 1.3) + 1) {
          try {
            for await (progress of rebuild(partsOn(dying(engine.tables, calls)), tenant, progress));
          } catch (error) {
            expect(error).toMatchObject({ message: 'died' })
          }
        }
        expect(await differences(tenant)).toEqual({})
      }
      await askQuestions(scene, known, all)
    }
    const numRuns = RUNS[name as keyof typeof RUNS]
    await fc.assert(fc.asyncProperty(historiesOf({ most: 65 }), questions, fc.integer({ min: 1, max: 40 }), check), {
      numRuns,
    })
  }, 3_600_000)

  it('keeps ids unique after a rebuild: an equal statement is accepted, another one conflicts', async () => {
    const {
      stores: [store],
      tenants: [tenant],
    } = scene
    await send(store, tenant, [statementOf(uuid(1)), statementOf(uuid(2))])
    await lose(tenant)
    expect(await finish(tenant)).toMatchObject({ phase: 'done', batches: 1, statements: 2, duplicates: 0 })
    expect(await send(store, tenant, [statementOf(uuid(1)), statementOf(uuid(3))])).toEqual({ kind: 'stored' })
    const other = statementOf(uuid(2), { verb: { id: 'http://example.org/verbs/other' } })
    expect(await send(store, tenant, [other])).toEqual({ kind: 'conflict', ids: [uuid(2)] })
    expect(idsOf(await walkPages(store, tenant, ALL))).toEqual([uuid(3), uuid(2), uuid(1)])
    expect(await differences(tenant)).toEqual({})
  })

  it('is rebuilt without a difference while others write', async () => {
    const {
      stores,
      tenants: [tenant],
      clock,
    } = scene
    const [store] = stores
    for (let n = 0; n < 20; n++)
      await send(store, tenant, [statementOf(uuid(n)), referring(uuid(100 + n), uuid(n + 1))])
    await lose(tenant)
    const writing = stores.map(async (writer, at) => {
      for (let n = 0; n < 15; n++) {
        clock.move(1)
        const id = 1_000 * (at + 1) + n
        await send(writer, tenant, [statementOf(uuid(id)), referring(uuid(id + 500), uuid((n + at) % 20))])
      }
    })
    const [progress] = await Promise.all([finish(tenant), ...writing])
    expect(progress.duplicates).toBe(0)
    expect(await differences(tenant)).toEqual({})
    expect(await walkPages(store, tenant, ALL)).toHaveLength(100)
  })

  it('keeps the claim of a statement that was stored under a lost id meanwhile, and counts one duplicate', async () => {
    const {
      stores: [store],
      tenants: [tenant],
    } = scene
    await send(store, tenant, [statementOf(uuid(1))])
    await lose(tenant)
    await send(store, tenant, [statementOf(uuid(1), { result: { success: true } })])
    expect((await finish(tenant)).duplicates).toBe(1)
    expect((await store.find(tenant, uuid(1)))?.text).toContain('success')
    expect(await differences(tenant)).toEqual({ 'wrong claim': 1 })
  })

  it('gives activities their definitions back, merged in the order of storing', async () => {
    const {
      stores: [store],
      tenants: [tenant],
      clock,
    } = scene
    const { activities } = partsOn(engine.tables)
    const about = (n: number): JsonObject =>
      statementOf(uuid(n), {
        object: {
          id: 'http://example.org/a',
          definition: { name: { en: `name ${n}` }, type: `http://example.org/t/${n}` },
        },
      })
    for (const n of [1, 2, 3]) {
      await send(store, tenant, [about(n), statementOf(uuid(10 + n))])
      clock.move(3_600_000)
    }
    const before = await activities.definitionsOf(tenant, ['http://example.org/a'])
    await lose(tenant)
    await finish(tenant)
    expect(await activities.definitionsOf(tenant, ['http://example.org/a'])).toEqual(before)
    expect(before.get('http://example.org/a')).toContain('name 3')
  })

  it('is reported missing, wrong and dangling where it is, and a rebuild mends what is missing or wrong', async () => {
    const {
      stores: [store],
      tenants: [tenant],
    } = scene
    const { tables } = engine
    await send(store, tenant, [statementOf(uuid(1)), referring(uuid(2), uuid(1))])
    await send(store, tenant, [statementOf(uuid(3))])
    const pk = listPartition(tenant, listOf(LISTS.all))
    const { items } = await tables.query('index', { pk, from: '0', to: 'g', ascending: true, limit: 9 })
    const claim = (await tables.get('index', claimKey(tenant, uuid(3)), true)) as Item
    await tables.remove('index', [claimKey(tenant, uuid(1)), items.at(-1) as Item])
    await tables.putIf('index', { ...claim, p: 7 })
    expect(await differences(tenant)).toMatchObject({
      'missing claim': 2,
      'missing ALL': 1,
      'wrong claim': expect.any(Number),
    })
    await finish(tenant)
    expect(await differences(tenant)).toEqual({})
    const stray = { ...(items[0] as Item), pk: listPartition(tenant, listOf(LISTS.all), 3) }
    await tables.putNew('index', stray)
    expect(await differences(tenant)).toEqual({ 'dangling ALL': 1 })
  })

  it('has no difference after requests that were refused or equal to earlier ones', async () => {
    const {
      stores: [store],
      tenants: [tenant],
    } = scene
    await send(store, tenant, [statementOf(uuid(1))])
    await send(store, tenant, [statementOf(uuid(1)), statementOf(uuid(2))])
    const other = statementOf(uuid(2), { verb: { id: 'http://example.org/verbs/other' } })
    await send(store, tenant, [statementOf(uuid(4)), other])
    expect(await differences(tenant)).toEqual({})
    await lose(tenant)
    await finish(tenant)
    expect(await differences(tenant)).toEqual({})
  })
})
