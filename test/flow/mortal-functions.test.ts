/**
 * Functions that are killed with -9 right after any of their writes, in processes of their own on the engines: the next
 * run ends what was begun, and nothing is lost, there twice, or half gone.
 */
import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { createCaseStore } from '../../lambdas/cases/case-store.ts'
import { putRule } from '../../lambdas/cases/retention-rules.ts'
import { createEvidenceObjects } from '../../lambdas/evidence/s3-evidence.ts'
import { createStatementRecords } from '../../lambdas/evidence/statement-records.ts'
import { verifyHeads } from '../../lambdas/evidence/verification/heads.ts'
import { fromStore, verifyLedger } from '../../lambdas/evidence/verification/verify-ledger.ts'
import { MANIFEST } from '../../lambdas/lake/export/manifest.ts'
import {
  fromRewritingProgressItem,
  NOTHING_DONE,
  rewritingProgressKey,
  toRewritingProgressItem,
} from '../../lambdas/rewriting/rewriting-progress-item.ts'
import { createBatches } from '../../lambdas/statements/batch/batches.ts'
import { createTenant } from '../../lambdas/tenancy/registry.ts'
import { type TenantId, tenantId } from '../../lambdas/tenancy/tenant-id.ts'
import { rule } from '../support/cases.ts'
import { stillClock } from '../support/clocks.ts'
import { temporaryFolder } from '../support/during-tests.ts'
import { newTenant, useEngine } from '../support/engines.ts'
import { folderOf, HOUR, hourText, START } from '../support/evidence.ts'
import { runMortal } from '../support/mortal-runs.ts'
import { useEvidenceBuckets } from '../support/s3-emulator.ts'
import { statement, statementOf } from '../support/statements.ts'
import { openStore, send } from '../support/stores.ts'

const engine = useEngine()
const buckets = useEvidenceBuckets()
const folder = temporaryFolder()
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

/** Of the digest: what it does in the second one is nearly what it does in the first. */
const HOURS = process.env.DEEP === undefined ? 1 : 2

/** Makes a world, and kills the run of it after its first write, then the run of another after its second one, and so on. */
async function atEachWrite(work: (killedAt: number) => Promise<boolean>): Promise<number> {
  for (let killedAt = 1; ; killedAt++) if (!(await work(killedAt))) return killedAt - 1
}

async function keysOf(objects: typeof buckets.vault, prefix: string): Promise<string[]> {
  const keys: string[] = []
  for await (const one of objects.list(prefix)) keys.push(one)
  return keys
}

describe('the digest, killed after any of its writes', () => {
  it('is ended by the next run: each record has one leaf, each hour one signed head', async () => {
    const writes = await atEachWrite(async (killedAt) => {
      const tenant = newTenant()
      for (let hour = 0; hour < HOURS; hour++)
        await send(openStore(engine, buckets, { clock: stillClock(START + hour * HOUR) }), tenant, [statement({})])
      const job = { run: 'digest', tenant, now: START + HOURS * HOUR + 600_000, key } as const
      const isKilled = await runMortal({ ...job, killedAt })
      if (isKilled) expect(await runMortal(job)).toBe(false)
      const vault = folderOf(buckets.vault, tenant)
      expect([killedAt, await keysOf(vault, 'heads/')]).toEqual([
        killedAt,
        Array.from({ length: HOURS }, (_, hour) => `heads/${hourText(hour)}.json`),
      ])
      const source = createStatementRecords({
        tables: engine.tables,
        batches: createBatches(engine.tables, buckets.objects),
      })
      const hours = { from: hourText(0), to: hourText(HOURS - 1), isFromStart: true }
      const parts = { vault, besides: buckets.besides, read: fromStore(source), idOf: source.idOf }
      for await (const { records, findings } of verifyLedger(parts, { source: 'statements', tenant }, { hours }))
        expect([killedAt, records, findings]).toEqual([killedAt, HOURS, []])
      for await (const findings of verifyHeads(vault, hours, async () => true)) expect(findings).toEqual([])
      const last = JSON.parse(
        Buffer.from((await vault.get(`digests/statements/${tenant}/${hourText(HOURS - 1)}.json`)) ?? []).toString(),
      )
      expect([killedAt, last.count, last.total]).toEqual([killedAt, 1, HOURS])
      return isKilled
    })
    expect(writes).toBeGreaterThan(5)
  }, 120_000)
})

