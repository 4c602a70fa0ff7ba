/**
 * `X-Experience-API-Consistent-Through` as a client uses it that wants everything and nothing twice (Communication
 * 2.1.3, 3.1.3): the header of a poll's first page is the next poll's `since`. Of each poll it takes what is not later
 * than that header; what is later comes again.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { msOf } from '../../../lambdas/statements/batch/sequence.ts'
import { createStatementStore } from '../../../lambdas/statements/create-store.ts'
import type { StatementStore } from '../../../lambdas/statements/store.ts'
import { type TenantId, tenantId } from '../../../lambdas/tenancy/tenant-id.ts'
import { realClock } from '../../support/clocks.ts'
import { type Door, openDoor } from '../../support/door.ts'
import { type Bucket, type Engine, engines, NAMES, startBucket, startEngine, tablesAt } from '../../support/engines.ts'
import { ALL, idsOf, type Json, type Listed, MOST, patiently, send, statement } from '../../support/sending.ts'

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
  let engine: Engine
  let bucket: Bucket

  beforeAll(async () => {
    ;[engine, bucket] = await Promise.all([startEngine(name), startBucket()])
  }, 60_000)
  afterAll(async () => {
    await Promise.all([engine?.stop(), bucket?.stop()])
  })

  const open = (skew: number, container: string) =>
    createStatementStore({
      tables: engine.tables,
      objects: bucket.objects,
      isAuthority: async () => false,
      clock: realClock(skew),
      container,
    })

  it.each(STORMS)(
    'gives every statement exactly once to a poller that follows Consistent-Through, whose clock $what',
    async ({ what, poller, writers, most }) => {
      const tenant = tenantId(`poller-${randomUUID()}`)
      const stores = writers.map((skew, at) => open(skew, `000000${at}${'abc'[Math.sign(poller) + 1]}`))
      const enough = DEEP ? most : 1_500
      const sent: string[] = []
      const storm = Promise.all(
        stores.flatMap((store) => Array.from({ length: WRITERS_PER_STORE }, () => write(store, tenant, sent, enough))),
      )
      const polled = await poll(open(poller, '000000ff'), tenant, storm)
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

describe.each(DEEP ? engines : engines.slice(0, 1))('a poller of %s', (name) => {
  let engine: Engine
  let bucket: Bucket
  let door: Door

  beforeAll(async () => {
    ;[engine, bucket] = await Promise.all([startEngine(name), startBucket()])
    door = await openDoor(engine.endpoint)
  }, 60_000)
  afterAll(async () => {
    await door?.stop()
    await Promise.all([engine?.stop(), bucket?.stop()])
  })

  it('gets what was committed much too late, and once', async () => {
    const parts = { objects: bucket.objects, isAuthority: async () => false, clock: realClock() }
    const behind = await tablesAt(door.endpoint)
    const writer = createStatementStore({ ...parts, tables: behind, container: '0000000a' })
    const reader = createStatementStore({ ...parts, tables: engine.tables, container: '0000000b' })
    const tenant = tenantId('held-up')
    await send(writer, tenant, [toStatement(randomUUID())])
    const until = Date.now() + HELD_UP_MS
    // The commit, and after it the fence, with which its writer would learn what became of it.
    door.delay = ({ body, operation }) =>
      isOfStatements(body) ? Math.max(0, until - Date.now() + (operation === 'ExecuteStatement' ? 0 : 500)) : 0
    const ids: string[] = [randomUUID(), randomUUID()]
    const sent = patiently(() => send(writer, tenant, ids.map(toStatement)))
    const polled = await poll(reader, tenant, sent)
    expect(polled.toSorted().filter((id) => ids.includes(id))).toEqual(ids.toSorted())
    expect(polled).toHaveLength(3)
  }, 60_000)
})

/** Commits and fences. */
const isOfStatements = (body: object) => JSON.stringify(body).includes(`INSERT INTO \\"${NAMES.statements}\\"`)

/** Writes until all writers together have sent enough. */
async function write(store: StatementStore, tenant: TenantId, sent: string[], enough: number) {
  for (let turn = sent.length; sent.length < enough; turn++) {
    const ids = Array.from({ length: SIZES[turn % SIZES.length] ?? 1 }, () => randomUUID())
    sent.push(...ids)
    const outcome = await patiently(() => send(store, tenant, ids.map(toStatement)))
    if (outcome.kind !== 'stored') throw new Error('A fresh id is no conflict.')
  }
}

const toStatement = (id: string): Json => statement(id, { actor: { mbox: `mailto:${id.slice(0, 2)}@example.org` } })

/** Polls while the storm lasts and until the promise reaches its end. */
async function poll(store: StatementStore, tenant: TenantId, storm: Promise<unknown>): Promise<string[]> {
  let end = Number.POSITIVE_INFINITY
  const over = storm.finally(() => {
    end = Date.now() + 500
  })
  over.catch(() => undefined)
  const taken: Listed[] = []
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
  const taken: Listed[] = []
  let after: string | undefined
  do {
    const request = { filters: { ...ALL, ascending: true, since }, limit: PAGE, maxBytes: MOST }
    const from = after === undefined ? request : { ...request, after }
    const { statements, next } = await patiently(() => store.page(tenant, from))
    const settled = statements.filter(({ sequence }) => msOf(sequence) <= header)
    taken.push(...settled)
    after = settled.length < statements.length ? undefined : next
  } while (after !== undefined)
  return taken
}
