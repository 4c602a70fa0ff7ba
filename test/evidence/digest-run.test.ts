/** The hourly run on real engines: what it makes, and that no run, however often or late, makes anything else. */
import { createPublicKey, verify } from 'node:crypto'
import { beforeEach, describe, expect, it } from '@jest/globals'
import { type Entries, entriesKey, entriesRoot, fromEntriesFile } from '../../lambdas/evidence/entries-file.ts'
import { newestHead, readHead, readHistory } from '../../lambdas/evidence/head-file.ts'
import { fromOpeningsBytes, openingsKey } from '../../lambdas/evidence/openings.ts'
import { createStatementRecords } from '../../lambdas/evidence/statement-records.ts'
import { fromDigestText, hashOf, NO_HASH } from '../../lambdas/evidence/texts.ts'
import { createBatches } from '../../lambdas/statements/batch/batches.ts'
import type { TenantId } from '../../lambdas/tenancy/tenant-id.ts'
import { stillClock } from '../support/clocks.ts'
import { newTenant, useEngine } from '../support/engines.ts'
import { folderOf, HOUR, hourText, newKey, runAt, START } from '../support/evidence.ts'
import { useEvidenceBuckets } from '../support/s3-emulator.ts'
import { statement, statementOf, uuid, voiding } from '../support/statements.ts'
import { openStore, send } from '../support/stores.ts'

const engine = useEngine()
const buckets = useEvidenceBuckets()

/** Each test has a vault of its own. */
let folders = 0

let tenant: TenantId
let vault: typeof buckets.vault
beforeEach(() => {
  tenant = newTenant()
  vault = folderOf(buckets.vault, `run-${++folders}`)
})

const key = newKey()
const parts = () => {
  const batches = createBatches(engine.tables, buckets.objects)
  const sources = [createStatementRecords({ tables: engine.tables, batches })]
  return { vault, besides: buckets.besides, sources, signer: key, tenants: [tenant] }
}
const run = (hours: number, more: Partial<ReturnType<typeof parts>> = {}) => runAt(hours, { ...parts(), ...more })

/** Stored so many hours after the start. */
async function store(hours: number, count: number, owner = tenant) {
  const clock = stillClock(START + hours * HOUR + 60_000)
  const statements = Array.from({ length: count }, () => statement())
  await send(openStore(engine, buckets, { clock }), owner, statements)
}

const textAt = async (name: string) => Buffer.from((await vault.get(name)) ?? []).toString()
const digestAt = async (hour: number) =>
  fromDigestText(await textAt(`digests/statements/${tenant}/${hourText(hour)}.json`))
const entriesAt = async (hour: number): Promise<Entries> =>
  fromEntriesFile((await vault.get(entriesKey(hourText(hour)))) ?? new Uint8Array())
const keys = async () => {
  const all: string[] = []
  for await (const one of vault.list('')) all.push(one)
  return all
}
/** All objects with what they hold. */
const contents = async () => Promise.all((await keys()).map(async (one) => [one, hashOf(await textAt(one))]))

