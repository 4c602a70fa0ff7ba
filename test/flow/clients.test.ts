/** Published clients for Node, unchanged, against the real runner. */
import { randomUUID } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import xapi from '@xapi/xapi'
import { lrsOf } from '../support/lrs.ts'
import { basic, tenantOf } from '../support/runner.ts'
import { uniqueParts } from '../support/sent-statements.ts'
import { type Answer, tincan } from '../support/tincan.ts'
import { useSharedRunner } from '../support/use-runner.ts'

const run = useSharedRunner()

const ATTEMPTED = 'http://adlnet.gov/expapi/verbs/attempted'
const PASSED = 'http://adlnet.gov/expapi/verbs/passed'

/** A learner and an activity that no other test uses, with names that must be encoded on the way. */
function learning() {
  const { agent, activity } = uniqueParts()
  const statement = (verb: string) => ({
    id: randomUUID(),
    actor: { ...agent, name: 'Zoë' },
    verb: { id: verb, display: { 'en-US': 'did' } },
    object: { ...activity, definition: { name: { de: 'Übung 1 & 2' } } },
  })
  return { activity: activity.id, mbox: agent.mbox, agent, statement }
}

describe.each(['1.0.3', '2.0.0'] as const)('@xapi/xapi, version %s', (version) => {
  const client = () => {
    const tenant = tenantOf(run, version)
    return new xapi.default({ endpoint: run.endpoint, auth: basic(tenant), version: version as '1.0.3' })
  }
  const ids = (statements: { id?: string }[]) => statements.map(({ id }) => id)

  it('sends one statement (200) and gets it back by id', async () => {
    const statement = learning().statement(ATTEMPTED)
    const sent = await client().sendStatement({ statement })
    expect([sent.status, sent.data]).toEqual([200, [statement.id]])
    const got = await client().getStatement({ statementId: statement.id })
    expect(got.data).toMatchObject(statement)
    expect(got.headers['x-experience-api-version']).toBe(version)
  })

  it('sends a batch (200) and lists exactly its statements by agent, verb and activity, newest first', async () => {
    const { activity, agent, statement } = learning()
    const statements = [statement(ATTEMPTED), statement(PASSED), statement(ATTEMPTED)]
    expect((await client().sendStatements({ statements })).data).toEqual(ids(statements))
    const [first, second, third] = ids(statements)

    const found = async (query: object) => ids((await client().getStatements(query)).data.statements)
    expect(await found({ agent })).toEqual([third, second, first])
    expect(await found({ activity })).toEqual([third, second, first])
    expect(await found({ activity, verb: PASSED })).toEqual([second])
    expect(await found({ agent, activity, verb: ATTEMPTED })).toEqual([third, first])
    expect(await found({ activity, ascending: true })).toEqual([first, second, third])
  })

  it('walks a list by `more` to its end, each statement once', async () => {
    const { activity, statement } = learning()
    const statements = Array.from({ length: 7 }, () => statement(ATTEMPTED))
    await client().sendStatements({ statements })

    const first = (await client().getStatements({ activity, limit: 3 })).data
    const pages = [ids(first.statements)]
    for (let { more } = first; more; ) {
      const page = (await client().getMoreStatements({ more })).data as typeof first
      pages.push(ids(page.statements))
      more = page.more
    }
    expect(pages.flat()).toEqual(ids(statements).reverse())
    expect(pages.map(({ length }) => length)).toEqual([3, 3, 1])
  })

  it('reads the supported versions from `about`', async () => {
    expect((await client().getAbout()).data.version).toEqual(expect.arrayContaining(['1.0.3', '2.0.0']))
  })

  it('merges state, lists its ids and deletes it', async () => {
    const { agent, activity: activityId } = learning()
    const key = { agent, activityId, stateId: 'bookmark', registration: randomUUID() }
    await client().createState({ ...key, state: { page: 1 } })
    await client().createState({ ...key, state: { done: true } })
    expect((await client().getState(key)).data).toEqual({ page: 1, done: true })
    const { stateId: _, ...context } = key
    expect((await client().getStates(context)).data).toEqual(['bookmark'])
    await client().deleteState(key)
    expect((await client().getStates(context)).data).toEqual([])
  })

  it('replaces a profile by the ETag it read, and is told when that is old (412)', async () => {
    const { agent } = learning()
    const key = { agent, profileId: 'preferences' }
    await client().setAgentProfile({ ...key, profile: { a: 1 }, etag: '*', matchHeader: 'If-None-Match' })
    const { data, headers } = await client().getAgentProfile(key)
    expect(data).toEqual({ a: 1 })
    const change = { ...key, profile: { a: 2 }, etag: String(headers.etag), matchHeader: 'If-Match' as const }
    await client().setAgentProfile(change)
    await expect(client().setAgentProfile(change)).rejects.toMatchObject({ response: { status: 412 } })
  })

  it('gets an activity with the definition of a statement, and a person', async () => {
    const { agent, activity, statement } = learning()
    await client().sendStatement({ statement: statement(ATTEMPTED) })
    const { data } = await client().getActivity({ activityId: activity })
    expect(data).toEqual({ objectType: 'Activity', id: activity, definition: { name: { de: 'Übung 1 & 2' } } })
    expect((await client().getAgent({ agent })).data).toEqual({ objectType: 'Person', mbox: [agent.mbox] })
  })

  it('is refused with a wrong secret (401)', async () => {
    const auth = basic({ ...tenantOf(run, version), secret: 'wrong' })
    const stranger = new xapi.default({ endpoint: run.endpoint, auth, version: version as '1.0.3' })
    await expect(stranger.getStatements({})).rejects.toMatchObject({ response: { status: 401 } })
  })
})

