/** What lies beside statements when a person is erased: documents, data, bodies in the bucket, credentials, and ids that are gone. */
import { createHash, randomBytes } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import { createActivityStore } from '../../lambdas/activities/activity-store.ts'
import { createScanner } from '../../lambdas/database/dynamodb-scan.ts'
import { keyOf } from '../../lambdas/database/tables.ts'
import { createDocumentStore } from '../../lambdas/documents/document-store.ts'
import { createErasure } from '../../lambdas/rewriting/erasure.ts'
import { createAttachmentStore } from '../../lambdas/statements/attachment-store.ts'
import { createBatches } from '../../lambdas/statements/batch/batches.ts'
import { rebuild } from '../../lambdas/statements/maintenance/rebuild.ts'
import { createCredential, getCredential } from '../../lambdas/tenancy/credentials.ts'
import { ifiKey } from '../../lambdas/xapi/agent.ts'
import { stillClock } from '../support/clocks.ts'
import { TABLE_NAMES } from '../support/engines.ts'
import { MBOX, NUMBER } from '../support/erasure-worlds.ts'
import { useErasures, type World } from '../support/erasures.ts'
import { HOUR, START } from '../support/evidence.ts'
import { ACTIVITY, BOB, statementOf, uuid } from '../support/statements.ts'
import { openStore, send, toNewStatements } from '../support/stores.ts'

const tools = useErasures()
const { openWorld, store, digest, erase, answersOf, tracesIn, indexFindings, evidenceFindings, engine, buckets } = tools

const PERSON = { mbox: MBOX }
const clock = () => stillClock(START + 60_000)
const storeOf = () => openStore(engine, buckets, { clock: clock() })
const documentsOf = () => createDocumentStore({ ...engine, ...buckets, clock: stillClock(START) })
const json = (text: string) => ({ contentType: 'application/json', bytes: Buffer.from(text) })
const clean = async (world: World) => [
  ...(await tracesIn(world)),
  ...(await indexFindings(world)),
  ...(await evidenceFindings(world)),
]

describe('documents', () => {
  it('of the person go, large ones and older ones too; others stand without the person', async () => {
    const world = openWorld('pseudonym')
    const { tenant } = world
    const documents = documentsOf()
    const agent = ifiKey(PERSON) ?? ''
    const state = (id: string, activityId = ACTIVITY.id) =>
      ({ resource: 'activities/state', context: { activityId, agent }, id }) as const
    // No statement leads to it.
    const bookmark = state('bookmark', 'http://example.org/activities/never-done')
    const profile = (id: string) => ({ resource: 'agents/profile', context: { agent }, id }) as const
    const shared = (id: string) =>
      ({ resource: 'activities/profile', context: { activityId: ACTIVITY.id }, id }) as const
    const large = Buffer.alloc(400_000, 97)
    await documents.put(tenant, bookmark, { document: json('{"page":7}') })
    await documents.put(tenant, state('large'), { document: { contentType: 'text/plain', bytes: large } })
    await documents.put(tenant, state('older'), { document: json('{"page":8}') })
    await documents.put(tenant, profile('likes'), { document: json('{"tea":true}') })
    await documents.put(tenant, shared('board'), { document: json(`{"best":[1.50,"${NUMBER}"]}`) })
    const folder = (activityId: string) =>
      ({ resource: 'activities/profile', context: { activityId }, id: NUMBER }) as const
    await documents.put(tenant, folder(`https://e.example/${NUMBER}`), { document: json('{}') })
    await documents.put(tenant, shared('rules'), { document: json('{"a": 1.50}') })
    for await (const { items } of createScanner(TABLE_NAMES).scan('documents', { prefix: `${tenant}|` }))
      for (const item of items.filter(({ id }) => id === 'older'))
        await engine.tables.clear('documents', { key: keyOf(item), clear: ['context'], expected: { id: 'older' } })
    await send(storeOf(), tenant, [statementOf(uuid(1), { actor: PERSON })])
    await digest(world)
    const { counts } = await erase(world)
    for (const gone of [bookmark, state('large'), state('older'), profile('likes')])
      expect(await documents.get(tenant, gone)).toBeUndefined()
    const text = async (id: string) => (await documents.get(tenant, shared(id)))?.bytes.toString()
    expect(await text('board')).toBe(`{"best":[1.50,"${world.pseudonym}"]}`)
    expect(await text('rules')).toBe('{"a": 1.50}')
    const moved = { ...folder(`https://e.example/${world.pseudonym}`), id: world.pseudonym }
    expect((await documents.get(tenant, moved))?.bytes.toString()).toBe('{}')
    expect(counts.documents).toEqual({ removed: 4, replaced: 2 })
    expect(await clean(world)).toEqual([])
    const left: string[] = []
    for await (const key of buckets.besides.list(`${tenant}/documents/`)) left.push(key)
    expect(left).toEqual([])
  })
})

