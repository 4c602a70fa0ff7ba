/** What a credential may do with what it sends and reads, on a real store: voiding, defining, `mine`, filters. */
import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { createActivityStore } from '../../../lambdas/activities/activity-store.ts'
import { createBatches } from '../../../lambdas/statements/batch/batches.ts'
import { createShards } from '../../../lambdas/statements/index/shards.ts'
import { START } from '../../../lambdas/statements/maintenance/rebuild.ts'
import { rebuildActivities } from '../../../lambdas/statements/maintenance/rebuild-activities.ts'
import type { CredentialFilter } from '../../../lambdas/tenancy/credential-filter.ts'
import { credentialKey } from '../../../lambdas/tenancy/credential-item.ts'
import type { Scope } from '../../../lambdas/tenancy/scopes.ts'
import { realClock } from '../../support/clocks.ts'
import { duringTests } from '../../support/during-tests.ts'
import { useEngine } from '../../support/engines.ts'
import { agentOf, CREATES, clientOf, JSON_TYPE, openService, read } from '../../support/in-process-endpoint.ts'
import { useBucket } from '../../support/s3-emulator.ts'

const engine = useEngine()
const bucket = useBucket()
const service = duringTests(() => openService(engine, bucket))
const send = clientOf(service, '2.0.0')

const VOIDED = 'http://adlnet.gov/expapi/verbs/voided'
const verbOf = (name: string) => `http://example.com/verbs/${name}`
const activityOf = (name: string) => `http://example.com/activities/${name}`
const mboxOf = (name: string) => ({ mbox: `mailto:${name}@example.com` })

type Parts = { actor?: object; verb?: string; object?: object; context?: object }
const statementOf = ({ actor = mboxOf('ada'), verb = verbOf('did'), object, context }: Parts = {}) => ({
  id: randomUUID(),
  actor,
  verb: { id: verb },
  object: object ?? { id: activityOf('a') },
  ...(context && { context }),
})
const voidingOf = (id: string) => statementOf({ verb: VOIDED, object: { objectType: 'StatementRef', id } })

const post = (key: string, statements: object | object[]) =>
  send('POST', 'statements', {}, { key, headers: JSON_TYPE, body: JSON.stringify(statements) })

const get = (key: string, statementId: string) => send('GET', 'statements', { statementId }, { key })

/** The ids of all pages, and how many statements each page had. */
async function pagesOf(key: string, query: { [name: string]: string | undefined }) {
  const ids: string[] = []
  const sizes: number[] = []
  for (let page = await send('GET', 'statements', query, { key }); ; ) {
    expect(page.status).toBe(200)
    const { statements, more } = read(page) as { statements: { id: string }[]; more: string }
    ids.push(...statements.map(({ id }) => id))
    sizes.push(statements.length)
    if (!more) return { ids, sizes }
    const token = new URLSearchParams(more.split('?')[1]).get('more') ?? ''
    page = await send('GET', 'statements', { more: token }, { key })
  }
}

const MAKE: { [key: string]: Scope[] } = {
  writer: ['statements/write'],
  voider: ['statements/write', 'statements/void', 'statements/read'],
  definer: ['statements/write', 'statements/read', 'define'],
  reader: ['all/read'],
  mine: ['statements/write', 'statements/read/mine'],
}
beforeAll(async () => {
  for (const [key, scopes] of Object.entries(MAKE)) await service.addCredential(key, { scopes })
})