describe('a client that is configured with another spelling of the endpoint', () => {
  it.each(['/xAPI', '/XAPI/', '/xApi'])('%s sends, lists and walks by `more` (200)', async (base) => {
    const endpoint = run.endpoint.replace('/xapi', base)
    const client = new xapi.default({ endpoint, auth: basic(tenantOf(run, '1.0.3')), version: '1.0.3' })
    const { activity, statement } = learning()
    const statements = [statement(ATTEMPTED), statement(PASSED)]
    expect((await client.sendStatements({ statements })).status).toBe(200)
    const first = (await client.getStatements({ activity, limit: 1 })).data
    const next = (await client.getMoreStatements({ more: first.more })).data as typeof first
    expect([...first.statements, ...next.statements].map(({ id }) => id)).toEqual(
      statements.map(({ id }) => id).reverse(),
    )
  })
})

describe('a client that sends its first query again with each page, as Ralph does', () => {
  it('reads each statement once, to the end of the list', async () => {
    const tenant = tenantOf(run, '1.0.3')
    const { activity, statement } = learning()
    const statements = Array.from({ length: 5 }, () => statement(ATTEMPTED))
    await lrsOf(run, tenant, '1.0.3').post(statements)
    const query = new URLSearchParams({ activity, limit: '2' })
    const seen: string[] = []
    for (let more = '?'; more !== ''; ) {
      const answer = await lrsOf(run, tenant, '1.0.3').call('GET', 'statements', { query: `?${query}` })
      const page = answer.body as { statements: { id: string }[]; more: string }
      seen.push(...page.statements.map(({ id }) => id))
      more = page.more
      query.set('more', new URL(more, run.endpoint).searchParams.get('more') ?? '')
    }
    expect(seen).toEqual(statements.map(({ id }) => id).reverse())
  })
})

// TinCanJS ends before 2.0.
describe('TinCanJS, version 1.0.2', () => {
  const client = () => {
    const { key, secret } = tenantOf(run, '1.0.3')
    return tincan({ endpoint: run.endpoint, key, secret })
  }
  const ids = (answer: Answer) => answer.statements?.map(({ id }) => id)

  it('puts one statement and gets it back by id', async () => {
    const statement = learning().statement(ATTEMPTED)
    await client().save(statement)
    expect(await client().retrieve(statement.id)).toMatchObject({
      id: statement.id,
      verb: { id: ATTEMPTED },
      target: { definition: { name: { de: 'Übung 1 & 2' } } },
    })
  })

  it('sends a batch and lists exactly its statements by agent, verb and activity', async () => {
    const { activity, mbox, statement } = learning()
    const statements = [statement(ATTEMPTED), statement(PASSED)]
    await client().saveAll(statements)
    const [first, second] = statements.map(({ id }) => id)
    expect(ids(await client().query({ agent: mbox }))).toEqual([second, first])
    expect(ids(await client().query({ activity }))).toEqual([second, first])
    expect(ids(await client().query({ activity, verb: PASSED }))).toEqual([second])
  })

  it('walks a list by `more`, which it takes apart and encodes anew, to its end', async () => {
    const { activity, statement } = learning()
    const statements = Array.from({ length: 5 }, () => statement(ATTEMPTED))
    await client().saveAll(statements)

    let page = await client().query({ activity, limit: 2 })
    const pages = [ids(page)]
    while (page.more) {
      page = await client().more(page.more)
      pages.push(ids(page))
    }
    expect(pages.flat()).toEqual(statements.map(({ id }) => id).reverse())
    expect(pages.map((each) => each?.length)).toEqual([2, 2, 1])
  })

  it('saves a state twice without a precondition, and retrieves the second with its ETag', async () => {
    const { activity, mbox } = learning()
    const state = { id: 'suspend data', agent: mbox, activity }
    await client().saveState({ ...state, value: 'page=1' })
    await client().saveState({ ...state, value: 'page=2&ü' })
    const { contents, etag } = await client().retrieveState(state)
    expect([contents, etag]).toEqual(['page=2&ü', expect.stringMatching(/^"[0-9a-f]{40}"$/)])
  })

  it('reads the supported versions from `about`', async () => {
    expect((await client().about()).version).toContain('1.0.3')
  })
})