describe('data of attachments', () => {
  it('that came with what is about the person goes, unless others have it too; a signature goes with the text it signs', async () => {
    const world = openWorld('pseudonym')
    const { tenant } = world
    const contents = ['essay', 'shared', 'signature'].map((text) => ({
      sha2: createHash('sha256').update(text).digest('hex'),
      contentType: 'text/plain',
      bytes: Buffer.from(text),
    }))
    const [essay, shared, signature] = contents.map(({ sha2 }) => sha2)
    const attachment = (sha2 = '', usageType = 'http://e.example/essay') => ({
      ...{ usageType, display: { en: 'x' }, contentType: 'text/plain', length: 5, sha2 },
    })
    const signed = attachment(signature, 'http://adlnet.gov/expapi/attachments/signature')
    const statements = toNewStatements([
      statementOf(uuid(1), { actor: PERSON, attachments: [attachment(essay), attachment(shared)] }),
      statementOf(uuid(2), { actor: BOB, attachments: [attachment(shared)] }),
      statementOf(uuid(3), { actor: BOB, context: { instructor: PERSON }, attachments: [signed, attachment(shared)] }),
    ])
    await storeOf().add(tenant, statements, { version: '2.0.0', attachments: contents })
    await digest(world)
    const { counts } = await erase(world)
    const data = createAttachmentStore(buckets.objects)
    expect(await data.get(tenant, essay ?? '')).toBeUndefined()
    expect(await data.get(tenant, signature ?? '')).toBeUndefined()
    expect((await data.get(tenant, shared ?? ''))?.toString()).toBe('shared')
    expect(counts.attachments).toBe(2)
    const found = async (number: number) => JSON.parse((await storeOf().find(tenant, uuid(number)))?.text ?? '{}')
    expect(await found(1)).not.toHaveProperty('attachments')
    expect((await found(3)).attachments).toEqual([attachment(shared)])
    expect(await clean(world)).toEqual([])
  })
})

describe('a request whose texts are an object in the bucket', () => {
  it('gets another object, and the first one goes', async () => {
    const world = openWorld('pseudonym')
    const { tenant } = world
    const big = { response: randomBytes(150_000).toString('base64') }
    await send(storeOf(), tenant, [
      statementOf(uuid(1), { actor: PERSON }),
      statementOf(uuid(2), { actor: BOB, result: big }),
    ])
    await digest(world)
    const keys = async () => {
      const all: string[] = []
      for await (const key of buckets.besides.list(`${tenant}/batches/`)) all.push(key)
      return all
    }
    const before = await keys()
    await erase(world)
    const after = await keys()
    expect([before.length, after.length]).toEqual([1, 1])
    expect(after).not.toEqual(before)
    expect(JSON.parse((await storeOf().find(tenant, uuid(2)))?.text ?? '{}').result).toEqual(big)
    expect(await clean(world)).toEqual([])
  })
})