describe('the preparation of retention, killed after any of its writes', () => {
  const DUE = Date.parse('2026-05-05T02:00:00.000Z')

  async function tenantWith(stored: string): Promise<TenantId> {
    const id = newTenant()
    await createTenant(engine.tables, { id, name: id, defaultVersion: '2.0.0', moreKey: Buffer.alloc(32, 1) })
    await send(openStore(engine, buckets, { clock: stillClock(Date.parse(stored)) }), tenantId(id), [
      statementOf(randomUUID()),
    ])
    await putRule(engine.tables, id, rule('all', { period: 'P3Y' }), {})
    return id
  }

  it.each([
    ['one case, counted and told, where something is due', '2023-05-04T10:00:00Z', 1],
    ['no case where nothing is', '2025-05-04T10:00:00Z', 0],
  ])(
    'is ended by the next run: %s',
    async (_, stored, count) => {
      const writes = await atEachWrite(async (killedAt) => {
        const tenant = await tenantWith(stored)
        const trail = join(folder, tenant)
        const job = { run: 'retention', tenant, now: DUE, trail } as const
        const isKilled = await runMortal({ ...job, killedAt })
        if (isKilled) expect(await runMortal(job)).toBe(false)
        const { items } = await createCaseStore(engine.tables).list(tenant, { limit: 10 })
        expect([killedAt, items.map(({ state, preview }) => [state, preview.isComplete, preview.affected])]).toEqual([
          killedAt,
          Array(count).fill(['prepared', true, 1]),
        ])
        // Told before it is shown: who dies in between tells it once more, of the same case.
        const told = existsSync(trail) ? readFileSync(trail, 'utf8').trim().split('\n') : []
        expect([killedAt, [...new Set(told)]]).toEqual([killedAt, items.map(({ id }) => id)])
        return isKilled
      })
      expect(writes).toBeGreaterThan(3)
    },
    120_000,
  )
})

describe('the last step of a case, which removes copies, killed after any of its writes', () => {
  it('is ended by the next run: all results and exports of the tenant are gone, and nothing of another one', async () => {
    const writes = await atEachWrite(async (killedAt) => {
      const [tenant, other, caseId] = [newTenant(), newTenant(), 'case']
      const now = Date.now() + HOUR
      const put = (name: string, text: string) => buckets.replace('lake', name, Buffer.from(text))
      const began = new Date(now - 5 * HOUR).toISOString()
      for (const owner of [tenant, other]) {
        await put(`lake/tenant=${owner}/dt=2026-03-01/a.parquet`, 'rows')
        await put(`results/${owner}/1.csv`, 'secret')
        await put(`exports/${owner}/1.jsonl`, 'secret')
        await put(`exports/${owner}/2.jsonl`, 'secret')
        await put(`exports/${owner}/${MANIFEST}`, JSON.stringify({ tenant: owner, files: [], began }))
      }
      const place = { tenant, caseId }
      const rewritten = new Date(now - HOUR).toISOString()
      const progress = { began, last: began.slice(0, 13), round: 2, step: 5, data: [], counts: NOTHING_DONE, rewritten }
      await engine.tables.putIf('control', toRewritingProgressItem(place, { progress, version: 1 }))
      const job = { run: 'copies', tenant, now, caseId } as const
      const isKilled = await runMortal({ ...job, killedAt })
      if (isKilled) expect(await runMortal(job)).toBe(false)
      expect([killedAt, await keysInLake(tenant)]).toEqual([
        killedAt,
        [`lake/tenant=${tenant}/dt=2026-03-01/a.parquet`],
      ])
      expect(await keysInLake(other)).toHaveLength(5)
      const item = await engine.tables.get('control', rewritingProgressKey(place), true)
      expect(item && fromRewritingProgressItem(item).progress).toMatchObject({ round: 3 })
      return isKilled
    })
    expect(writes).toBeGreaterThan(3)
  }, 120_000)

  const lake = () => createEvidenceObjects('lake')
  const keysInLake = async (tenant: string) => (await keysOf(lake(), '')).filter((name) => name.includes(tenant))
})
