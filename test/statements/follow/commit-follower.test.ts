/** What a writer that died right after its commit left undone is done by the commit follower, however often it sees the batch. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createActivityStore } from '../../../lambdas/activities/activity-store.ts'
import type { Item, Tables } from '../../../lambdas/database/tables.ts'
import { batchKey, batchObjectKey } from '../../../lambdas/statements/batch/batch-item.ts'
import { createBatches } from '../../../lambdas/statements/batch/batches.ts'
import { batchIdOf } from '../../../lambdas/statements/batch/sequence.ts'
import { createCommitFollower } from '../../../lambdas/statements/follow/commit-follower.ts'
import { createShards } from '../../../lambdas/statements/index/shards.ts'
import type { TenantId } from '../../../lambdas/tenancy/tenant-id.ts'
import { callsUnderWay } from '../../support/calls-under-way.ts'
import { realClock } from '../../support/clocks.ts'
import { engines, newTenant, tablesAt, useEngine } from '../../support/engines.ts'
import { type FaultProxy, faultProxies } from '../../support/fault-proxy.ts'
import { insert, kinesisEvent, kinesisRecords } from '../../support/kinesis-events.ts'
import { objectsAt, useBucket } from '../../support/s3-emulator.ts'
import { referring, statementOf, uuid, voiding } from '../../support/statements.ts'
import { ALL, idsOf, openStore, send, walkPages } from '../../support/stores.ts'

const TARGET = uuid(1)
const REFERRER = uuid(2)
const target = statementOf(TARGET, { verb: { id: 'http://example.org/verbs/passed' } })

describe.each(engines)('the commit follower on %s', (name) => {
  const engine = useEngine(name)
  const bucket = useBucket()
  const openProxy = faultProxies(afterAll)
  let proxy: FaultProxy
  let doomed: Tables
  const told: string[] = []

  beforeAll(async () => {
    proxy = await openProxy(engine.endpoint)
    doomed = await tablesAt(proxy.endpoint)
  }, 60_000)

  /** Sends through a proxy that shuts after the commit: what follows never reaches the tables. */
  async function sendAndDie(tenant: TenantId, statements: ReturnType<typeof statementOf>[]): Promise<Item> {
    let committed = false
    proxy.fateOf = ({ operation }) => {
      const after = committed
      committed ||= operation === 'ExecuteStatement'
      return after ? 'failed' : 'pass'
    }
    await expect(send(openStore({ tables: doomed }, bucket), tenant, statements)).resolves.toEqual({ kind: 'stored' })
    const found = await openStore(engine, bucket).find(tenant, statements[0]?.id as string)
    const item = await engine.tables.get('statements', batchKey(tenant, batchIdOf(found?.sequence ?? '')), true)
    if (item === undefined) throw new Error('The batch was not stored.')
    return item
  }

  const imageOf = (item: Item) => ({
    follow: { L: (item.follow as number[]).map((position) => ({ N: String(position) })) },
  })
  const followed = (item: Item) =>
    kinesisEvent(kinesisRecords([insert(item.pk.split('|')[0] as string, batchIdOf(item.sk), imageOf(item))]))
  const follower = (objects = bucket.objects, tables = engine.tables) => {
    const batches = createBatches(tables, objects)
    return createCommitFollower(
      {
        tables,
        batches,
        clock: realClock(),
        shardsOf: createShards(tables, realClock()),
        activities: activitiesOn(tables),
      },
      (message) => told.push(message),
    )
  }
  const activitiesOn = (tables: Tables) => createActivityStore({ tables, clock: realClock() })
  const passed = (tenant: TenantId) =>
    walkPages(openStore(engine, bucket), tenant, { ...ALL, verb: 'http://example.org/verbs/passed' })

  it('lists a referring statement by what its target says, once, though it runs twice', async () => {
    const tenant = newTenant()
    await send(openStore(engine, bucket), tenant, [target])
    const batch = await sendAndDie(tenant, [referring(REFERRER, TARGET)])
    expect(idsOf(await passed(tenant))).toEqual([TARGET])
    for (let run = 0; run < 2; run++) {
      await expect(follower()(followed(batch))).resolves.toEqual({ batchItemFailures: [] })
      expect(idsOf(await passed(tenant))).toEqual([REFERRER, TARGET])
    }
  })

  it('links a target to the statements that referred to it before it came, and voids it if one of them does', async () => {
    const tenant = newTenant()
    await send(openStore(engine, bucket), tenant, [voiding(REFERRER, TARGET)])
    const batch = await sendAndDie(tenant, [target])
    expect(idsOf(await passed(tenant))).toEqual([TARGET])
    await expect(follower()(followed(batch))).resolves.toEqual({ batchItemFailures: [] })
    expect(idsOf(await passed(tenant))).toEqual([REFERRER])
  })

  it('voids the target of a voiding statement whose writer answered and died', async () => {
    const tenant = newTenant()
    await send(openStore(engine, bucket), tenant, [target])
    const batch = await sendAndDie(tenant, [voiding(REFERRER, TARGET)])
    expect(idsOf(await passed(tenant))).toEqual([TARGET])
    await expect(follower()(followed(batch))).resolves.toEqual({ batchItemFailures: [] })
    expect(idsOf(await passed(tenant))).toEqual([REFERRER])
  })

  const activity = 'http://example.org/activities/one'
  const defined = (id: string, name: { [tag: string]: string }) =>
    statementOf(id, { object: { id: activity, definition: { name } } })
  const known = async (tenant: TenantId) =>
    (await activitiesOn(engine.tables).definitionsOf(tenant, [activity])).get(activity)
  const run = (item: Item, attributes: { defines?: { BOOL: boolean } }) =>
    follower()(kinesisEvent(kinesisRecords([insert(item.pk.split('|')[0] as string, batchIdOf(item.sk), attributes)])))

  it('adds the definitions of a batch that is marked to have new ones, and reads no other batch', async () => {
    const tenant = newTenant()
    const item = await sendAndDie(tenant, [defined(TARGET, { en: 'One' })])
    expect(item.defines).toBe(true)
    await expect(run(item, {})).resolves.toEqual({ batchItemFailures: [] })
    expect(await known(tenant)).toBeUndefined()
    for (let times = 0; times < 2; times++) {
      await expect(run(item, { defines: { BOOL: true } })).resolves.toEqual({ batchItemFailures: [] })
      expect(await known(tenant)).toBe('{"name":{"en":"One"}}')
    }
  })

  it('keeps the newer name of an Activity, and adds what nobody has merged of an older statement', async () => {
    const tenant = newTenant()
    const item = await sendAndDie(tenant, [defined(TARGET, { en: 'old', de: 'alt' })])
    await send(openStore(engine, bucket), tenant, [defined(REFERRER, { en: 'new' })])
    for (let times = 0; times < 2; times++) {
      await expect(run(item, { defines: { BOOL: true } })).resolves.toEqual({ batchItemFailures: [] })
      expect(await known(tenant)).toBe('{"name":{"en":"new","de":"alt"}}')
    }
  })

  it('adds the last name that a batch of several blocks has for an Activity', async () => {
    const tenant = newTenant()
    const statements = Array.from({ length: 65 }, (_, n) => defined(uuid(n + 1), { en: `name ${n}` }))
    await run(await sendAndDie(tenant, statements), { defines: { BOOL: true } })
    expect(await known(tenant)).toBe('{"name":{"en":"name 64"}}')
  })

  it('reads the blocks of a large batch 12 at a time, for references and for definitions', async () => {
    const tenant = newTenant()
    const noise = () => ({ result: { response: randomBytes(150_000).toString('base64') } })
    const statements = Array.from({ length: 20 }, (_, n) =>
      n % 2 === 0
        ? { ...referring(uuid(n + 1), uuid(99)), ...noise() }
        : { ...defined(uuid(n + 1), { en: `name ${n}` }), ...noise() },
    )
    const item = await sendAndDie(tenant, statements)
    await send(openStore(engine, bucket), tenant, [{ ...target, id: uuid(99) }])
    const { counts, count } = callsUnderWay()
    const get: typeof bucket.objects.get = (key, range) => count(() => bucket.objects.get(key, range))
    const attributes = { ...imageOf(item), defines: { BOOL: true } }
    const event = kinesisEvent(kinesisRecords([insert(tenant, batchIdOf(item.sk), attributes)]))
    await expect(follower({ ...bucket.objects, get })(event)).resolves.toEqual({ batchItemFailures: [] })
    expect(counts).toMatchObject({ now: 0, most: 12 })
    expect(await known(tenant)).toBe('{"name":{"en":"name 19"}}')
    expect(await passed(tenant)).toHaveLength(11)
  })

  it('reads the batches of a run 12 at a time, and follows all of them', async () => {
    const tenant = newTenant()
    const items: Item[] = []
    for (let n = 1; n <= 15; n++) items.push(await sendAndDie(tenant, [referring(uuid(n), uuid(99))]))
    await send(openStore(engine, bucket), tenant, [{ ...target, id: uuid(99) }])
    const { counts, count } = callsUnderWay()
    const getAll: Tables['getAll'] = (...of) => count(() => engine.tables.getAll(...of))
    const records = items.map((item) => insert(tenant, batchIdOf(item.sk), imageOf(item)))
    const run = follower(bucket.objects, { ...engine.tables, getAll })(kinesisEvent(kinesisRecords(records)))
    await expect(run).resolves.toEqual({ batchItemFailures: [] })
    expect(counts).toEqual({ all: 15, now: 0, most: 12 })
    expect(await passed(tenant)).toHaveLength(16)
  })

  it('hands back the record that the tables could not take, and skips one that is no JSON', async () => {
    const tenant = newTenant()
    await send(openStore(engine, bucket), tenant, [target])
    const event = followed(await sendAndDie(tenant, [referring(REFERRER, TARGET)]))
    told.length = 0
    proxy.fateOf = () => 'failed'
    const batches = createBatches(doomed, bucket.objects)
    const failing = createCommitFollower(
      {
        tables: doomed,
        batches,
        clock: realClock(),
        shardsOf: createShards(doomed, realClock()),
        activities: activitiesOn(doomed),
      },
      (message) => told.push(message),
    )
    const [record] = event.Records
    await expect(failing(event)).resolves.toEqual({
      batchItemFailures: [{ itemIdentifier: record?.kinesis.sequenceNumber }],
    })
    for (const { kinesis } of event.Records) kinesis.data = Buffer.from('no JSON').toString('base64')
    await expect(failing(event)).resolves.toEqual({ batchItemFailures: [] })
    expect(told.splice(0)).toEqual(['interrupted', 'unreadable'])
  }, 60_000)

  it('passes over a batch whose object no longer exists, and waits for one that is out of reach', async () => {
    const tenant = newTenant()
    await send(openStore(engine, bucket), tenant, [target])
    const big = { ...referring(REFERRER, TARGET), result: { response: randomBytes(200_000).toString('base64') } }
    const batch = await sendAndDie(tenant, [big])
    const s3 = await openProxy(bucket.endpoint)
    const behind = follower(await objectsAt(s3.endpoint))
    s3.fateOf = () => 'denied'
    const event = followed(batch)
    await expect(behind(event)).resolves.toEqual({
      batchItemFailures: [{ itemIdentifier: event.Records[0]?.kinesis.sequenceNumber }],
    })
    await bucket.objects.remove(batchObjectKey(tenant, batchIdOf(batch.sk)))
    s3.fateOf = () => 'pass'
    await expect(behind(event)).resolves.toEqual({ batchItemFailures: [] })
    expect(told.splice(0)).toEqual(['interrupted', 'unreadable'])
  })
})
