/** Documents too large for an item: their octets are an object that comes and goes with the item, on every engine. */
import { beforeEach, describe, expect, it } from '@jest/globals'
import { createDocumentStore, type DocumentPlace, type DocumentStore } from '../../lambdas/documents/document-store.ts'
import type { TenantId } from '../../lambdas/tenancy/tenant-id.ts'
import { type Document, etagOf } from '../../lambdas/xapi/document.ts'
import { realClock } from '../support/clocks.ts'
import { engines, newTenant, useEngine } from '../support/engines.ts'
import { useBucket } from '../support/s3-emulator.ts'

const place: DocumentPlace = { resource: 'activities/state', context: { activityId: 'http://a/1', agent: 'mbox a@b' } }
const address = { ...place, id: 'x' }
const large = (n: number): Document => ({ contentType: 'text/plain', bytes: Buffer.alloc(300_001, `${n}`) })
const small: Document = { contentType: 'text/plain', bytes: Buffer.from('small') }

describe.each(engines)('the document store with large documents on %s', (name) => {
  const engine = useEngine(name)
  const bucket = useBucket()
  let documents: DocumentStore
  let tenant: TenantId
  /** Of every object that was ever put. */
  const keys: string[] = []

  beforeEach(() => {
    tenant = newTenant()
    keys.length = 0
    const put = async (key: string, bytes: Uint8Array) => {
      keys.push(key)
      await bucket.objects.put(key, bytes)
    }
    const objects = { ...bucket.objects, put }
    documents = createDocumentStore({ tables: engine.tables, objects, clock: realClock() })
  })

  const left = async () => {
    const found = await Promise.all(keys.map((key) => bucket.objects.get(key)))
    return found.filter((bytes) => bytes !== undefined).length
  }

  it('leaves no octets behind when a document is replaced, merged, refused or deleted', async () => {
    await documents.put(tenant, address, { document: large(1) })
    await documents.put(tenant, address, { document: large(1) })
    expect(await left()).toBe(1)
    await documents.update(tenant, address, () => large(2))
    const refused = await documents.put(tenant, address, { document: large(3), ifNoneMatch: '*' })
    expect(refused.done).toBe(false)
    expect([keys.length, await left()]).toEqual([4, 1])
    await documents.put(tenant, address, { document: small })
    expect(await left()).toBe(0)
    for (const id of ['a', 'b', 'c']) await documents.put(tenant, { ...place, id }, { document: large(4) })
    await documents.remove(tenant, { ...place, id: 'a' }, {})
    expect((await documents.get(tenant, { ...place, id: 'b' }))?.bytes).toHaveLength(300_001)
    await documents.removeAll(tenant, place)
    expect([keys.length, await left()]).toEqual([7, 0])
  })

  it('answers and merges whole documents while others replace them', async () => {
    await documents.put(tenant, address, { document: large(0) })
    const writers = Array.from({ length: 8 }, (_, n) =>
      n % 2 === 0
        ? documents.put(tenant, address, { document: large(n) })
        : documents.update(tenant, address, (stored) => ({ ...large(n), contentType: stored?.contentType ?? 'none' })),
    )
    const read = await Promise.all(Array.from({ length: 20 }, () => documents.get(tenant, address)))
    await Promise.all(writers)
    for (const one of [...read, await documents.get(tenant, address)]) {
      expect(one?.contentType).toBe('text/plain')
      expect(etagOf(Buffer.from(one?.bytes ?? ''))).toBe(one?.etag)
    }
    expect(await left()).toBe(1)
  })
})
