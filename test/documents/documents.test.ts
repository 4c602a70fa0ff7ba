/** The contract of the port `DocumentStore`, on every engine there is. */
import { beforeEach, describe, expect, it } from '@jest/globals'
import type { Tables } from '../../lambdas/database/tables.ts'
import { createDocumentStore, type DocumentPlace, type DocumentStore } from '../../lambdas/documents/document-store.ts'
import { type TenantId, tenantId } from '../../lambdas/tenancy/tenant-id.ts'
import { type Document, etagOf, mergeDocument } from '../../lambdas/xapi/document.ts'
import { realClock, type TestClock } from '../support/clocks.ts'
import { engines, newTenant, useEngine } from '../support/engines.ts'
import { useBucket } from '../support/s3-emulator.ts'

const json = (value: unknown): Document => ({
  contentType: 'application/json',
  bytes: Buffer.from(JSON.stringify(value)),
})
const tagOf = (value: unknown) => etagOf(json(value).bytes)
const place: DocumentPlace = { resource: 'activities/state', context: { activityId: 'http://a/1', agent: 'mbox a@b' } }
const address = { ...place, id: 'x' }
const once = <T>(call: () => Promise<T>) => {
  let called: Promise<T> | undefined
  return () => {
    called ??= call()
    return called
  }
}
const times = <T>(count: number, make: (n: number) => T) => Array.from({ length: count }, (_, n) => make(n))