describe('a voiding statement', () => {
  // @control limited-rights
  it('is refused without the scope, whether there is such a statement or not, in one answer (403)', async () => {
    const target = statementOf()
    await post('all', target)
    const answers = await Promise.all(
      [target.id, randomUUID()].map((id) => post('writer', [statementOf(), { ...voidingOf(id), id: target.id }])),
    )
    expect(answers.map(({ status }) => status)).toEqual([403, 403])
    expect(answers[0]?.body).toEqual(answers[1]?.body)
    expect(read(answers[0] as (typeof answers)[0])).toMatchObject({
      error: 'forbidden',
      violations: [{ statement: 1, pointer: '/verb/id', rule: expect.stringContaining('statements/void') }],
    })
    expect((await get('all', target.id)).status).toBe(200)
  })

  it('voids with the scope, and with a credential from before there was the scope, which could void (200)', async () => {
    await service.addCredential('older', { scopes: ['statements/write', 'statements/read'] })
    // What tells such an item from later ones.
    await engine.tables.clear('control', {
      key: credentialKey('older'),
      clear: ['revision'],
      expected: { tenant: 'one' },
    })
    const before = statementOf()
    await post('older', before)
    expect((await post('older', voidingOf(before.id))).status).toBe(200)
    expect((await get('older', before.id)).status).toBe(404)
    const target = statementOf()
    await post('writer', target)
    expect((await post('voider', voidingOf(target.id))).status).toBe(200)
    expect((await get('all', target.id)).status).toBe(404)
    expect((await send('GET', 'statements', { voidedStatementId: target.id }, { key: 'voider' })).status).toBe(200)
  })
})

describe('a definition', () => {
  const named = (id: string, name: string) => statementOf({ object: { id, definition: { name: { en: name } } } })
  const nameOf = async (id: string) => read(await send('GET', 'activities', { activityId: id })).definition?.name.en

  it('of a sender without `define` stays in its statement and changes nothing that is known', async () => {
    const id = activityOf(randomUUID())
    const sent = named(id, 'Sent')
    expect((await post('writer', sent)).status).toBe(200)
    expect(await nameOf(id)).toBeUndefined()
    expect(read(await get('reader', sent.id)).object.definition).toEqual({ name: { en: 'Sent' } })
    await post('definer', named(id, 'Known'))
    await post('writer', named(id, 'Other'))
    expect(await nameOf(id)).toBe('Known')
    const canonical = await send('GET', 'statements', { statementId: sent.id, format: 'canonical' })
    expect(read(canonical).object.definition.name).toEqual({ en: 'Known' })
  })
})

describe('a rebuild of definitions', () => {
  it('learns those of senders with `define`, and of no others', async () => {
    const [silent, known] = [activityOf(randomUUID()), activityOf(randomUUID())]
    const named = (id: string) => statementOf({ object: { id, definition: { name: { en: 'Name' } } } })
    await post('writer', named(silent))
    await post('definer', named(known))
    const { tables } = engine
    const clock = realClock()
    const merged: string[] = []
    const store = createActivityStore({ tables, clock })
    const mergeDefinitions: typeof store.mergeDefinitions = (tenant, statements) => {
      for (const { text } of statements) merged.push(text)
      return store.mergeDefinitions(tenant, statements)
    }
    const parts = { tables, batches: createBatches(tables, bucket.objects), shardsOf: createShards(tables, clock) }
    const activities = { ...store, mergeDefinitions }
    for await (const { phase } of rebuildActivities({ ...parts, activities }, { ...START, tenants: ['one'] })) {
      expect(phase).toEqual(expect.any(String))
    }
    const nameOf = async (id: string) => read(await send('GET', 'activities', { activityId: id })).definition
    expect([await nameOf(silent), await nameOf(known)]).toEqual([undefined, { name: { en: 'Name' } }])
    expect(merged.some((text) => text.includes(known))).toBe(true)
    expect(merged.some((text) => text.includes(silent))).toBe(false)
  })
})

