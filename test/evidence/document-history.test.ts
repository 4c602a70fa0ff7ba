/** Documents against what the trail tells of their writes: whatever is done behind the API is named, and nothing else. */
import { beforeEach, describe, expect, it } from '@jest/globals'
import { verifyDocuments } from '../../bin/cairn/verify-documents.ts'
import { storeEntries } from '../../lambdas/audit/audit-store.ts'
import { createScanner } from '../../lambdas/database/dynamodb-scan.ts'
import { type Item, keyOf } from '../../lambdas/database/tables.ts'
import { createSequence } from '../../lambdas/statements/batch/sequence.ts'
import { createTenant } from '../../lambdas/tenancy/registry.ts'
import { tenantId } from '../../lambdas/tenancy/tenant-id.ts'
import { duringTests } from '../support/during-tests.ts'
import { TABLE_NAMES, useEngine } from '../support/engines.ts'
import { agentOf, CREATES, clientOf, openService, type Service } from '../support/in-process-endpoint.ts'
import { useBucket } from '../support/s3-emulator.ts'
import { heardTrail } from '../support/trails.ts'

const heard = heardTrail()
const engine = useEngine()
const bucket = useBucket()
const service: Service = duringTests(() => openService(engine, bucket, { trail: heard.trail }))
const tenant = tenantId('one')
const TYPE = { 'content-type': 'application/octet-stream' }

const state = (stateId: string) => ({ activityId: 'http://x.org/it', agent: agentOf('lovelace'), stateId })
const send = (method: string, stateId: string, body?: string, headers: object = {}) =>
  clientOf(service, '1.0.3')(method, 'activities/state', state(stateId), {
    headers: { ...TYPE, ...headers },
    ...(body !== undefined && { body }),
  })

/** As the trail's writer does, some time later. */
async function bringTrail() {
  const sequence = createSequence('0000000a', Date.now)
  const own = heard.entries.splice(0).filter((one) => one.tenant === tenant)
  await storeEntries({ tables: engine.tables, sequence, begun: new Set() }, tenant, own)
}

const parts = () => ({ tables: engine.tables, scanner: createScanner(TABLE_NAMES), objects: bucket.objects })
const verified = async () => {
  await bringTrail()
  const { findings, ...counts } = await verifyDocuments(parts(), [tenant], Date.now() + 60_000)
  return { ...counts, found: findings.map(({ problem }) => problem) }
}

async function items(): Promise<Item[]> {
  const all: Item[] = []
  for await (const page of createScanner(TABLE_NAMES).scan('documents', {})) all.push(...page.items)
  return all
}
const itemOf = async (stateId: string) => (await items()).find(({ id }) => id === stateId) as Item
const put = (item: Item) => engine.tables.putIf('documents', item)

beforeEach(async () => {
  for (const table of ['documents', 'audit'] as const)
    for await (const page of createScanner(TABLE_NAMES).scan(table, {}))
      await engine.tables.remove(table, page.items.map(keyOf))
  heard.entries.length = 0
  heard.isDown = false
  await createTenant(engine.tables, { id: tenant, name: 'one', defaultVersion: '1.0.3', moreKey: new Uint8Array(32) })
})

describe('the history of documents', () => {
  // @control tampering-named
  it('has no difference after writes of every kind', async () => {
    expect((await send('PUT', 'a', 'first')).status).toBe(204)
    expect((await send('PUT', 'a', 'second')).status).toBe(204)
    expect((await send('POST', 'json', '{"a":1}', { 'content-type': 'application/json' })).status).toBe(204)
    expect((await send('POST', 'json', '{"b":2}', { 'content-type': 'application/json' })).status).toBe(204)
    expect((await send('PUT', 'large', 'x'.repeat(400_000))).status).toBe(204)
    expect((await send('PUT', 'gone', 'gone')).status).toBe(204)
    expect((await send('DELETE', 'gone')).status).toBe(204)
    expect((await send('PUT', 'a', 'third', { ...CREATES })).status).toBe(412)
    expect(await verified()).toEqual({ documents: 3, older: 0, younger: 0, found: [] })
    const { stateId: _, ...place } = state('')
    expect((await clientOf(service, '1.0.3')('DELETE', 'activities/state', place, {})).status).toBe(204)
    expect(await verified()).toMatchObject({ documents: 0, found: [] })
  })

  it.each<[string, string[], () => Promise<unknown>]>([
    ['other octets', ['document changed'], async () => put({ ...(await itemOf('a')), bytes: Buffer.from('forged') })],
    ['another type', ['document changed'], async () => put({ ...(await itemOf('a')), type: 'text/plain' })],
    ['another date', ['document changed'], async () => put({ ...(await itemOf('a')), updated: 1 })],
    ['a removed one', ['document missing'], async () => engine.tables.remove('documents', [keyOf(await itemOf('a'))])],
    ['an added one', ['document added'], async () => put({ ...(await itemOf('a')), sk: 'another' })],
    [
      'other octets of an object',
      ['document changed'],
      async () => bucket.objects.put(String((await itemOf('large')).object), Buffer.from('forged')),
    ],
  ])('names %s', async (_, expected, tamper) => {
    await send('PUT', 'a', 'first')
    await send('PUT', 'large', 'x'.repeat(400_000))
    await tamper()
    expect((await verified()).found).toEqual(expected)
  })

  // @control tampering-named
  it('names a document that was set back to what it was before, to the letter', async () => {
    await send('PUT', 'a', 'first')
    const before = await itemOf('a')
    await send('PUT', 'a', 'second')
    await put(before)
    expect((await verified()).found).toEqual(['document changed'])
  })

  it('names one that was removed and is put back', async () => {
    await send('PUT', 'a', 'first')
    const before = await itemOf('a')
    await send('DELETE', 'a')
    await put(before)
    expect((await verified()).found).toEqual(['document added'])
  })

  // @control recorded-or-not-done discreet-logs
  it('is told before a write is answered: what cannot be told is 503, and no id, agent or octet is in it', async () => {
    heard.isDown = true
    expect((await send('PUT', 'notes of lovelace', 'secret octets')).status).toBe(503)
    heard.isDown = false
    expect((await send('PUT', 'notes of lovelace', 'secret octets')).status).toBe(204)
    const told = heard.entries.filter(({ act }) => act === 'document.written')
    expect(told).toMatchObject([{ tenant, who: { kind: 'credential' }, what: { resource: 'activities/state' } }])
    for (const secret of ['lovelace', 'mailto', 'notes', 'secret', 'x.org'])
      expect(JSON.stringify(told)).not.toContain(secret)
    expect(await verified()).toMatchObject({ documents: 1, found: [] })
  })

  it('does not judge documents that are older than itself, and says how many', async () => {
    await send('PUT', 'a', 'first')
    const old = await itemOf('a')
    await send('DELETE', 'a')
    await put({ ...old, sk: 'older', updated: 1 })
    expect(await verified()).toMatchObject({ documents: 1, older: 1, found: [] })
  })
})
