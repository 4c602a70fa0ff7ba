/**
 * `X-Experience-API-Consistent-Through` as a client uses it that wants everything and nothing twice (Communication
 * 2.1.3, 3.1.3): the header of a poll's first page is the next poll's `since`. Of each poll it takes what is not later
 * than that header; what is later comes again.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { msOf } from '../../lambdas/store/sequence.ts'
import type { AddOutcome, StatementStore } from '../../lambdas/store/statements.ts'
import { createStatementStore } from '../../lambdas/store/store.ts'
import { Unavailable } from '../../lambdas/store/tables.ts'
import { type TenantId, tenantId } from '../../lambdas/store/tenant.ts'
import { realClock } from './clocks.ts'
import { type Bucket, type Engine, engines, startBucket, startEngine } from './engines.ts'
import { ALL, idsOf, type Json, type Listed, MOST, send, statement } from './sending.ts'

const DEEP = process.env.DEEP === '1'
/** To each of the two pollers. */
const STATEMENTS = DEEP ? 64_000 : 1_500
/** Two clocks differ by 500 ms at most, as the store's promise says. */
const SKEWS = [-250, 250, 0, -100, 100]
const WRITERS_PER_STORE = 3
/** A single and a small batch by turns, and seldom a big one. */
const SIZES = [1, 5, 1, 20, 1, 5, 1, 50]
const PAGE = 200
const POLL_MS = 40

describe.each(DEEP ? engines : engines.slice(0, 1))('a storm of writers on %s', (name) => {
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

  it.each([
    ['is ahead of all', 250],
    ['is behind all', -250],
  ])(
    `gives every statement exactly once to a poller that follows Consistent-Through, whose clock %s`,
    async (_, skew) => {
      const tenant = tenantId(`poller${skew}`)
      const stores = SKEWS.map((one, at) => open(one, `000000${at}${skew > 0 ? 'a' : 'b'}`))
      const sent: string[] = []
      const storm = Promise.all(
        stores.flatMap((store) => Array.from({ length: WRITERS_PER_STORE }, () => write(store, tenant, sent))),
      )
      const polled = await poll(open(skew, '000000ff'), tenant, storm)
      const found = new Set(polled)
      expect(sent.length).toBeGreaterThanOrEqual(STATEMENTS)
      expect(sent.filter((id) => !found.has(id))).toEqual([])
      expect(polled).toHaveLength(sent.length)
    },
    DEEP ? 1_800_000 : 120_000,
  )
})

/** Writes until all writers together have sent enough. */
async function write(store: StatementStore, tenant: TenantId, sent: string[]) {
  for (let turn = sent.length; sent.length < STATEMENTS; turn++) {
    const ids = Array.from({ length: SIZES[turn % SIZES.length] ?? 1 }, () => randomUUID())
    sent.push(...ids)
    const outcome = await sendPatiently(store, tenant, ids.map(toStatement))
    if (outcome.kind !== 'stored') throw new Error('A fresh id is no conflict.')
  }
}

/** As senders do after a 503: the same again, with the same ids. */
async function sendPatiently(store: StatementStore, tenant: TenantId, statements: Json[]): Promise<AddOutcome> {
  for (let tries = 1; ; tries++) {
    try {
      return await send(store, tenant, statements)
    } catch (error) {
      if (!(error instanceof Unavailable) || tries === 5) throw error
    }
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
    const { statements, next } = await store.page(tenant, after === undefined ? request : { ...request, after })
    const settled = statements.filter(({ sq }) => msOf(sq) <= header)
    taken.push(...settled)
    after = settled.length < statements.length ? undefined : next
  } while (after !== undefined)
  return taken
}