describe('a credential that reads what is its own', () => {
  it('gets the statements with its authority by id and in lists, and 404 for others as for none', async () => {
    const activity = activityOf(randomUUID())
    const [own, other] = [statementOf({ object: { id: activity } }), statementOf({ object: { id: activity } })]
    await post('mine', own)
    await post('all', other)
    expect((await pagesOf('mine', { activity })).ids).toEqual([own.id])
    expect((await pagesOf('all', { activity })).ids).toEqual([other.id, own.id])
    expect((await get('mine', own.id)).status).toBe(200)
    const [hidden, none] = [await get('mine', other.id), await get('mine', randomUUID())]
    expect([hidden.status, hidden.body]).toEqual([404, none.body])
    expect([hidden.status, none.status]).toEqual([404, 404])
  })

  it('finds its own by a `more` link that another credential was given, and nothing else', async () => {
    const activity = activityOf(randomUUID())
    const own = statementOf({ object: { id: activity } })
    await post('mine', own)
    await post(
      'all',
      [1, 2, 3].map(() => statementOf({ object: { id: activity } })),
    )
    const { more } = read(await send('GET', 'statements', { activity, limit: '1' }))
    const token = new URLSearchParams(more.split('?')[1]).get('more') ?? ''
    const page = read(await send('GET', 'statements', { more: token }, { key: 'mine' }))
    expect(page.statements.map(({ id }: { id: string }) => id)).toEqual([own.id])
  })
})

const NAMES = ['ada', 'bob', 'eve', 'kim'] as const
const partOf = fc.constantFrom(...NAMES)

