/** Faults caused on purpose between the store and its engine: what was answered is there, the rest whole or not at all. */
import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { Unavailable } from '../../../lambdas/database/unavailable.ts'
import type { AddOutcome, StatementStore } from '../../../lambdas/statements/store.ts'
import type { TenantId } from '../../../lambdas/tenancy/tenant-id.ts'
import { realClock, type TestClock } from '../../support/clocks.ts'
import { newTenant, tablesAt, useEngine } from '../../support/engines.ts'
import { type Call, type Fate, type FaultProxy, faultProxies } from '../../support/fault-proxy.ts'
import { objectsAt, useBucket } from '../../support/s3-emulator.ts'
import { type JsonObject, referring, statementOf, uuid, voiding } from '../../support/statements.ts'
import { ALL, idsOf, openStore, PAGE_BYTES, send, walkPages } from '../../support/stores.ts'

const ANN = { ...ALL, agent: 'mbox mailto:ann@example.org' }
const LIKED = { ...ALL, verb: 'http://example.org/verbs/liked' }

const engine = useEngine()
const bucket = useBucket()
const openProxy = faultProxies(afterEach)
let proxy: FaultProxy

beforeEach(async () => {
  proxy = await openProxy(engine.endpoint)
})

type Scene = { behind: StatementStore; direct: StatementStore; tenant: TenantId; clock: TestClock }

/** A store behind the proxy, and another that reaches the engine directly. */
async function open(through: FaultProxy = proxy): Promise<Scene> {
  const clock = realClock()
  const tables = await tablesAt(through.endpoint)
  through.calls.length = 0
  return {
    behind: openStore({ tables }, bucket, { clock }),
    direct: openStore(engine, bucket, { clock }),
    tenant: newTenant(),
    clock,
  }
}

/** A target that is there, one that comes with the batch, a void of what is there, and one who was waited for. */
const before = [statementOf(uuid(1)), statementOf(uuid(2)), referring(uuid(3), uuid(10)), voiding(uuid(4), uuid(14))]
const liked = { verb: { id: 'http://example.org/verbs/liked' } }
const batch: JsonObject[] = [
  statementOf(uuid(10), liked),
  referring(uuid(11), uuid(1), { actor: { mbox: 'mailto:bob@example.org' } }),
  referring(uuid(12), uuid(10), { verb: { id: 'http://example.org/verbs/saw' } }),
  voiding(uuid(13), uuid(2)),
  statementOf(uuid(14)),
]

/** Everything of `before` and `batch` as the standard wants it, each once. */
async function expectWhole(store: StatementStore, tenant: TenantId) {
  expect(idsOf(await walkPages(store, tenant, ALL)).toSorted()).toEqual([1, 3, 4, 10, 11, 12, 13].map(uuid))
  expect(idsOf(await walkPages(store, tenant, ANN)).toSorted()).toEqual([1, 3, 4, 10, 11, 12, 13].map(uuid))
  expect(idsOf(await walkPages(store, tenant, LIKED)).toSorted()).toEqual([3, 10, 12].map(uuid))
  expect((await store.find(tenant, uuid(2)))?.voided).toBe(true)
  expect((await store.find(tenant, uuid(14)))?.voided).toBe(true)
}

async function prepareScene(through?: FaultProxy): Promise<Scene> {
  const scene = await open(through)
  for (const one of before) await send(scene.direct, scene.tenant, [one])
  return scene
}

const settled = (outcome: Promise<AddOutcome>) =>
  outcome.then(
    ({ kind }) => kind,
    (error) => {
      if (!(error instanceof Unavailable)) throw error
      return 'unavailable'
    },
  )

const once = (fate: Fate, when: (call: Call) => boolean) => {
  const met = new Set<string>()
  return (call: Call): Fate => {
    if (!when(call) || met.has(call.operation)) return 'pass'
    met.add(call.operation)
    return fate
  }
}

describe('a write', () => {
  const fates: Fate[] = ['throttled', 'failed', 'dropped', 'lost', 'slow', 'halved']

  async function storeThough(fate: Fate, through: FaultProxy, { behind, tenant }: Scene) {
    const isBatch = ({ operation }: Call) => operation.startsWith('Batch')
    through.fateOf = once(fate, fate === 'halved' ? isBatch : () => true)
    const first = await settled(send(behind, tenant, batch))
    // What is not tried again by itself may be answered 503, but then the same request is taken when sent again.
    if (first === 'unavailable') expect([fate, await settled(send(behind, tenant, batch))]).toEqual([fate, 'stored'])
    else expect([fate, first]).toEqual([fate, 'stored'])
    await expectWhole(behind, tenant)
  }

  it(`stores everything when the first call of each kind is ${fates.join(', ')}, at the latest when it is sent again`, async () => {
    const scenes: [Fate, FaultProxy, Scene][] = []
    for (const fate of fates) {
      const through = await openProxy(engine.endpoint)
      scenes.push([fate, through, await prepareScene(through)])
    }
    // They wait nearly all the time.
    await Promise.all(scenes.map((scene) => storeThough(...scene)))
  }, 60_000)

  it('stores everything when answers are lost and calls fail by turns', async () => {
    const { behind, tenant } = await prepareScene()
    proxy.fateOf = ({ number }) => (['pass', 'lost', 'pass', 'pass', 'failed'] as const)[number % 5] ?? 'pass'
    let outcome = 'unavailable'
    for (let times = 0; outcome === 'unavailable' && times < 5; times++)
      outcome = await settled(send(behind, tenant, batch))
    expect(outcome).toBe('stored')
    proxy.fateOf = () => 'pass'
    // What follows the commit may have met with too many failures: the next to send the same does it, or the stream.
    expect(await settled(send(behind, tenant, batch))).toBe('stored')
    await expectWhole(behind, tenant)
  })

  it('stores all of 500 statements when only half of each batch call happens', async () => {
    const { behind, tenant } = await open()
    proxy.fateOf = ({ operation, number }) => (operation.startsWith('Batch') && number % 3 > 0 ? 'halved' : 'pass')
    const many = Array.from({ length: 500 }, (_, n) => statementOf(uuid(n)))
    expect(await settled(send(behind, tenant, many))).toBe('stored')
    expect(await settled(send(behind, tenant, many))).toBe('stored')
    proxy.fateOf = () => 'pass'
    expect(await walkPages(behind, tenant, ALL)).toHaveLength(500)
  })
})

