/** The check of `Index`: its work grows with what is stored, and it says how far it has come. */
import { Session } from 'node:inspector/promises'
import { describe, expect, it } from '@jest/globals'
import { createScanner } from '../../../lambdas/database/dynamodb-scan.ts'
import { createBatches } from '../../../lambdas/statements/batch/batches.ts'
import { createShards } from '../../../lambdas/statements/index/shards.ts'
import { checkIndex, NOTHING_SEEN } from '../../../lambdas/statements/maintenance/check.ts'
import type { TenantId } from '../../../lambdas/tenancy/tenant-id.ts'
import { TABLE_NAMES, useEngine } from '../../support/engines.ts'
import { openScene } from '../../support/histories/history-player.ts'
import { useBucket } from '../../support/s3-emulator.ts'
import { statementOf, uuid } from '../../support/statements.ts'
import { send } from '../../support/stores.ts'

const VERBS = 3

describe('the check of the index', () => {
  const engine = useEngine()
  const bucket = useBucket()

  /** One batch of statements with few verbs and one activity, so that some lists hold all of them; each has its own actor. */
  async function storeBatch(size: number): Promise<TenantId> {
    const {
      stores: [store],
      tenants: [tenant],
    } = openScene(engine, bucket)
    const statements = Array.from({ length: size }, (_, n) =>
      statementOf(uuid(n), {
        actor: { mbox: `mailto:learner.${n}@example.org` },
        verb: { id: `http://example.org/verbs/${n % VERBS}` },
      }),
    )
    expect(await send(store, tenant, statements)).toEqual({ kind: 'stored' })
    return tenant
  }

  async function check(tenant: TenantId) {
    const { tables } = engine
    const clock = { now: () => Date.now(), sleep: async () => undefined }
    const batches = createBatches(tables, bucket.objects)
    const parts = { tables, batches, scanner: createScanner(TABLE_NAMES), shardsOf: createShards(tables, clock) }
    const seen = { ...NOTHING_SEEN }
    let differences = 0
    for await (const { findings } of checkIndex(parts, tenant, seen)) differences += findings.length
    return { ...seen, differences }
  }

  /** How often functions of the store are called meanwhile, as the engine of JavaScript counts them. */
  async function callsDuring(work: () => Promise<unknown>): Promise<number> {
    const session = new Session()
    session.connect()
    await session.post('Profiler.enable')
    await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false })
    await work()
    const { result } = await session.post('Profiler.takePreciseCoverage')
    await session.post('Profiler.stopPreciseCoverage')
    session.disconnect()
    const own = result.filter(({ url }) => url.includes('/lambdas/'))
    return own.flatMap(({ functions }) => functions).reduce((sum, { ranges: [all] }) => sum + (all?.count ?? 0), 0)
  }

  it('takes four times the calls for a batch of four times the statements', async () => {
    const [small, large] = [await storeBatch(250), await storeBatch(1_000)]
    await check(small)
    const [few, many] = [await callsDuring(() => check(small)), await callsDuring(() => check(large))]
    expect(few).toBeGreaterThan(10_000)
    expect(many / few).toBeLessThan(4.4)
  }, 60_000)

  it('counts the batches, the statements and the entries that it has compared', async () => {
    const tenant = await storeBatch(20)
    // A claim and an agent's posting for each statement; all, the verbs alone and with the activity, the activity.
    const entries = 2 * 20 + 1 + 2 * VERBS + 1
    expect(await check(tenant)).toEqual({ table: 'index', batches: 1, statements: 20, entries, differences: 0 })
  })
})