describe('the digests of a tenant', () => {
  // @control digested
  it('count what was stored in each hour, and name the one before', async () => {
    await store(0, 3)
    await store(2, 2)
    expect(await run(3)).toMatchObject({ heads: 3, records: 5, failures: 0, newest: hourText(2) })
    const first = await digestAt(0)
    expect(first).toMatchObject({ count: 3, total: 3, previous: NO_HASH, through: '2026-03-01T10:00:00.000Z' })
    const text = await textAt(`digests/statements/${tenant}/${hourText(0)}.json`)
    expect(await digestAt(2)).toMatchObject({ count: 2, total: 5, previous: hashOf(text) })
    expect(await keys()).not.toContain(`digests/statements/${tenant}/${hourText(1)}.json`)
  })

  it('are named by every head, also of an hour without statements', async () => {
    await store(0, 1)
    await run(3)
    for (const hour of [0, 1, 2]) {
      const entries = await entriesAt(hour)
      const { entry } = entries.of({ source: 'statements', tenant }) ?? {}
      expect(entry).toMatchObject({ hour: hourText(hour), digestHour: hourText(0), total: 1 })
      const head = await readHead(vault, hourText(hour))
      expect(head?.head.entries).toEqual({ size: 16, root: entriesRoot(entries) })
    }
  })

  it('wait until Consistent-Through has passed the hour', async () => {
    await store(0, 1)
    // On the hour: what was stored in its last seconds may still appear.
    expect(await run(1 - 10 / 60)).toMatchObject({ records: 0, newest: hourText(-1) })
    expect(await run(1)).toMatchObject({ heads: 1, records: 1, newest: hourText(0) })
  })

  // @control voided-not-deleted
  it('hold a voided statement and the one that voids it', async () => {
    const clock = stillClock(START + 60_000)
    const own = openStore(engine, buckets, { clock })
    await send(own, tenant, [statementOf(uuid(folders * 10), {})])
    await send(own, tenant, [voiding(uuid(folders * 10 + 1), uuid(folders * 10))])
    await run(1)
    expect(await digestAt(0)).toMatchObject({ count: 2 })
  })

  // @control watched
  it('leave out one that comes into an hour whose digest is begun, and say so', async () => {
    await store(0, 2)
    const dying = { ...vault, putNew: () => Promise.reject(new Error('killed')) }
    expect(await run(1, { vault: dying }).catch(() => 'killed')).toBe('killed')
    await store(0, 1)
    const { late, told } = await run(1)
    expect(late).toBe(1)
    expect(told.late).toHaveLength(1)
    expect(await digestAt(0)).toMatchObject({ count: 2 })
  })
})

describe('the heads', () => {
  // @control digested
  it('are signed, and each names all before it', async () => {
    await store(0, 1)
    await run(5)
    const newest = await newestHead(vault, START + 5 * HOUR)
    if (newest === undefined) throw new Error('There is no head.')
    expect(verify('sha256', Buffer.from(newest.text), createPublicKey(key.pem), newest.signature)).toBe(true)
    expect(newest.head).toMatchObject({ hour: hourText(4), history: { size: 4 } })
    const history = await readHistory(vault, newest)
    expect(history.length).toBe(4)
    const before = await readHead(vault, hourText(3))
    expect(newest.head.previous).toBe(hashOf(before?.text ?? ''))
  })

  it('keep the hashes of older heads in tiles', async () => {
    const nothing = { name: 'nothing', firstHour: async () => hourText(0), async *recordsOf() {}, idOf: () => '' }
    expect(await run(67, { sources: [nothing] })).toMatchObject({ heads: 67 })
    expect(await keys()).toContain('history/00000000')
    const newest = await newestHead(vault, START + 67 * HOUR)
    const history = newest && (await readHistory(vault, newest))
    expect(history?.length).toBe(66)
  })

  it('are signed once an hour, however many tenants there are', async () => {
    const tenants = Array.from({ length: 20 }, newTenant)
    await Promise.all(tenants.map((one) => store(0, 1, one)))
    const before = key.used()
    expect(await run(2, { tenants })).toMatchObject({ heads: 2, records: 20 })
    expect(key.used() - before).toBe(2)
    expect((await entriesAt(1)).leaves).toHaveLength(32)
  })

  it('tell nobody who has a path through the entries which tenants there are', async () => {
    await store(0, 1)
    await run(1, { tenants: [tenant, newTenant()] })
    const lines = [...(await entriesAt(0)).all()].map(({ index }) => index)
    // The blinds decide the order, and what is no entry looks like one.
    expect(new Set((await entriesAt(0)).leaves.map((leaf) => leaf.toString('hex'))).size).toBe(16)
    expect(lines).toHaveLength(2)
  })
})

