/**
 * `X-Experience-API-Consistent-Through` as a client uses it that wants everything and nothing twice (Communication
 * 2.1.3, 3.1.3): the header of a poll's first page is the next poll's `since`. Of each poll it takes what is not later
 * than that header; what is later comes again.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, describe, expect, it } from '@jest/globals'
import { msOf } from '../../../lambdas/statements/batch/sequence.ts'
import type { StatementStore } from '../../../lambdas/statements/store.ts'
import { type TenantId, tenantId } from '../../../lambdas/tenancy/tenant-id.ts'
import { realClock } from '../../support/clocks.ts'
import { engines, TABLE_NAMES, tablesAt, useEngine } from '../../support/engines.ts'
import { faultProxies } from '../../support/fault-proxy.ts'
import { useBucket } from '../../support/s3-emulator.ts'
import { type JsonObject, statementOf } from '../../support/statements.ts'
import { ALL, idsOf, openStore, PAGE_BYTES, type PageStatement, patiently, send } from '../../support/stores.ts'

const DEEP = process.env.DEEP === '1'
/** No writer's clock differs from the poller's by more than 500 ms, as the store's promise says. */
const STORMS = [
  { what: 'is between those of the writers', poller: 0, writers: [-500, 500, 0, -250, 250], most: 64_000 },
  { what: 'is ahead of all', poller: 250, writers: [-250, 250, 0, -100, 100], most: 16_000 },
  { what: 'is behind all', poller: -250, writers: [-250, 250, 0, -100, 100], most: 16_000 },
]
const WRITERS_PER_STORE = 3
/** A single and a small batch by turns, and seldom a big one. */
const SIZES = [1, 5, 1, 20, 1, 5, 1, 50]
const PAGE = 200
const POLL_MS = 40

// The first engine is quick enough for a storm.
describe.each(engines.slice(0, 1))('a storm of writers on %s', (name) => {
  const engine = useEngine(name)
  const bucket = useBucket()

  const open = (skew: number) => openStore(engine, bucket, { clock: realClock(skew) })

  it.each(STORMS)(
    'gives every statement exactly once to a poller that follows Consistent-Through, whose clock $what',
    async ({ what, poller, writers, most }) => {
      const tenant = tenantId(`poller-${randomUUID()}`)
      const stores = writers.map(open)
      const enough = DEEP ? most : 1_500
      const sent: string[] = []
      const storm = Promise.all(
        stores.flatMap((store) => Array.from({ length: WRITERS_PER_STORE }, () => write(store, tenant, sent, enough))),
      )
      const polled = await poll(open(poller), tenant, storm)
      const found = new Set(polled)
      expect(sent.length).toBeGreaterThanOrEqual(enough)
      expect(sent.filter((id) => !found.has(id))).toEqual([])
      expect(polled).toHaveLength(sent.length)
      if (DEEP) console.info(`A poller whose clock ${what}: ${polled.length} statements, each once`)
    },
    DEEP ? 1_800_000 : 120_000,
  )
})

/** So long is a call on its way that its writer has long given it up, and its time to commit is over. */
const HELD_UP_MS = 6_500

describe.each(engines)('a poller of %s', (name) => {
  const engine = useEngine(name)
  const bucket = useBucket()
  const openProxy = faultProxies(afterEach)

  it('gets what was committed much too late, and once', async () => {
    const proxy = await openProxy(engine.endpoint)
    const writer = openStore({ tables: await tablesAt(proxy.endpoint) }, bucket)
    const reader = openStore(engine, bucket)
    const tenant = tenantId('held-up')
    await send(writer, tenant, [toStatement(randomUUID())])
    const until = Date.now() + HELD_UP_MS
    // The commit, and after it the fence, with which its writer would learn what became of it.
    proxy.delayOf = ({ body, operation }) =>
      isOfStatements(body) ? Math.max(0, until - Date.now() + (operation === 'ExecuteStatement' ? 0 : 500)) : 0
    const ids: string[] = [randomUUID(), randomUUID()]
    const sent = patiently(() => send(writer, tenant, ids.map(toStatement)))
    const polled = await poll(reader, tenant, sent)
    expect(polled.toSorted().filter((id) => ids.includes(id))).toEqual(ids.toSorted())
    expect(polled).toHaveLength(3)
  }, 60_000)
})

/** Commits and fences. */
const isOfStatements = (body: object) => JSON.stringify(body).includes(`INSERT INTO \\"${TABLE_NAMES.statements}\\"`)

/** Writes until all writers together have sent enough. */
async function write(store: StatementStore, tenant: TenantId, sent: string[], enough: number) {
  for (let turn = sent.length; sent.length < enough; turn++) {
    const ids = Array.from({ length: SIZES[turn % SIZES.length] ?? 1 }, () => randomUUID())
    sent.push(...ids)
    const outcome = await patiently(() => send(store, tenant, ids.map(toStatement)))
    if (outcome.kind !== 'stored') throw new Error('A fresh id is no conflict.')
  }
}

const toStatement = (id: string): JsonObject =>
  statementOf(id, { actor: { mbox: `mailto:${id.slice(0, 2)}@example.org` } })

/** Polls while the storm lasts and until the promise reaches its end. */
async function poll(store: StatementStore, tenant: TenantId, storm: Promise<unknown>): Promise<string[]> {
  let end = Number.POSITIVE_INFINITY
  const over = storm.finally(() => {
    end = Date.now() + 500
  })
  over.catch(() => undefined)
  const taken: PageStatement[] = []
  for (let since = 0; since <= end; await pause(POLL_MS)) {
    const header = store.consistentThrough()
    taken.push(...(await follow(store, tenant, { since, header })))
    since = header
  }
  await over
  return idsOf(taken)
}

/** In the order of `stored`: with the first statement that is later than the header the poll has all it takes. */
async function follow(store: StatementStore, tenant: TenantId, { since, header }: { since: number; header: number }) {
  const taken: PageStatement[] = []
  let after: string | undefined
  do {
    const request = { filters: { ...ALL, ascending: true, since }, limit: PAGE, maxBytes: PAGE_BYTES }
    const from = after === undefined ? request : { ...request, after }
    const { statements, next } = await patiently(() => store.page(tenant, from))
    const settled = statements.filter(({ sequence }) => msOf(sequence) <= header)
    taken.push(...settled)
    after = settled.length < statements.length ? undefined : next
  } while (after !== undefined)
  return taken
}
