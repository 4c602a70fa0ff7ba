/** What the stream brings to several containers is stored by each, and digested once. */
import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it } from '@jest/globals'
import { storeEntries } from '../../lambdas/audit/audit-store.ts'
import { createAuditWriter } from '../../lambdas/audit/audit-writer.ts'
import { type Entry, toRecord } from '../../lambdas/audit/entry.ts'
import { createAuditRecords } from '../../lambdas/evidence/audit-records.ts'
import { runDigests } from '../../lambdas/evidence/digest-run.ts'
import type { RecordSource } from '../../lambdas/evidence/records.ts'
import type { Finding } from '../../lambdas/evidence/verification/findings.ts'
import { fromStore, verifyLedger } from '../../lambdas/evidence/verification/verify-ledger.ts'
import { createSequence } from '../../lambdas/statements/batch/sequence.ts'
import type { TenantId } from '../../lambdas/tenancy/tenant-id.ts'
import { newTenant, useEngine } from '../support/engines.ts'
import { folderOf, newKey } from '../support/evidence.ts'
import { kinesisEvent, kinesisRecord } from '../support/kinesis-events.ts'
import { useEvidenceBuckets } from '../support/s3-emulator.ts'

const engine = useEngine()
const buckets = useEvidenceBuckets()
const NOON = Date.parse('2026-11-21T12:00:00Z')
const MINUTE = 60_000

let tenant: TenantId
let now = NOON
beforeEach(() => {
  tenant = newTenant()
})

const entryAt = (minute: number): Entry => ({
  ...{ id: randomUUID(), tenant, who: { kind: 'credential', id: 'key' }, act: 'records.read', outcome: 'done' },
  at: NOON + minute * MINUTE,
})

/** To a container that knows nothing of what was stored before. */
async function deliver(minute: number, container: string, entries: Entry[]) {
  now = NOON + minute * MINUTE
  const sequence = createSequence(container, () => now)
  const writer = createAuditWriter({
    store: (owner, own) => storeEntries({ tables: engine.tables, sequence, begun: new Set() }, owner, own),
    putFile: async () => {},
    quarantine: async (_, reason) => expect(reason).toBe('nothing'),
    log: { written: () => {}, interrupted: (_, error) => expect(error).toBeUndefined() },
  })
  const records = entries.map((entry, at) => kinesisRecord(Buffer.from(toRecord([entry])).toString(), at))
  expect(await writer(kinesisEvent(records))).toEqual({ batchItemFailures: [] })
}

/** Within the hour and in another grouping, and after its end. @returns the first four; one more came with the last */
async function deliverAgain(): Promise<Entry[]> {
  const entries = [1, 2, 58, 59].map(entryAt)
  await deliver(59.5, 'aaaaaaaa', entries)
  await deliver(59.6, 'bbbbbbbb', entries.slice(1, 3))
  await deliver(61, 'cccccccc', entries.slice(2))
  await deliver(100, 'dddddddd', [...entries, entryAt(99)])
  return entries
}

const digest = (source: RecordSource) => {
  now = NOON + 130 * MINUTE
  const parts = { vault: folderOf(buckets.vault, tenant), besides: buckets.besides, signer: newKey() }
  const options = { now: () => now, mayGoOn: () => true, log: { failed: () => {}, late: () => {} } }
  return runDigests({ ...parts, sources: [source], tenants: async () => [tenant] }, options)
}

async function findings(): Promise<Finding[]> {
  const trail = createAuditRecords(engine.tables)
  const parts = { vault: folderOf(buckets.vault, tenant), besides: buckets.besides, read: fromStore(trail) }
  const hours = { from: '2026-11-21T11', to: '2026-11-21T13', isFromStart: true }
  const found: Finding[] = []
  for await (const day of verifyLedger({ ...parts, idOf: trail.idOf }, { source: 'audit', tenant }, { hours }))
    found.push(...day.findings)
  return found
}

describe('an entry that the stream brings to another container once more', () => {
  // @control digested
  it('has one leaf, whether it came again in its hour or after that, and verifies', async () => {
    await deliverAgain()
    expect(await digest(createAuditRecords(engine.tables))).toMatchObject({ records: 5, failures: 0, late: 0 })
    expect(await findings()).toEqual([])
  })

  it('verifies, too, where a digest has a leaf of each copy, as older ones have', async () => {
    await deliverAgain()
    const trail = createAuditRecords(engine.tables)
    const older: RecordSource = {
      ...trail,
      async *recordsOf(owner, hour) {
        for await (const some of trail.recordsOf(owner, hour)) yield some.map(({ isRepeat: _, ...record }) => record)
      },
    }
    expect(await digest(older)).toMatchObject({ records: 13 })
    expect(await findings()).toEqual([])
  })

  it('is named where somebody stores its id with another text', async () => {
    const [first] = await deliverAgain()
    await digest(createAuditRecords(engine.tables))
    await deliver(90, 'eeeeeeee', [{ ...(first as Entry), outcome: 'refused' }])
    expect(await findings()).toMatchObject([{ problem: 'added', id: first?.id }])
  })
})