describe('a run', () => {
  it('that comes again or late changes nothing', async () => {
    await store(0, 3)
    await run(2)
    const before = await contents()
    expect(await run(2)).toMatchObject({ heads: 0, records: 0 })
    expect(await contents()).toEqual(before)
    expect(await run(4)).toMatchObject({ heads: 2, madeUp: 1 })
    expect((await contents()).slice(0, 3)).toEqual(before.slice(0, 3))
  })

  // @control digested
  it('ends what one that was killed at any step began, with the same digests', async () => {
    await store(0, 3)
    await store(1, 3)
    const puts: string[] = []
    const counted = {
      ...vault,
      putNew: async (name: string, bytes: Uint8Array) => !!puts.push(name) && vault.putNew(name, bytes),
    }
    await run(2, { vault: counted })
    const whole = await contents()
    expect(puts.length).toBe(9)
    const stable = (all: string[][]) => all.filter(([name = '']) => /^(digests|leaves)/.test(name))
    for (let step = 0; step < puts.length; step++) {
      const own = folderOf(buckets.vault, `kill-${folders}-${step}`)
      let left = step
      const dying = {
        ...own,
        putNew: async (name: string, bytes: Uint8Array) =>
          left-- > 0 ? own.putNew(name, bytes) : Promise.reject(new Error('killed')),
      }
      await run(2, { vault: dying }).catch(() => undefined)
      await run(2, { vault: own })
      vault = own
      expect(stable(await contents())).toEqual(stable(whole))
      expect((await keys()).length).toBe(whole.length)
    }
  })

  it('beside another one makes the same', async () => {
    await store(0, 4)
    const [one, other] = await Promise.all([run(3), run(3)])
    expect([one.failures, other.failures]).toEqual([0, 0])
    const newest = await newestHead(vault, START + 3 * HOUR)
    expect(newest?.head.history.size).toBe(2)
    expect(await readHistory(vault, newest as NonNullable<typeof newest>)).toBeDefined()
  })

  it('goes on with the others where one tenant cannot be read, and makes that up later', async () => {
    const broken = newTenant()
    await store(0, 1)
    await store(0, 2, broken)
    await store(1, 2, broken)
    const [source] = parts().sources
    if (source === undefined) throw new Error('There is no source.')
    const failing = {
      ...source,
      recordsOf: (owner: string, hour: string) => {
        if (owner === broken) throw new Error('unreadable')
        return source.recordsOf(owner, hour)
      },
    }
    const tenants = [tenant, broken]
    expect(await run(2, { tenants, sources: [failing] })).toMatchObject({ heads: 2, failures: 2, records: 1 })
    expect((await entriesAt(1)).of({ source: 'statements', tenant: broken })).toBeUndefined()
    expect(await run(3, { tenants })).toMatchObject({ heads: 1, failures: 0, records: 4 })
    expect((await entriesAt(2)).of({ source: 'statements', tenant: broken })?.entry).toMatchObject({ total: 4 })
  })

  it('without any tenant makes heads all the same', async () => {
    expect(await run(1, { tenants: [] })).toMatchObject({ heads: 1, newest: hourText(0) })
  })
})

describe('the openings of a tenant', () => {
  it('lie beside the records: sequence, id and salt of each, in their order', async () => {
    await store(0, 3)
    await run(1)
    const bytes = await buckets.besides.get(openingsKey({ source: 'statements', tenant }, hourText(0)))
    const openings = fromOpeningsBytes(bytes ?? new Uint8Array())
    const sequences = [0, 1, 2].map((at) => openings.at(at).sequence)
    expect(sequences).toEqual(sequences.toSorted())
    expect(openings.indexOf(sequences[1] ?? '')).toBe(1)
    expect(openings.indexOf('0'.repeat(28))).toBeUndefined()
    expect(openings.at(0).salt).toHaveLength(16)
  })
})
