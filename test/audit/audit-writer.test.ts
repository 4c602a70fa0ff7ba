/** The trail from the stream to its table and to SQL, on a real engine and S3: repeats, other order, poison, faults, late entries. */
import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { openLake } from '../../bin/query/duckdb-lake.ts'
import { mirrorLake } from '../../bin/query/s3-mirror.ts'
import { readEntries, storeEntries } from '../../lambdas/audit/audit-store.ts'
import { createAuditWriter } from '../../lambdas/audit/audit-writer.ts'
import type { Entry } from '../../lambdas/audit/entry.ts'
import { toRecord } from '../../lambdas/audit/entry.ts'
import type { Tables } from '../../lambdas/database/tables.ts'
import { Unavailable } from '../../lambdas/database/unavailable.ts'
import { createAuditRecords } from '../../lambdas/evidence/audit-records.ts'
import { toAuditObject } from '../../lambdas/lake/audit-files.ts'
import { createS3Lake } from '../../lambdas/lake/s3-lake.ts'
import { createSequence } from '../../lambdas/statements/batch/sequence.ts'
import type { TenantId } from '../../lambdas/tenancy/tenant-id.ts'
import { temporaryFolder } from '../support/during-tests.ts'
import { newTenant, useEngine } from '../support/engines.ts'
import { kinesisEvent, kinesisRecord } from '../support/kinesis-events.ts'
import { BUCKETS, useLakeBuckets } from '../support/s3-emulator.ts'

const engine = useEngine()
const s3 = useLakeBuckets()
const folder = temporaryFolder()
const MINUTE = 60_000
const NOON = Date.parse('2026-11-21T12:00:00Z')

let tenant: TenantId
let now = NOON
const quarantined: string[] = []
/** Says of each insert whether it fails, after or before it happened. */
let fate = (_insert: number): 'pass' | 'lost' | 'refused' => 'pass'
let inserts = 0
beforeEach(() => {
  tenant = newTenant()
  now = NOON
  fate = () => 'pass'
  inserts = 0
  quarantined.length = 0
  s3.faults.fails = () => false
})

const putNew: Tables['putNew'] = async (table, item) => {
  const what = fate(inserts++)
  if (what === 'refused') throw new Unavailable(new Error('refused'))
  const before = await engine.tables.putNew(table, item)
  if (what === 'lost') throw new Unavailable(new Error('no answer'))
  return before
}

function openWriter(container = 'aaaaaaaa') {
  const lake = createS3Lake(s3.client, BUCKETS.lake, s3.objects)
  const sequence = createSequence(container, () => now)
  const begun = new Set<TenantId | undefined>()
  return createAuditWriter({
    store: (owner, entries) => storeEntries({ tables: { putNew }, sequence, begun }, owner, entries),
    async putFile(file) {
      const { key, body } = toAuditObject(file)
      await lake.put(key, body, 'application/vnd.apache.parquet')
    },
    quarantine: async (_, reason) => void quarantined.push(reason),
    log: { written: () => {}, interrupted: () => {} },
  })
}

const entryAt = (at: number, more: Partial<Entry> = {}): Entry => ({
  id: randomUUID(),
  tenant,
  who: { kind: 'credential', id: 'key' },
  act: 'records.read',
  outcome: 'done',
  at,
  what: { resource: 'statements', filter: { agent: 'fingerprint' }, count: 3 },
  ...more,
})
const recordOf = (entries: Entry[]) => Buffer.from(toRecord(entries)).toString()
const deliver = async (entries: Entry[], writer = openWriter()) =>
  writer(kinesisEvent(entries.map((entry, position) => kinesisRecord(recordOf([entry]), position))))

async function read(from = NOON - 60 * MINUTE, to = NOON + 60 * MINUTE, owner: TenantId | 'deployment' = tenant) {
  const found: string[] = []
  for await (const { entry } of readEntries(engine.tables, {
    tenant: owner === 'deployment' ? undefined : owner,
    from,
    to,
  }))
    found.push(entry.id)
  return found
}
const ids = (entries: Entry[]) => entries.map(({ id }) => id)
const sql = async (text: string) => {
  await mirrorLake(s3.address, folder)
  return (await (await openLake(folder)).runAndReadAll(text)).getRowsJson()
}
const rows = () =>
  sql(`SELECT entry_id FROM audit WHERE tenant = '${tenant}' ORDER BY happened`).then((all) => all.flat())

async function all<Each>(each: AsyncIterable<Each>): Promise<Each[]> {
  const found: Each[] = []
  for await (const one of each) found.push(one)
  return found
}