describe('the id of a removed statement', () => {
  it('finds nothing, and is refused when it is used again; so is the old text of one that stands otherwise', async () => {
    const world = openWorld('remove')
    const { tenant } = world
    const about = statementOf(uuid(1), { actor: PERSON })
    const naming = statementOf(uuid(2), { actor: BOB, context: { instructor: PERSON } })
    await send(storeOf(), tenant, [about, naming, statementOf(uuid(3), { actor: BOB })])
    await digest(world)
    await erase(world)
    const later = openStore(engine, buckets, { clock: stillClock(START + 30 * HOUR) })
    expect(await later.find(tenant, uuid(1))).toBeUndefined()
    expect(await send(later, tenant, [about])).toEqual({ kind: 'conflict', ids: [], removed: [uuid(1)] })
    expect(await send(later, tenant, [naming])).toEqual({ kind: 'conflict', ids: [uuid(2)] })
    expect(await send(later, tenant, [statementOf(uuid(3), { actor: BOB })])).toEqual({ kind: 'stored' })
    expect(await clean(world)).toEqual([])
  })

  it('stays refused, and all else the same, when the index is made anew from the statements', async () => {
    const world = openWorld('remove')
    const { tenant } = world
    const names = (place: string) => ({ kind: 'names', place, way: 0, isPerson: true }) as const
    await store(world, [[names('actor'), names('instructor')], [names('id of an activity')]])
    await erase(world)
    const answers = await answersOf(world)
    const { tables } = engine
    const scanner = createScanner(TABLE_NAMES)
    const items: { pk: string; sk: string }[] = []
    for await (const page of scanner.scan('index', { prefix: `${tenant}|` })) items.push(...page.items)
    await tables.remove('index', items)
    const parts = {
      tables,
      scanner,
      batches: createBatches(tables, buckets.objects),
      clock: stillClock(START + 30 * HOUR),
    }
    const activities = createActivityStore(parts)
    for await (const _ of rebuild({ ...parts, activities, shardsOf: async () => new Map() }, tenant));
    expect(await answersOf(world)).toEqual(answers)
    const later = openStore(engine, buckets, { clock: stillClock(START + 31 * HOUR) })
    expect(await send(later, tenant, [statementOf(uuid(1))])).toMatchObject({ removed: [uuid(1)] })
    expect(await clean(world)).toEqual([])
  })
})

describe('what the law makes keep', () => {
  it('is kept whole, is counted with its reason, and is still found', async () => {
    const world = openWorld('remove')
    const { person } = world.work
    if (person === undefined) throw new Error('no person')
    const because = 'rule training (14 CFR 121.683) until 2031-01-01'
    world.work.decide = createErasure(person, 'remove', ({ id }) => (id === uuid(1) ? because : undefined))
    await send(storeOf(), world.tenant, [
      statementOf(uuid(1), { actor: PERSON }),
      statementOf(uuid(2), { actor: PERSON }),
    ])
    await digest(world)
    const { counts } = await erase(world)
    expect(counts).toMatchObject({ kept: { [because]: 1 }, statements: { removed: 1, replaced: 0 } })
    expect(JSON.parse((await storeOf().find(world.tenant, uuid(1)))?.text ?? '{}').actor).toEqual(PERSON)
    expect(await storeOf().find(world.tenant, uuid(2))).toBeUndefined()
    expect(await evidenceFindings(world)).toEqual([])
  })
})

describe('credentials', () => {
  it('of a launch for the person go, and those that speak as the person speak as somebody unknown', async () => {
    const world = openWorld('pseudonym')
    const { tenant } = world
    await digest(world)
    const credential = { ...{ tenant, secret: 's', salt: Buffer.alloc(16), scopes: ['all' as const] } }
    const launch = { actor: PERSON, registration: uuid(9), activity: ACTIVITY.id, session: 's' }
    await createCredential(engine.tables, { ...credential, key: `${tenant}-a`, label: NUMBER, authority: PERSON })
    await createCredential(engine.tables, { ...credential, key: `${tenant}-b`, label: 'b', authority: BOB, launch })
    await createCredential(engine.tables, { ...credential, key: `${tenant}-c`, label: 'c', authority: BOB })
    await erase(world)
    const authority = async (key: string) => (await getCredential(engine.tables, tenant, key))?.authority
    expect(JSON.parse((await authority(`${tenant}-a`)) ?? '{}')).toMatchObject({ account: { name: world.pseudonym } })
    expect(await authority(`${tenant}-b`)).toBeUndefined()
    expect(JSON.parse((await authority(`${tenant}-c`)) ?? '{}')).toEqual(BOB)
    expect(await tracesIn(world)).toEqual([])
  })
})
