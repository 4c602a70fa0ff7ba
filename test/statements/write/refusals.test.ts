/** What a refused request leaves behind: nothing, whoever else wants its ids at the same moment. */
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { createScanner } from '../../../lambdas/database/dynamodb-scan.ts'
import type { Item, TableName } from '../../../lambdas/database/tables.ts'
import { createBatches } from '../../../lambdas/statements/batch/batches.ts'
import { createShards } from '../../../lambdas/statements/index/shards.ts'
import { checkIndex } from '../../../lambdas/statements/maintenance/check.ts'
import type { Finding } from '../../../lambdas/statements/maintenance/findings.ts'
import type { StatementStore } from '../../../lambdas/statements/store.ts'
import type { TenantId } from '../../../lambdas/tenancy/tenant-id.ts'
import { realClock } from '../../support/clocks.ts'
import { engines, newTenant, TABLE_NAMES, useEngine } from '../../support/engines.ts'
import { useBucket } from '../../support/s3-emulator.ts'
import { type JsonObject, referring, statementOf, uuid, voiding } from '../../support/statements.ts'
import { ALL, idsOf, openStore, patiently, send, walkPages } from '../../support/stores.ts'

const range = (count: number) => Array.from({ length: count }, (_, n) => n)
const verb = (n: number) => ({ verb: { id: `http://example.org/verbs/${n}` } })
const DEEP = process.env.DEEP ? 10 : 1

describe.each(engines)('a refused request on %s', (name) => {
  const engine = useEngine(name)
  const bucket = useBucket()
  const open = (skew = 0) => openStore(engine, bucket, { clock: realClock(skew) })

  async function itemsOf(table: TableName, tenant: TenantId): Promise<Item[]> {
    process.env.AWS_ENDPOINT_URL_DYNAMODB = engine.endpoint
    const all: Item[] = []
    const filter = { prefix: `${tenant}|` }
    for await (const { items } of createScanner(TABLE_NAMES).scan(table, filter)) all.push(...items)
    return all
  }

  /** What the operator's check finds, and is not as it should be. */
  async function findingsOf(tenant: TenantId): Promise<Finding[]> {
    process.env.AWS_ENDPOINT_URL_DYNAMODB = engine.endpoint
    const { tables } = engine
    const shared = { tables, scanner: createScanner(TABLE_NAMES), shardsOf: createShards(tables, realClock()) }
    const found: Finding[] = []
    const pages = checkIndex({ ...shared, batches: createBatches(tables, bucket.objects) }, tenant)
    for await (const { findings } of pages) found.push(...findings)
    return found
  }

  it('leaves no item in any table, however often it is sent', async () => {
    const [store, tenant] = [open(), newTenant()]
    await send(store, tenant, [statementOf(uuid(0), verb(0))])
    const before = [await itemsOf('index', tenant), await itemsOf('statements', tenant)]
    for (const round of range(10)) {
      const fresh = range(49).map((n) => referring(uuid(1_000 * (round + 1) + n), uuid(n), verb(n)))
      const outcome = await send(store, tenant, [...fresh, statementOf(uuid(0), verb(1))])
      expect(outcome).toEqual({ kind: 'conflict', ids: [uuid(0)] })
    }
    expect([await itemsOf('index', tenant), await itemsOf('statements', tenant)]).toEqual(before)
  }, 60_000)

  it('gives its ids back: another request stores them at once, and those that refer to them are joined', async () => {
    const [store, tenant] = [open(), newTenant()]
    await send(store, tenant, [statementOf(uuid(0)), voiding(uuid(10), uuid(1)), referring(uuid(11), uuid(2))])
    const refused = [statementOf(uuid(0), verb(1)), ...[1, 2, 3].map((n) => statementOf(uuid(n), verb(2)))]
    expect((await send(store, tenant, refused)).kind).toBe('conflict')
    const claims = await itemsOf('index', tenant)
    expect(claims.filter(({ pk }) => [1, 2, 3].some((n) => pk === `${tenant}|S|${uuid(n)}`))).toEqual(
      expect.arrayContaining([1, 2].map((n) => ({ pk: `${tenant}|S|${uuid(n)}`, sk: '0', r: true }))),
    )
    const others = [1, 2, 3].map((n) => statementOf(uuid(n), verb(3)))
    expect(await send(open(), tenant, others)).toEqual({ kind: 'stored' })
    expect((await store.find(tenant, uuid(1)))?.voided).toBe(true)
    const found = await walkPages(store, tenant, { ...ALL, verb: verb(3).verb.id })
    expect(idsOf(found).toSorted()).toEqual([2, 3, 10, 11].map(uuid))
    expect(await walkPages(store, tenant, { ...ALL, verb: verb(2).verb.id })).toEqual([])
    expect(await findingsOf(tenant)).toEqual([])
  })

  /** Requests as lists of ids, each with a verb of its own, so that no two of them agree on a statement. */
  const requests = fc.array(fc.uniqueArray(fc.integer({ min: 0, max: 11 }), { minLength: 1, maxLength: 6 }), {
    minLength: 2,
    maxLength: 8,
  })

  it(
    'leaves nothing in Index, and takes nothing from those that want the same ids at the same moment',
    async () => {
      const stores = [0, 250, -250].map(open)
      await fc.assert(
        fc.asyncProperty(requests, async (all) => {
          const tenant = newTenant()
          const sent = all.map((ids, n) => ids.map((id) => referredTo(id, n)))
          const outcomes = await Promise.all(
            sent.map((some, n) => patiently(() => send(stores[n % 3] as StatementStore, tenant, some))),
          )
          const stored = sent.filter((_, n) => outcomes[n]?.kind === 'stored').flat()
          expect(stored.length).toBeGreaterThan(0)
          const listed = await walkPages(stores[0] as StatementStore, tenant, ALL)
          expect(idsOf(listed).toSorted()).toEqual(stored.map(({ id }) => String(id)).toSorted())
          expect(await findingsOf(tenant)).toEqual([])
        }),
        { numRuns: 12 * DEEP },
      )
    },
    120_000 * DEEP,
  )

  /** Every third one refers to another of the ids, so that claims are marked while they are taken and given back. */
  const referredTo = (id: number, n: number): JsonObject =>
    id % 3 === 0 ? referring(uuid(id), uuid((id + 1) % 12), verb(n)) : statementOf(uuid(id), verb(n))
})