describe('an entry of the trail', () => {
  it('is in the table and in the view, with all that it says', async () => {
    const entry = entryAt(NOON, {
      act: 'credential.changed',
      who: { kind: 'operator', id: 'arn:aws:iam::1:user/ada' },
      before: { scopes: ['state'] },
      after: { scopes: [] },
      reason: 'audit of "June"',
      requestId: 'r1',
    })
    expect(await deliver([entry])).toEqual({ batchItemFailures: [] })
    const [stored] = await all(readEntries(engine.tables, { tenant, from: NOON, to: NOON + 1 }))
    expect(stored?.entry).toEqual(entry)
    expect(
      await sql(`SELECT act, who_kind, who_id, resource, agent, amount, before, after, reason, happened, dt, request_id
        FROM audit WHERE tenant = '${tenant}'`),
    ).toEqual([
      [
        ...['credential.changed', 'operator', 'arn:aws:iam::1:user/ada', 'statements', 'fingerprint', '3'],
        ...['{"scopes":["state"]}', '{"scopes":[]}', 'audit of "June"', '2026-11-21 12:00:00', '2026-11-21', 'r1'],
      ],
    ])
  })

  it('of no tenant is the deployment’s, and of another tenant nobody else’s', async () => {
    const { tenant: _, ...ownerless } = entryAt(NOON)
    const other = entryAt(NOON, { tenant: newTenant() })
    await deliver([ownerless, other, entryAt(NOON)])
    expect(await read(NOON, NOON + 1, 'deployment')).toContain(ownerless.id)
    expect(await read()).toHaveLength(1)
    expect(
      await sql(`SELECT count(*) FROM audit WHERE tenant = '_deployment' AND entry_id = '${ownerless.id}'`),
    ).toEqual([['1']])
  })

  it('that comes again, in another grouping and by another container, is read once', async () => {
    const entries = [1, 2, 3, 4, 5].map((minute) => entryAt(NOON + minute * MINUTE))
    now = NOON + 6 * MINUTE
    await deliver(entries)
    await deliver(entries.slice(0, 3), openWriter('bbbbbbbb'))
    await deliver(entries.slice(2), openWriter('cccccccc'))
    expect(await read()).toEqual(ids(entries))
    expect(await rows()).toEqual(ids(entries))
  })

  it.each(['lost', 'refused'] as const)('is stored once where inserts of its page are %s', async (what) => {
    fate = (insert) => (insert < 3 ? what : 'pass')
    const entry = entryAt(NOON)
    await deliver([entry])
    expect(await read()).toEqual([entry.id])
  })

  // @control recorded-or-not-done
  it('waits in the stream while the table fails, and while the lake does; then both have it', async () => {
    const entries = [entryAt(NOON), entryAt(NOON + 1)]
    const writer = openWriter()
    fate = () => 'refused'
    const failed = { batchItemFailures: [{ itemIdentifier: kinesisRecord('', 0).kinesis.sequenceNumber }] }
    expect(await deliver(entries, writer)).toEqual(failed)
    fate = () => 'pass'
    s3.faults.fails = () => true
    expect(await deliver(entries, writer)).toEqual(failed)
    expect(await read()).toEqual([])
    s3.faults.fails = () => false
    expect(await deliver(entries, writer)).toEqual({ batchItemFailures: [] })
    expect(await read()).toEqual(ids(entries))
    expect(await rows()).toEqual(ids(entries))
  })

  it('is not stored again by a container that is asked for it again', async () => {
    const writer = openWriter()
    const entries = [entryAt(NOON)]
    await deliver(entries, writer)
    const once = inserts
    await deliver(entries, writer)
    expect(inserts).toBe(once)
  })

  it('that is a day late is found at its own time, and what was stored last comes first where that is asked for', async () => {
    const [early, next, late] = [entryAt(NOON), entryAt(NOON + 2), entryAt(NOON)]
    await deliver([early])
    now = NOON + 13 * 60 * MINUTE
    await deliver([next])
    now = NOON + 24 * 60 * MINUTE
    await deliver([late])
    expect(await read(NOON, NOON + 1)).toEqual([early.id, late.id])
    expect(await read(NOON + 1, NOON + 2)).toEqual([])
    const range = { tenant, from: NOON, to: NOON + 15 * 60 * MINUTE, descending: true }
    const stored = await all(readEntries(engine.tables, range))
    expect(stored.map(({ entry }) => entry.id)).toEqual(ids([late, next, early]))
    for (const [at, { place }] of stored.entries()) {
      const rest = await all(readEntries(engine.tables, range, place))
      expect(rest).toEqual(stored.slice(at + 1))
    }
  })
})