describe('a filter', () => {
  // @control limited-rights
  it('lets whom it names be read: documents, activities and agents of others are 403, there or not', async () => {
    const [own, other] = [randomUUID(), randomUUID()]
    const filter = { activities: [activityOf(own)], agents: [mboxOf(own)] }
    await service.addCredential(own, { scopes: ['all'], filter })
    const status = async (method: string, name: string, query: object, key: string = own) => {
      const put = method === 'PUT' ? { headers: { ...JSON_TYPE, ...CREATES }, body: '{}' } : {}
      return (await send(method, name, { ...query }, { key, ...put })).status
    }
    for (const name of [own, other]) {
      const state = { activityId: activityOf(name), agent: agentOf(name), stateId: 's' }
      expect(await status('PUT', 'activities/state', state, 'all')).toBe(204)
      const allowed = (code: number) => (name === own ? code : 403)
      expect(await status('GET', 'activities/state', state)).toBe(allowed(200))
      expect(await status('GET', 'activities/state', { ...state, stateId: 'none' })).toBe(allowed(404))
      expect(await status('PUT', 'activities/state', state)).toBe(allowed(412))
      expect(await status('GET', 'agents/profile', { agent: agentOf(name) })).toBe(allowed(200))
      expect(await status('GET', 'activities/profile', { activityId: activityOf(name) })).toBe(allowed(200))
      expect(await status('GET', 'activities', { activityId: activityOf(name) })).toBe(allowed(200))
      expect(await status('GET', 'agents', { agent: agentOf(name) })).toBe(allowed(200))
    }
    expect(await status('GET', 'activities/state', { activityId: activityOf(own), agent: agentOf(other) })).toBe(403)
  })

  it('shows of random statements those that a look at each of them finds, by id, in lists and page by page', async () => {
    const tag = randomUUID()
    const shape = fc.record({
      actor: partOf,
      verb: partOf,
      object: fc.oneof(
        partOf.map((name) => ({ id: activityOf(`${tag}-${name}`) })),
        partOf.map((name) => ({ objectType: 'Agent', ...mboxOf(`${tag}-${name}`) })),
        fc.nat(20).map((to) => ({ objectType: 'StatementRef', to })),
      ),
      key: fc.constantFrom('all', 'mine'),
    })
    const sent: { id: string; actor: string; verb: string; object: { id?: string; mbox?: string }; key: string }[] = []
    for (const { actor, verb, object, key } of fc.sample(shape, 120)) {
      const target = 'to' in object ? { objectType: 'StatementRef', id: sent[object.to]?.id ?? randomUUID() } : object
      const statement = statementOf({
        actor: mboxOf(`${tag}-${actor}`),
        verb: verbOf(`${tag}-${verb}`),
        object: target,
      })
      expect((await post(key, statement)).status).toBe(200)
      const seen = 'objectType' in target && target.objectType === 'StatementRef' ? {} : target
      sent.push({ id: statement.id, actor, verb, object: seen, key })
    }
    const some = (names: typeof partOf) =>
      fc.option(fc.uniqueArray(names, { minLength: 1, maxLength: 3 }), { nil: undefined })
    const filters = fc.record({ verbs: some(partOf), activities: some(partOf), agents: some(partOf) })
    const queries = fc.record({
      verb: fc.option(partOf, { nil: undefined }),
      agent: fc.option(partOf, { nil: undefined }),
      activity: fc.option(partOf, { nil: undefined }),
      limit: fc.constantFrom('1', '7', '0'),
      ascending: fc.constantFrom('true', 'false'),
    })
    const wide = async (query: object) =>
      (await pagesOf('all', { ...query })).ids.filter((id) => sent.some((one) => one.id === id))
    let at = 0
    await fc.assert(
      fc.asyncProperty(filters, queries, fc.boolean(), async ({ verbs, activities, agents }, query, isMine) => {
        const key = `filter-${tag}-${at++}`
        const filter: CredentialFilter = {
          ...(verbs && { verbs: verbs.map((name) => verbOf(`${tag}-${name}`)) }),
          ...(activities && { activities: activities.map((name) => activityOf(`${tag}-${name}`)) }),
          ...(agents && { agents: agents.map((name) => mboxOf(`${tag}-${name}`)) }),
        }
        const scopes: Scope[] = isMine ? ['statements/read/mine'] : ['statements/read']
        const authority = { account: { homePage: 'http://h', name: 'mine' } }
        await service.addCredential(key, { scopes, authority, ...(Object.keys(filter).length > 0 && { filter }) })
        const visible = new Set(
          sent
            .filter(
              (one) =>
                (!verbs || verbs.some((name) => name === one.verb)) &&
                (!activities || activities.some((name) => activityOf(`${tag}-${name}`) === one.object.id)) &&
                (!agents ||
                  agents.some((name) => name === one.actor || mboxOf(`${tag}-${name}`).mbox === one.object.mbox)) &&
                (!isMine || one.key === 'mine'),
            )
            .map(({ id }) => id),
        )
        const { limit, ascending } = query
        const asked = {
          ...(query.verb && { verb: verbOf(`${tag}-${query.verb}`) }),
          ...(query.agent && { agent: JSON.stringify(mboxOf(`${tag}-${query.agent}`)) }),
          ...(query.activity && { activity: activityOf(`${tag}-${query.activity}`) }),
          ascending,
        }
        const expected = (await wide(asked)).filter((id) => visible.has(id))
        expect((await pagesOf(key, { ...asked, limit })).ids).toEqual(expected)
        for (const { id } of sent.slice(at % 100, (at % 100) + 3)) {
          expect((await get(key, id)).status).toBe(visible.has(id) ? 200 : 404)
        }
      }),
      { numRuns: process.env.DEEP ? 300 : 15 },
    )
  })

  it('is not read through without end: a page that has looked at a thousand statements in vain says where to go on', async () => {
    const activity = activityOf(randomUUID())
    const many = (count: number, verb: string) =>
      Array.from({ length: count }, () => statementOf({ verb: verbOf(verb), object: { id: activity } }))
    const [wanted] = many(1, 'rare')
    await post('all', wanted as object)
    for (let n = 0; n < 4; n++) await post('all', many(400, 'common'))
    const verbs = Array.from({ length: 11 }, (_, at) => verbOf(`rare${at || ''}`))
    await service.addCredential('rarely', { scopes: ['statements/read'], filter: { verbs } })
    const { ids, sizes } = await pagesOf('rarely', { activity })
    expect(ids).toEqual([wanted?.id])
    expect(sizes.slice(0, -1).every((size) => size === 0)).toBe(true)
    expect(sizes).toHaveLength(2)
  })
})
