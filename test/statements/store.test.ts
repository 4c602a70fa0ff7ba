/** The contract of the port `StatementStore`, on every engine there is. */

import { describe, expect, it } from '@jest/globals'
import { createActivityStore } from '../../lambdas/activities/activity-store.ts'
import { forEachConcurrently } from '../../lambdas/database/concurrency.ts'
import { createAttachmentStore } from '../../lambdas/statements/attachment-store.ts'
import type { Filters, StatementStore } from '../../lambdas/statements/store.ts'
import type { TenantId } from '../../lambdas/tenancy/tenant-id.ts'
import { stillClock, type TestClock } from '../support/clocks.ts'
import { engines, newTenant, useEngine } from '../support/engines.ts'
import { useBucket } from '../support/s3-emulator.ts'
import { type JsonObject, referring, statementOf, uuid, voiding } from '../support/statements.ts'
import { ALL, idsOf, openStore, PAGE_BYTES, send, toNewStatements, walkPages } from '../support/stores.ts'

const numbered = (count: number, more: (n: number) => JsonObject = () => ({})) =>
  Array.from({ length: count }, (_, n) => statementOf(uuid(n), more(n)))
const idsTo = (count: number) => Array.from({ length: count }, (_, n) => uuid(n))
/** Text that no compression shortens much. */
const noise = (length: number, seed = 1) => {
  let state = seed
  return Array.from({ length }, () => {
    state = (state * 48_271) % 2_147_483_647
    return String.fromCharCode(33 + (state % 90))
  })
    .join('')
    .replaceAll(/["\\]/g, '_')
}
const withNoise = (length: number) => (n: number) => ({ result: { response: noise(length, n + 1) } })

/** Of requests with one statement each. */
const sendEach = (store: StatementStore, tenant: TenantId, count: number) =>
  forEachConcurrently(numbered(count + 1).slice(1), async (one) => {
    await send(store, tenant, [one])
  })

describe.each(engines)('the store on %s', (name) => {
  const engine = useEngine(name)
  const bucket = useBucket()
  let clock: TestClock
  // What only takes many calls says nothing of the engine, so the faster one is enough.
  const itAtLength = name === 'java' ? it.skip : it

  /** Each test has a tenant and a store of its own. */
  function open(objects = bucket.objects): { store: StatementStore; tenant: TenantId } {
    clock = stillClock()
    return { store: openStore(engine, { objects }, { clock }), tenant: newTenant() }
  }

  describe('adding and finding', () => {
    it.each([1, 50, 500])(
      'stores %d statements of one request: each is found by its id, and all are listed in order',
      async (count) => {
        const { store, tenant } = open()
        expect(await send(store, tenant, numbered(count))).toEqual({ kind: 'stored' })
        const last = await store.find(tenant, uuid(count - 1))
        expect(JSON.parse(last?.text ?? '')).toMatchObject({ id: uuid(count - 1), stored: '2026-11-21T09:00:00.000Z' })
        expect(last?.voided).toBe(false)
        expect(idsOf(await walkPages(store, tenant, { ...ALL, ascending: true }))).toEqual(idsTo(count))
        expect(idsOf(await walkPages(store, tenant, ALL))).toEqual(idsTo(count).reverse())
      },
    )

    it('finds a statement by its id in any letter case, and returns the id as it was sent', async () => {
      const { store, tenant } = open()
      const id = 'ABCDEF00-0000-4000-8000-00000000000A'
      await send(store, tenant, [statementOf(id)])
      expect((await store.find(tenant, id))?.text).toBe((await store.find(tenant, id.toLowerCase()))?.text)
      expect(JSON.parse((await store.find(tenant, id))?.text ?? '')).toMatchObject({ id })
    })

    it('finds no statement by an id that others only refer to', async () => {
      const { store, tenant } = open()
      await send(store, tenant, [referring(uuid(1), uuid(2))])
      expect(await store.find(tenant, uuid(2))).toBeUndefined()
    })

    it('accepts equal statements again, also beside new ones, and keeps the first ones', async () => {
      const { store, tenant } = open()
      await send(store, tenant, numbered(3))
      clock.move(1_000)
      expect(await send(store, tenant, numbered(3))).toEqual({ kind: 'stored' })
      expect(await send(store, tenant, numbered(5).reverse())).toEqual({ kind: 'stored' })
      const listed = await walkPages(store, tenant, ALL)
      expect(idsOf(listed)).toEqual([uuid(3), uuid(4), uuid(2), uuid(1), uuid(0)])
      expect(JSON.parse(listed.at(-1)?.text ?? '')).toMatchObject({ stored: '2026-11-21T09:00:00.000Z' })
    })

    it('keeps what newer statements say of an Activity when an equal one is sent again, also beside new ones', async () => {
      const { store, tenant } = open()
      const activity = 'http://example.org/activities/one'
      const defining = (n: number, definition: JsonObject) =>
        statementOf(uuid(n), { object: { id: activity, definition } })
      const known = async () => {
        const { tables } = engine
        return (await createActivityStore({ tables, clock }).definitionsOf(tenant, [activity])).get(activity)
      }
      const old = defining(1, { name: { en: 'old' } })
      for (const one of [old, defining(2, { name: { en: 'new' } }), old]) await send(store, tenant, [one])
      expect(await known()).toBe('{"name":{"en":"new"}}')
      await send(store, tenant, [old, defining(3, { type: 'http://example.org/types/one' })])
      expect(await known()).toBe('{"name":{"en":"new"},"type":"http://example.org/types/one"}')
    })

    // @control never-overwritten whole-or-not
    it('refuses a request whose statements differ from stored ones of the same ids (409): it names each of them and stores nothing', async () => {
      const { store, tenant } = open()
      await send(store, tenant, numbered(3))
      const other = { verb: { id: 'http://example.org/verbs/other' } }
      const request = [
        statementOf(uuid(0), other),
        statementOf(uuid(1)),
        statementOf(uuid(2), other),
        statementOf(uuid(9)),
      ]
      const outcome = await send(store, tenant, request)
      expect(outcome).toEqual({ kind: 'conflict', ids: [uuid(0), uuid(2)] })
      expect(await store.find(tenant, uuid(9))).toBeUndefined()
      expect(idsOf(await walkPages(store, tenant, ALL))).toEqual([uuid(2), uuid(1), uuid(0)])
      expect(await walkPages(store, tenant, { ...ALL, verb: other.verb.id })).toEqual([])
    })

    it('accepts an id of a refused request later, with any content', async () => {
      const { store, tenant } = open()
      await send(store, tenant, [statementOf(uuid(0))])
      const other = { verb: { id: 'http://example.org/verbs/other' } }
      await send(store, tenant, [voiding(uuid(1), uuid(7)), statementOf(uuid(0), other)])
      expect(await send(store, tenant, [statementOf(uuid(1))])).toEqual({ kind: 'stored' })
      await send(store, tenant, [voiding(uuid(2), uuid(1))])
      expect((await store.find(tenant, uuid(1)))?.voided).toBe(true)
    })

    it('stores attachments once, before their statement can be read, and none of a request that conflicts', async () => {
      const seen: unknown[] = []
      const { objects } = bucket
      const { store, tenant } = open({
        ...objects,
        async put(...object) {
          seen.push(await store.find(tenant, uuid(0)))
          await objects.put(...object)
        },
      })
      const attachments = [{ sha2: 'ab', bytes: Buffer.from('data'), contentType: 'text/plain' }]
      await store.add(tenant, toNewStatements([statementOf(uuid(0))]), { version: '2.0.0', attachments })
      const other = statementOf(uuid(0), { verb: { id: 'http://example.org/verbs/other' } })
      await store.add(tenant, toNewStatements([other]), { version: '2.0.0', attachments })
      expect(seen).toEqual([undefined])
      expect(await createAttachmentStore(objects).get(tenant, 'ab')).toEqual(Buffer.from('data'))
    })
  })

  describe('large requests', () => {
    it('stores a batch whose blocks are an object of the bucket, and reads each of its statements', async () => {
      const { store, tenant } = open()
      await send(store, tenant, numbered(200, withNoise(2_000)))
      expect((await store.find(tenant, uuid(130)))?.text).toContain(noise(2_000, 131))
      const listed = await walkPages(store, tenant, ALL, { limit: () => 70 })
      expect(idsOf(listed)).toEqual(idsTo(200).reverse())
    })

    it('reads a page of batches that lie in the bucket several objects at a time', async () => {
      const { objects } = bucket
      let [underWay, most] = [0, 0]
      const { store, tenant } = open({
        ...objects,
        async get(...object) {
          most = Math.max(most, ++underWay)
          await new Promise((resolve) => setTimeout(resolve, 5))
          return objects.get(...object).finally(() => underWay--)
        },
      })
      for (const one of numbered(16, withNoise(200_000))) await send(store, tenant, [one])
      expect(idsOf(await walkPages(store, tenant, ALL))).toEqual(idsTo(16).reverse())
      expect(most).toBe(12)
    })

    it.each(name === 'java' ? ['alike'] : ['alike', 'of many learners'])(
      'stores 5,000 statements %s in one request',
      async (kind) => {
        const { store, tenant } = open()
        const actor = (n: number) => ({ mbox: `mailto:learner-${kind === 'alike' ? 0 : n % 1_000}@example.org` })
        const batch = numbered(5_000, (n) => ({ actor: actor(n) }))
        expect(await send(store, tenant, batch)).toEqual({ kind: 'stored' })
        expect(JSON.parse((await store.find(tenant, uuid(4_999)))?.text ?? '')).toMatchObject({ id: uuid(4_999) })
        const agent = 'mbox mailto:learner-0@example.org'
        expect(await walkPages(store, tenant, { ...ALL, agent })).toHaveLength(kind === 'alike' ? 5_000 : 5)
        expect(await send(store, tenant, batch)).toEqual({ kind: 'stored' })
      },
    )

    it('stores a statement that is larger than an item may be, and accepts it again', async () => {
      const { store, tenant } = open()
      const big = statementOf(uuid(1), { result: { response: noise(900_000) } })
      expect(await send(store, tenant, [big])).toEqual({ kind: 'stored' })
      expect(await send(store, tenant, [big])).toEqual({ kind: 'stored' })
      expect((await store.find(tenant, uuid(1)))?.text).toContain(noise(900_000))
    })

    it('stores a statement of a group with 600 members, and finds it by each of them', async () => {
      const { store, tenant } = open()
      const member = Array.from({ length: 600 }, (_, n) => ({ mbox: `mailto:member-${n}@example.org` }))
      await send(store, tenant, [statementOf(uuid(1), { actor: { objectType: 'Group', member } })])
      const listed = await walkPages(store, tenant, { ...ALL, agent: 'mbox mailto:member-599@example.org' })
      expect(idsOf(listed)).toEqual([uuid(1)])
    })

    itAtLength(
      'stores 200 statements with 100 activities each that no other names, and finds each by one of them',
      async () => {
        const { store, tenant } = open()
        const grouping = (n: number) =>
          Array.from({ length: 100 }, (_, at) => ({ id: `http://example.org/a/${n}/${at}` }))
        const batch = numbered(200, (n) => ({ context: { contextActivities: { grouping: grouping(n) } } }))
        expect(await send(store, tenant, batch)).toEqual({ kind: 'stored' })
        const activity = 'http://example.org/a/7/99'
        expect(await walkPages(store, tenant, { ...ALL, activity, relatedActivities: true })).toHaveLength(1)
        expect(await walkPages(store, tenant, ALL)).toHaveLength(200)
      },
    )

    it('ends a page before it has more bytes than asked for, but after one statement at the earliest', async () => {
      const { store, tenant } = open()
      await send(store, tenant, numbered(20, withNoise(10_000)))
      const { statements, next } = await store.page(tenant, { filters: ALL, limit: 100, maxBytes: 55_000 })
      expect(statements).toHaveLength(5)
      expect(next).toBe(statements.at(-1)?.sequence)
      for (const maxBytes of [1, 25_000, 105_000]) {
        expect(idsOf(await walkPages(store, tenant, ALL, { maxBytes }))).toEqual(idsTo(20).reverse())
      }
    })
  })

  describe('pages', () => {
    it.each([false, true])(
      'lists every statement once and in order, whatever the length of the pages (ascending %s)',
      async (ascending) => {
        const { store, tenant } = open()
        for (let at = 0; at < 60; at += 12) {
          await send(store, tenant, numbered(60).slice(at, at + 12))
          if (at !== 24) clock.move(1)
        }
        clock.move(10_000)
        const expected = ascending ? idsTo(60) : idsTo(60).reverse()
        for (const limit of [1, 7, 12, 59, 60, 61]) {
          expect(idsOf(await walkPages(store, tenant, { ...ALL, ascending }, { limit: () => limit }))).toEqual(expected)
        }
      },
    )

    it('gives a page a `next` only if more statements may follow', async () => {
      const { store, tenant } = open()
      await send(store, tenant, numbered(10))
      expect((await store.page(tenant, { filters: ALL, limit: 10, maxBytes: PAGE_BYTES })).next).toBeUndefined()
      expect((await store.page(tenant, { filters: ALL, limit: 9, maxBytes: PAGE_BYTES })).next).toBeDefined()
      const nobody = { ...ALL, agent: 'mbox mailto:nobody@example.org' }
      expect(await store.page(tenant, { filters: nobody, limit: 9, maxBytes: PAGE_BYTES })).toEqual({ statements: [] })
    })

    it('lists statements later than `since`, and up to and including `until`, to the millisecond', async () => {
      const { store, tenant } = open()
      const start = clock.now()
      for (let n = 0; n < 5; n++) {
        await send(store, tenant, [statementOf(uuid(n))])
        clock.move(1)
      }
      const between = async (since?: number, until?: number) => {
        const filters: Filters = { ...ALL, ascending: true }
        if (since !== undefined) filters.since = start + since
        if (until !== undefined) filters.until = start + until
        return idsOf(await walkPages(store, tenant, filters, { limit: () => 2 })).map((id) => Number(id.at(-1)))
      }
      clock.move(10_000)
      expect(await between(1)).toEqual([2, 3, 4])
      expect(await between(undefined, 1)).toEqual([0, 1])
      expect(await between(0, 3)).toEqual([1, 2, 3])
      expect(await between(1.5, 2.5)).toEqual([2])
      expect(await between(2, 2)).toEqual([])
      expect(await between(3, 1)).toEqual([])
      expect(await between(-start, 0)).toEqual([0])
      expect(await between(-start - 5_000, -start - 1)).toEqual([])
      expect(await between(Date.UTC(9999, 11, 31) - start)).toEqual([])
    })

    itAtLength('walks a list in which few statements match, in short pages that have a `next`', async () => {
      const { store, tenant } = open()
      const rare = { verb: { id: 'http://example.org/rare' } }
      await send(store, tenant, [statementOf(uuid(0), rare)])
      await sendEach(store, tenant, 420)
      await send(store, tenant, [statementOf(uuid(999), rare)])
      const filters = { ...ALL, agent: 'mbox mailto:ann@example.org', verb: 'http://example.org/rare' }
      expect(idsOf(await walkPages(store, tenant, filters, { limit: () => 1 }))).toEqual([uuid(999), uuid(0)])
    })
  })

  describe('tenants', () => {
    it('never see statements, references and voids of another tenant, also with the same ids', async () => {
      const { store, tenant } = open()
      const other = open().tenant
      await send(store, tenant, [statementOf(uuid(1)), referring(uuid(2), uuid(1))])
      await send(store, other, [statementOf(uuid(1), { verb: { id: 'http://example.org/verbs/other' } })])
      await send(store, other, [voiding(uuid(3), uuid(2))])
      await send(store, other, [voiding(uuid(4), uuid(1))])
      expect(idsOf(await walkPages(store, tenant, ALL))).toEqual([uuid(2), uuid(1)])
      expect((await store.find(tenant, uuid(1)))?.voided).toBe(false)
      expect((await store.find(other, uuid(1)))?.voided).toBe(true)
      expect(await walkPages(store, tenant, { ...ALL, verb: 'http://example.org/verbs/other' })).toEqual([])
    })
  })

  describe('consistentThrough', () => {
    it('lies 4 s before now, which is more than a commit can take', () => {
      const { store } = open()
      expect(clock.now() - store.consistentThrough()).toBe(4_000)
    })

    itAtLength('is not passed by the `next` of an ascending page, even of one that found nothing', async () => {
      const { store, tenant } = open()
      await send(store, tenant, [statementOf(uuid(0))])
      clock.move(6_000)
      await sendEach(store, tenant, 420)
      const start = clock.now()
      const filters = { ...ALL, ascending: true, agent: 'mbox mailto:ann@example.org', verb: 'http://example.org/none' }
      const page = await store.page(tenant, { filters, limit: 1, maxBytes: PAGE_BYTES })
      expect(page.statements).toEqual([])
      const mark = clock.now() - 4_000
      if (page.next !== undefined) expect(Number.parseInt(page.next.slice(0, 12), 16)).toBeLessThanOrEqual(mark)
      expect(clock.now()).toBeGreaterThanOrEqual(start)
    })
  })
})