describe('a writer that dies', () => {
  /** Swallows all from call `k` on; where `happened`, call `k` itself still takes place. */
  type Death = { k: number; happened: boolean }
  const dieAt = (k: number, happened: boolean) => (call: Call) => {
    if (call.number < k) return 'pass'
    return call.number === k && happened ? 'slow' : 'swallowed'
  }

  it.each([false, true])(
    'at any of its calls is finished by the next writer of the same request (the last call happened: %s)',
    async (happened) => {
      const { behind, tenant } = await prepareScene()
      await send(behind, tenant, batch)
      const count = proxy.calls.length
      expect(count).toBeGreaterThan(10)
      const proxies = await Promise.all(Array.from({ length: count }, () => openProxy(engine.endpoint)))
      const scenes: Scene[] = []
      // One after the other, as the endpoint comes from the environment.
      for (const own of proxies) scenes.push(await prepareScene(own))
      const dying = await Promise.all(proxies.map((own, k) => die(own, scenes[k] as Scene, { k, happened })))
      // Cut off, each gives up by itself, and has done no harm by then.
      await Promise.all(proxies.map((own) => own.stop()))
      await Promise.all(dying.map(({ end }) => end))
      for (const { direct, tenant } of scenes) await expectWhole(direct, tenant)
    },
    60_000,
  )

  async function die(own: FaultProxy, { behind, direct, tenant, clock }: Scene, { k, happened }: Death) {
    own.fateOf = dieAt(k, happened)
    const end = settled(send(behind, tenant, batch))
    await reached(own, k)
    // The next writer need not wait out the life of the stamp.
    clock.move(10_000)
    const there = await Promise.all(batch.map(({ id }) => direct.find(tenant, String(id))))
    expect([0, batch.length]).toContain(there.filter((one) => one !== undefined).length)
    expect(await settled(send(direct, tenant, batch))).toBe('stored')
    return { end }
  }

  async function reached(own: FaultProxy, k: number) {
    while (own.calls.length <= k) await new Promise((resolve) => setTimeout(resolve, 2))
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
})

describe('an outage', () => {
  const fates: Fate[] = ['dropped', 'throttled', 'failed', 'swallowed']

  it('makes writing, finding and listing fail as Unavailable within 12 s, whatever its kind', async () => {
    const ends: Promise<void>[] = []
    for (const fate of fates) {
      const own = await openProxy(engine.endpoint)
      const { behind, tenant } = await open(own)
      own.fateOf = () => fate
      const start = Date.now()
      const page = { filters: ALL, limit: 10, maxBytes: PAGE_BYTES }
      const all = [send(behind, tenant, batch), behind.find(tenant, uuid(1)), behind.page(tenant, page)]
      const end = Promise.all(all.map((one) => expect(one).rejects.toThrow(Unavailable))).then(() => {
        expect(Date.now() - start).toBeLessThan(12_000)
      })
      ends.push(end)
    }
    await Promise.all(ends)
  })

  it('in the middle of a write makes it fail as Unavailable, and the same request is stored afterwards', async () => {
    const { behind, tenant, clock } = await prepareScene()
    proxy.fateOf = ({ number }) => (number > 0 ? 'dropped' : 'pass')
    expect(await settled(send(behind, tenant, batch))).toBe('unavailable')
    proxy.fateOf = () => 'pass'
    clock.move(4_000)
    expect(await settled(send(behind, tenant, batch))).toBe('stored')
    await expectWhole(behind, tenant)
  })

  it('is not assumed where an object is missing or access to it is denied', async () => {
    const s3 = await openProxy(bucket.endpoint)
    const objects = await objectsAt(s3.endpoint)
    expect(await objects.get('nobody/attachments/none')).toBeUndefined()
    s3.fateOf = () => 'denied'
    const denied = objects.get('nobody/attachments/none')
    await expect(denied).rejects.toMatchObject({ name: 'AccessDenied' })
    await expect(denied).rejects.not.toThrow(Unavailable)
  })

  it('of the bucket makes a large write fail as Unavailable and store nothing, and a read of it fail too', async () => {
    const { direct, tenant, clock } = await open()
    const s3 = await openProxy(bucket.endpoint)
    const store = openStore(engine, { objects: await objectsAt(s3.endpoint) }, { clock })
    s3.fateOf = () => 'failed'
    const big = statementOf(uuid(1), { result: { response: randomBytes(200_000).toString('base64') } })
    await expect(send(store, tenant, [big])).rejects.toThrow(Unavailable)
    expect(await direct.find(tenant, uuid(1))).toBeUndefined()
    s3.fateOf = () => 'pass'
    clock.move(4_000)
    expect(await send(store, tenant, [big])).toEqual({ kind: 'stored' })
    s3.fateOf = () => 'failed'
    await expect(store.find(tenant, uuid(1))).rejects.toThrow(Unavailable)
  })
})
