/** Writers that want each other's statements while the engine is slow and refuses calls: each gets through in the end. */
import { afterEach, describe, expect, it } from '@jest/globals'
import { type Batches, createBatches } from '../../../lambdas/statements/batch/batches.ts'
import { awaitDecision } from '../../../lambdas/statements/batch/rival-batch.ts'
import { type BatchId, createSequence } from '../../../lambdas/statements/batch/sequence.ts'
import { toRival } from '../../../lambdas/statements/index/claim-item.ts'
import type { StatementStore } from '../../../lambdas/statements/store.ts'
import type { TenantId } from '../../../lambdas/tenancy/tenant-id.ts'
import { realClock, stillClock } from '../../support/clocks.ts'
import { newTenant, tablesAt, useEngine } from '../../support/engines.ts'
import { faultProxies } from '../../support/fault-proxy.ts'
import { useBucket } from '../../support/s3-emulator.ts'
import { type JsonObject, statementOf, uuid } from '../../support/statements.ts'
import { ALL, idsOf, openStore, send, walkPages } from '../../support/stores.ts'

const range = (count: number) => Array.from({ length: count }, (_, n) => n)
const DELAY_MS = 25

const engine = useEngine()
const bucket = useBucket()
const openProxy = faultProxies(afterEach)
let tenant: TenantId

/** How often the same call may be refused: it is made four times, and then the store is unavailable, rightly. */
const MOST_REFUSALS = 3

/** A store behind a proxy of its own: calls take their time, and one in ten is refused. */
async function openSlowStore(at: number) {
  const proxy = await openProxy(engine.endpoint)
  const tables = await tablesAt(proxy.endpoint)
  proxy.delayOf = () => DELAY_MS * 2 * Math.random()
  const refusals = new Map<string, number>()
  proxy.fateOf = ({ operation, body }) => {
    const call = `${operation} ${JSON.stringify(body)}`
    const before = refusals.get(call) ?? 0
    if (before === MOST_REFUSALS || Math.random() >= 0.1) return 'pass'
    refusals.set(call, before + 1)
    return 'throttled'
  }
  return openStore({ tables }, bucket, { clock: realClock([0, 250, -250][at % 3]) })
}

const direct = () => openStore(engine, bucket)

async function race(batches: JsonObject[][]) {
  tenant = newTenant()
  const stores: StatementStore[] = []
  // One after the other, as the endpoint comes from the environment.
  for (const at of batches.keys()) stores.push(await openSlowStore(at))
  const outcomes = await Promise.all(batches.map((batch, at) => send(stores[at] ?? direct(), tenant, batch)))
  expect(outcomes).toEqual(batches.map(() => ({ kind: 'stored' })))
  const sent = new Set(batches.flat().map(({ id }) => String(id)))
  expect(idsOf(await walkPages(direct(), tenant, ALL)).toSorted()).toEqual([...sent].toSorted())
}

describe('on an engine that is slow and refuses one call in ten', () => {
  it('writers of equal batches in opposite order all succeed, and each statement is stored once', async () => {
    const batch = range(150).map((n) => statementOf(uuid(n)))
    await race(range(6).map((n) => (n % 2 === 0 ? batch : batch.toReversed())))
  }, 60_000)

  it('writers of overlapping batches all succeed, and each statement is stored once', async () => {
    await race(range(10).map((n) => range(60).map((at) => statementOf(uuid((n * 15 + at * 7) % 150)))))
  }, 60_000)
})

describe('of two writers that want the same statement', () => {
  const start = Date.UTC(2026, 10, 21, 9)
  const stamps = (ms: number, container: string) => createSequence(container, () => start + ms).next()
  const first = stamps(0, '00000001')
  const again = stamps(1_000, '00000001')
  const other = stamps(500, '00000002')

  /** The other writer meets the claim of one that commits two seconds later, if it still can. */
  async function meet(holder: { batchId: BatchId; firstAttempt?: BatchId }) {
    tenant = newTenant()
    const batches = createBatches(engine.tables, bucket.objects)
    const clock = stillClock(start + 1_000)
    let commit: Promise<boolean> | undefined
    const pause = async (ms: number) => {
      await clock.pause(ms)
      if (clock.now() > start + 3_000) commit ??= commitOf(batches)
      await commit
    }
    const { batch } = await awaitDecision(
      { batches, clock: { ...clock, pause } },
      { ...toRival(engine.tables, tenant, { id: uuid(1), holder }, other), hasGivenUp: async () => false },
    )
    return { batch: batch?.id, committed: await (commit ?? commitOf(batches)) }
  }
  const commitOf = async (batches: Batches) =>
    batches.commit(
      await batches.prepare({
        tenant,
        batchId: again,
        texts: ['{}'],
        referencePositions: [],
        hasNewDefinitions: false,
        mayDefine: true,
      }),
    )

  it('the one that began first is waited for and commits, also in its second attempt', async () => {
    expect(await meet({ batchId: again, firstAttempt: first })).toEqual({ batch: again, committed: true })
  })

  it('the one that began later can no longer commit when the other has stopped waiting for it', async () => {
    expect(await meet({ batchId: again })).toEqual({ batch: undefined, committed: false })
  })
})
