/** All documents of a tenant, listed, exported and verified, on a real engine and bucket. */
import { beforeEach, describe, expect, it } from '@jest/globals'
import { documentKey } from '../../lambdas/documents/document-item.ts'
import {
  addContextRows,
  countDocuments,
  type ListedDocument,
  listDocuments,
} from '../../lambdas/documents/document-listing.ts'
import {
  createDocumentStore,
  type DocumentAddress,
  type DocumentStore,
} from '../../lambdas/documents/document-store.ts'
import { writeDocuments } from '../../lambdas/lake/export/documents.ts'
import type { ExportTarget } from '../../lambdas/lake/export/export.ts'
import { type Manifest, toManifestFile } from '../../lambdas/lake/export/manifest.ts'
import { verifyTarget } from '../../lambdas/lake/export/verify.ts'
import type { TenantId } from '../../lambdas/tenancy/tenant-id.ts'
import { realClock } from '../support/clocks.ts'
import { newTenant, useEngine } from '../support/engines.ts'
import { useBucket } from '../support/s3-emulator.ts'

const engine = useEngine()
const bucket = useBucket()
let tenant: TenantId
let documents: DocumentStore

const text = (content: string | Uint8Array) => ({ contentType: 'text/plain', bytes: Buffer.from(content) })
const stateOf = (course: number, id: string): DocumentAddress => ({
  resource: 'activities/state',
  context: { activityId: `http://example.com/${course}`, agent: 'mbox mailto:ada@example.com', registration: 'r' },
  id,
})

const PROFILE: DocumentAddress = {
  resource: 'agents/profile',
  context: { agent: 'mbox mailto:ada@example.com' },
  id: 'p/1',
}

beforeEach(async () => {
  tenant = newTenant()
  documents = createDocumentStore({ tables: engine.tables, objects: bucket.objects, clock: realClock() })
  for (let course = 0; course < 20; course++)
    for (const id of ['a', 'b']) await documents.put(tenant, stateOf(course, id), { document: text(`${course} ${id}`) })
  await documents.put(tenant, PROFILE, { document: text(Buffer.alloc(400_000, 'x')) })
  await documents.put(newTenant(), stateOf(1, 'a'), { document: text('of another tenant') })
})

async function listed(after?: string) {
  const all: ListedDocument[] = []
  for await (const one of listDocuments({ tables: engine.tables, objects: bucket.objects }, tenant, after))
    all.push(one)
  return all
}

describe('the documents of a tenant', () => {
  it('are listed with their contexts and contents: all of them, once, and no other tenant’s', async () => {
    await documents.put(tenant, stateOf(3, 'a'), { document: text('changed') })
    await documents.remove(tenant, stateOf(4, 'a'), {})
    await documents.removeAll(tenant, stateOf(5, 'a'))
    const all = await listed()
    expect(all).toHaveLength(38)
    const found = all.find(({ context, id }) => context?.activityId === 'http://example.com/3' && id === 'a')
    const { resource, context } = stateOf(3, 'a')
    expect(found).toMatchObject({ resource, context, contentType: 'text/plain', etag: expect.any(String) })
    expect(Buffer.from(found?.bytes ?? []).toString()).toBe('changed')
    expect(all.find(({ id }) => id === 'p/1')?.bytes).toHaveLength(400_000)
    expect(await countDocuments(engine.tables, tenant, { documents: 100, contexts: 100 })).toEqual({
      documents: 38,
      isComplete: true,
    })
    for (const most of [
      { documents: 10, contexts: 100 },
      { documents: 100, contexts: 5 },
    ]) {
      const { documents: count, isComplete } = await countDocuments(engine.tables, tenant, most)
      expect([count <= 10, isComplete]).toEqual([true, false])
    }
  })

  it('are listed from after any of them on, without what came before', async () => {
    const all = await listed()
    for (const at of [0, 7, 20, all.length - 1]) {
      expect((await listed(all[at]?.at)).map((one) => one.at)).toEqual(all.slice(at + 1).map((one) => one.at))
    }
  })

  it('from before contexts had rows are listed once their keys were looked for', async () => {
    for (let spread = 0; spread < 8; spread++) {
      const range = { pk: `${tenant}|contexts|${spread}`, from: '-', to: '~', ascending: true, limit: 500 }
      await engine.tables.remove('documents', (await engine.tables.query('documents', range)).items)
    }
    expect(await listed()).toEqual([])
    const partitions = Array.from({ length: 20 }, (_, course) => documentKey(tenant, stateOf(course, 'a')).pk)
    const all = [...partitions, ...partitions, documentKey(tenant, PROFILE).pk]
    expect(await addContextRows(engine.tables, tenant, all)).toBe(21)
    expect(await listed()).toHaveLength(41)
  })
})

function memoryTarget(): ExportTarget & { files: Map<string, Uint8Array> } {
  const files = new Map<string, Uint8Array>()
  return {
    ...{ name: 'memory', files },
    put: async (name, bytes) => void files.set(name, bytes),
    get: async (name) => files.get(name),
    list: async () => [...files.keys()],
  }
}

const FILE = { documents: 9, characters: 1_000_000 }

describe('an export of documents', () => {
  const from = (): Manifest => ({
    ...{ tenant, format: 'jsonl', filter: {}, through: '2026-01-01T00:00:00Z', cairn: '0', source: 's', began: 'now' },
    ...{ isComplete: false, statements: 0, bytes: 0, files: [], documents: 0, documentFiles: [], notes: [] },
  })
  const pages = (after: string | undefined) =>
    listDocuments({ tables: engine.tables, objects: bucket.objects }, tenant, after)

  it('that is interrupted after each file goes on, and is then as one that was not', async () => {
    const target = memoryTarget()
    let manifest = from()
    await target.put('manifest.json', toManifestFile(manifest))
    for (let runs = 0; !manifest.isComplete; runs++) {
      expect(runs).toBeLessThan(10)
      for await (manifest of writeDocuments(pages, target, manifest, FILE)) if (!manifest.isComplete) break
    }
    const whole = memoryTarget()
    for await (const _ of writeDocuments(pages, whole, from(), FILE));
    const contents = ({ files }: ReturnType<typeof memoryTarget>) =>
      [...files].filter(([name]) => name !== 'manifest.json').map(([name, bytes]) => [name, String(bytes)])
    expect(contents(target)).toEqual(contents(whole))
    expect(manifest).toMatchObject({ documents: 41, isComplete: true })
    expect((await verifyTarget(target, () => undefined)).differences).toEqual([])
  })

  it('is verified by files, hashes and counts: whatever is changed in it is told', async () => {
    const target = memoryTarget()
    for await (const _ of writeDocuments(pages, target, from(), FILE));
    const name = 'documents-00002.jsonl'
    const before = target.files.get(name) ?? Buffer.alloc(0)
    const differences = async () => (await verifyTarget(target, () => undefined)).differences
    const changed = Buffer.from(before)
    changed.write('X', 30)
    target.files.set(name, changed)
    expect(await differences()).toEqual([{ file: name, problem: 'has another content (SHA-256)' }])
    target.files.delete(name)
    expect(await differences()).toEqual([{ file: name, problem: 'is missing' }])
    target.files.set(name, before)
    target.files.set('documents-00099.jsonl', before)
    expect(await differences()).toEqual([{ file: 'documents-00099.jsonl', problem: 'is not in the manifest' }])
  })
})