describe('what is digested', () => {
  // @control digested
  it('is each entry, hour by hour of storing, to the letter and at its place', async () => {
    const records = createAuditRecords(engine.tables)
    expect(await records.firstHour(tenant)).toBeUndefined()
    const [one, two, three] = [entryAt(NOON), entryAt(NOON + 1), entryAt(NOON + 2)]
    await deliver([one, two])
    now = NOON + 60 * MINUTE
    await deliver([three])
    const first = await records.firstHour(tenant)
    expect(first !== undefined && first <= '2026-11-21T12').toBe(true)
    const of = async (hour: string) => (await all(records.recordsOf(tenant, hour))).flat()
    expect((await of('2026-11-21T12')).map(({ text }) => JSON.parse(text))).toEqual([one, two])
    expect((await of('2026-11-21T13')).map(({ text }) => records.idOf(text))).toEqual([three.id])
    expect(await of('2026-11-21T11')).toEqual([])
    const sequences = [...(await of('2026-11-21T12')), ...(await of('2026-11-21T13'))].map(({ sequence }) => sequence)
    expect(sequences).toEqual(sequences.toSorted())
    for (const sequence of sequences) expect(sequence).toMatch(/^[0-9a-f]{28}$/)
  })
})

describe('an entry that was put twice, since its first put had no answer', () => {
  // @control digested
  it('is digested once', async () => {
    const entry = entryAt(NOON)
    const records = [recordOf([entry]), recordOf([entry, entryAt(NOON + 1)])].map((data, at) => kinesisRecord(data, at))
    expect(await openWriter()(kinesisEvent(records))).toEqual({ batchItemFailures: [] })
    const digested = createAuditRecords(engine.tables).recordsOf(tenant, '2026-11-21T12')
    const ids = (await all(digested)).flat().map(({ text }) => JSON.parse(text).id)
    expect(ids.filter((id) => id === entry.id)).toHaveLength(1)
    expect(ids).toHaveLength(2)
  })
})

describe('records that are none of the trail', () => {
  it('are passed over, and broken ones are kept aside, so that none holds up the others', async () => {
    const entry = entryAt(NOON)
    const datas = [
      '{"heartbeat":1}',
      'no JSON',
      '{"audit":"1","entries":[{"id":"x"}]}',
      JSON.stringify({ audit: '1', entries: [{ ...entry, tenant: 'Not|One' }] }),
      '{"audit":"9","entries":[]}',
      recordOf([entry]),
    ]
    const records = datas.map((data, position) => kinesisRecord(data, position))
    expect(await openWriter()(kinesisEvent(records))).toEqual({ batchItemFailures: [] })
    expect(quarantined).toEqual(Array(3).fill('the record holds no entries'))
    expect(await read()).toEqual([entry.id])
  })
})

describe('the trail, read from any place', () => {
  it('goes on after the entry that was read last, whatever was stored together', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 6 }), async (sizes) => {
        tenant = newTenant()
        const sent: Entry[] = []
        for (const [run, size] of sizes.entries()) {
          now = NOON + run * 1_000
          const entries = Array.from({ length: size }, () => entryAt(now))
          await deliver(entries)
          sent.push(...entries)
        }
        const range = { tenant, from: NOON, to: NOON + MINUTE }
        const whole = await all(readEntries(engine.tables, range))
        expect(whole.map(({ entry }) => entry.id)).toEqual(ids(sent))
        for (const [at, { place }] of whole.entries()) {
          const rest = await all(readEntries(engine.tables, range, place))
          expect(rest.map(({ entry }) => entry.id)).toEqual(ids(sent.slice(at + 1)))
        }
      }),
      { numRuns: process.env.DEEP ? 60 : 5 },
    )
  })

  it('costs a fifth of a write unit for each read at most, where they come in hundreds', async () => {
    let bytes = 0
    const entries = Array.from({ length: 200 }, (_, n) =>
      entryAt(NOON + n * 50, {
        requestId: randomUUID(),
        what: { resource: 'statements', filter: { agent: randomUUID() }, count: n },
      }),
    )
    const counting: Pick<Tables, 'putNew'> = {
      putNew: async (_, item) => {
        bytes += Object.values(item).reduce<number>(
          (sum, value) => sum + (value instanceof Uint8Array ? value.length : 12),
          60,
        )
        return undefined
      },
    }
    await storeEntries(
      { tables: counting, sequence: createSequence('dddddddd', () => now), begun: new Set() },
      tenant,
      entries,
    )
    expect(Math.ceil(bytes / 1_024) / entries.length).toBeLessThanOrEqual(0.2)
  })
})