describe.each(engines)('the document store on %s', (name) => {
  const engine = useEngine(name)
  const bucket = useBucket()
  let clock: TestClock
  let documents: DocumentStore
  let tenant: TenantId

  beforeEach(() => {
    clock = realClock()
    tenant = newTenant()
    documents = createDocumentStore({ tables: engine.tables, objects: bucket.objects, clock })
  })

  const contentOf = async (at = address) => {
    const found = await documents.get(tenant, at)
    return found && JSON.parse(Buffer.from(found.bytes).toString())
  }

  describe('for any document', () => {
    it('answers the octets that were put, with their type, ETag and time', async () => {
      const bytes = Buffer.from([0, 255, 13, 10, 0xc3, 0x28])
      const before = Date.now()
      await documents.put(tenant, address, { document: { contentType: 'image/x; q="1"', bytes } })
      const { updated, ...found } = (await documents.get(tenant, address)) ?? { updated: 0 }
      expect(found).toEqual({ contentType: 'image/x; q="1"', bytes: new Uint8Array(bytes), etag: etagOf(bytes) })
      expect(updated).toBeGreaterThanOrEqual(before)
    })

    it('answers documents that are empty, larger than an item, and each of these again', async () => {
      for (const length of [0, 300_000, 300_001, 4_400_000, 10]) {
        const bytes = Buffer.alloc(length, 'aé')
        expect(await documents.put(tenant, address, { document: { contentType: 'text/plain', bytes } })).toMatchObject({
          done: true,
        })
        const found = await documents.get(tenant, address)
        expect(Buffer.compare(Buffer.from(found?.bytes ?? 'none'), bytes)).toBe(0)
      }
    })

    it('stores one item for a document, and an object beside it where the octets are too many', async () => {
      const key = {
        pk: `${tenant}|activities/state|HSfsEubRw0fT8Fynv5Ju_o2OCa70yCD13gz7T7Zta2E`,
        sk: 'LXEWQrcmsEQBYnyp-6wy9chTD7GQPMTbAiWHF5IaSIE',
      }
      const described = { ...key, id: 'x', type: 'text/plain', updated: expect.any(Number), write: expect.any(String) }
      for (const length of [3, 300_001]) {
        const bytes = Buffer.alloc(length, 'a')
        await documents.put(tenant, address, { document: { contentType: 'text/plain', bytes } })
        const item = await engine.tables.get('documents', key, true)
        const octets = length === 3 ? { bytes } : { object: `${tenant}/documents/${item?.write}` }
        const context = JSON.stringify(place.context)
        expect(item).toEqual({ ...described, context, etag: etagOf(bytes), ...octets })
      }
    })

    it('tells ids and contexts of any length and any characters apart', async () => {
      const long = 'x'.repeat(5_000)
      const ids = ['/', 'a', 'A', ' a', '|', long, `${long}1`, 'é', 'e\u0301', '\u{1f600}']
      const contexts = [
        place.context,
        { ...place.context, registration: 'r' },
        { ...place.context, activityId: `http://a/${long}` },
        { agent: 'mbox a@b' },
        { activityId: 'http://a/1' },
      ]
      const all = contexts.flatMap((context) => ids.map((id) => ({ ...place, context, id })))
      await Promise.all(all.map((at, n) => documents.put(tenant, at, { document: json(n) })))
      expect(await Promise.all(all.map(contentOf))).toEqual(all.map((_, n) => n))
      for (const context of contexts) {
        const listed = await documents.list(tenant, { ...place, context })
        expect(listed.map(({ id }) => id).sort()).toEqual([...ids].sort())
      }
    })

    it('answers no document of another tenant or resource', async () => {
      await documents.put(tenant, address, { document: json(1) })
      expect(await documents.get(tenantId(`${tenant}x`), address)).toBeUndefined()
      expect(await documents.list(tenantId(`${tenant}x`), place)).toEqual([])
      expect(await documents.get(tenant, { ...address, resource: 'activities/profile' })).toBeUndefined()
    })

    it('lists the documents that were stored or changed later than since, exclusively', async () => {
      const still = createDocumentStore({ ...engine, objects: bucket.objects, clock: { ...clock, now: () => now } })
      let now = 1_000
      await still.put(tenant, { ...place, id: 'a' }, { document: json(1) })
      now = 2_000
      await still.put(tenant, { ...place, id: 'b' }, { document: json(1) })
      const listed = async (since: number) => (await still.list(tenant, place, since)).map(({ id }) => id).sort()
      expect([await listed(999), await listed(1_000), await listed(2_000)]).toEqual([['a', 'b'], ['b'], []])
      now = 3_000
      await still.update(tenant, { ...place, id: 'a' }, () => json(2))
      expect(await listed(2_000)).toEqual(['a'])
    })

    it('lists and deletes all documents of a place, though they are more than one read answers', async () => {
      const bytes = Buffer.alloc(20_000)
      for (const tens of times(15, (n) => times(10, (m) => n * 10 + m))) {
        await Promise.all(
          tens.map((n) => documents.put(tenant, { ...place, id: `${n}` }, { document: { contentType: 'a/b', bytes } })),
        )
      }
      const other = { ...place, context: { ...place.context, registration: 'r' } }
      await documents.put(tenant, { ...other, id: 'kept' }, { document: json(1) })
      expect(await documents.list(tenant, place)).toHaveLength(150)
      await documents.removeAll(tenant, place)
      expect(await documents.list(tenant, place)).toEqual([])
      expect((await documents.list(tenant, other)).map(({ id }) => id)).toEqual(['kept'])
    }, 60_000)
  })

  describe('with a precondition', () => {
    const many = times(230, (n) => `"${n}"`)
    const stale = tagOf('stale')
    it.each([
      ['If-Match: its tag', { ifMatch: [tagOf(1)] }, [true, false]],
      ['If-Match: another', { ifMatch: [stale] }, [false, false]],
      ['If-Match: *', { ifMatch: '*' }, [true, false]],
      ['If-Match: its tag after 230 others', { ifMatch: [...many, tagOf(1)] }, [true, false]],
      ['If-None-Match: *', { ifNoneMatch: '*' }, [false, true]],
      ['If-None-Match: its tag', { ifNoneMatch: [tagOf(1)] }, [false, true]],
      ['If-None-Match: another', { ifNoneMatch: [stale] }, [true, true]],
      ['If-None-Match: its tag after 230 others', { ifNoneMatch: [...many, tagOf(1)] }, [false, true]],
      ['both, fulfilled', { ifMatch: '*', ifNoneMatch: [stale] }, [true, false]],
      ['both, one not', { ifMatch: [stale], ifNoneMatch: [stale] }, [false, false]],
      ['none', {}, [true, true]],
    ] as const)(
      '%s: writes over a document, and where there is none, as far as it allows',
      async (_, given, [over, fresh]) => {
        const preconditions = given as { ifMatch?: string[]; ifNoneMatch?: string[] }
        const absent = { ...place, id: 'absent' }
        await documents.put(tenant, address, { document: json(1) })
        const refused = { done: false, etag: tagOf(1) }
        expect(await documents.put(tenant, address, { document: json(2), ...preconditions })).toEqual(
          over ? expect.objectContaining({ done: true }) : refused,
        )
        expect(await contentOf()).toBe(over ? 2 : 1)
        await documents.put(tenant, address, { document: json(1) })
        expect(await documents.remove(tenant, address, preconditions)).toEqual(
          over ? expect.objectContaining({ done: true }) : refused,
        )
        expect(await contentOf()).toBe(over ? undefined : 1)
        expect(await documents.remove(tenant, absent, preconditions)).toMatchObject({ done: fresh })
        expect(await documents.put(tenant, absent, { document: json(2), ...preconditions })).toMatchObject({
          done: fresh,
        })
      },
    )
  })

  describe('in a race', () => {
    it('lets one of 16 PUTs with If-None-Match: * win, even with the same octets', async () => {
      for (const round of times(10, (n) => `${n}`)) {
        const at = { ...place, id: round }
        const written = await Promise.all(
          times(16, (n) => documents.put(tenant, at, { document: json(round > '4' ? n : 0), ifNoneMatch: '*' })),
        )
        expect(written.filter(({ done }) => done)).toHaveLength(1)
      }
    })

    it('lets one of 16 PUTs with one ETag win, and its document stays', async () => {
      await documents.put(tenant, address, { document: json('first') })
      const written = await Promise.all(
        times(16, (n) => documents.put(tenant, address, { document: json(n), ifMatch: [tagOf('first')] })),
      )
      expect(written.flatMap(({ done }, n) => (done ? [n] : []))).toEqual([await contentOf()])
    })

    it('loses nothing of 40 merges of a small document, nor of 12 that make it larger than an item', async () => {
      for (const [writers, size] of [
        [40, 0],
        [12, 30_000],
      ] as const) {
        const at = { ...place, id: `${writers}` }
        const parts = times(writers, (n) => ({ [`k${n}`]: 'x'.repeat(size) }))
        await Promise.all(
          parts.map((part) => documents.update(tenant, at, (stored) => mergeDocument(stored, json(part)))),
        )
        expect(await contentOf(at)).toEqual(Object.assign({}, ...parts))
      }
    }, 60_000)

    it('refuses a merge after a PUT that changed the type alone, though the ETag is the same', async () => {
      await documents.put(tenant, address, { document: json({}) })
      const put = once(() => documents.put(tenant, address, { document: { ...json({}), contentType: 'text/plain' } }))
      const tables: Tables = {
        ...engine.tables,
        putIf: async (...given) => {
          await put()
          return engine.tables.putIf(...given)
        },
      }
      const slow = createDocumentStore({ tables, objects: bucket.objects, clock })
      const merge = slow.update(tenant, address, (stored) => mergeDocument(stored, json({ a: 1 })))
      await expect(merge).rejects.toMatchObject({ code: 'invalid' })
      expect((await documents.get(tenant, address))?.contentType).toBe('text/plain')
    })

    it('writes nothing when a merge is refused', async () => {
      await documents.put(tenant, address, { document: json(1) })
      const refuse = () => {
        throw new Error('no')
      }
      await expect(documents.update(tenant, address, refuse)).rejects.toThrow('no')
      expect(await contentOf()).toBe(1)
    })

    it('takes a write for done whose answer was lost and that was sent again', async () => {
      const twice: Tables = {
        ...engine.tables,
        async putIf(table, item, condition) {
          await engine.tables.putIf(table, item, condition)
          return engine.tables.putIf(table, item, condition)
        },
      }
      const store = createDocumentStore({ tables: twice, objects: bucket.objects, clock })
      expect(await store.put(tenant, address, { document: json(1), ifNoneMatch: '*' })).toMatchObject({ done: true })
      expect(await store.put(tenant, address, { document: json(2), ifMatch: [tagOf(1)] })).toMatchObject({ done: true })
    })
  })
})
