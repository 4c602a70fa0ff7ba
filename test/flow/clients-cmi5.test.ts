/**
 * A cmi5 session: the test is the LMS, which has Cairn prepare a launch and opens content made with @xapi/cmi5 in a real
 * page (cmi5 8, 9, 10). The page's credentials reach its learner, registration and activity, and nothing else.
 */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { connect } from '../../bin/cairn/deployment.ts'
import { openAdminApi, read } from '../support/admin-api.ts'
import { describeInBrowser, useSite } from '../support/browser.ts'
import { idsOf, lrsOf } from '../support/lrs.ts'
import { tenantOf } from '../support/runner.ts'
import { useSharedRunner } from '../support/use-runner.ts'

const SCRIPT = readFileSync(createRequire(import.meta.url).resolve('@xapi/cmi5/dist/Cmi5.umd.js'), 'utf8')

const CMI5 = 'https://w3id.org/xapi/cmi5/context/categories/cmi5'
const MOVE_ON = 'https://w3id.org/xapi/cmi5/context/categories/moveon'
const SESSION = 'https://w3id.org/xapi/cmi5/context/extensions/sessionid'
const verb = (name: string) => `http://adlnet.gov/expapi/verbs/${name}`

type Launch = { session: string; query: string; parameters: { fetch: string } }
type Sent = {
  id: string
  verb: { id: string }
  actor: object
  result?: { completion?: boolean; success?: boolean; duration?: string; score?: object }
  context: { registration: string; extensions: object; contextActivities: { [name: string]: { id: string }[] } }
}

await describeInBrowser('a cmi5 session', (newPage) => {
  const run = useSharedRunner()
  const site = useSite({
    '/': () => ['text/html', '<!doctype html><script src="/cmi5.js"></script>'],
    '/cmi5.js': () => ['text/javascript', SCRIPT],
  })
  let page: Page
  let launch: Launch
  /** What the fetch URL gave the page. */
  let token = ''

  const actor = { objectType: 'Agent', account: { homePage: 'https://lms.example.com', name: randomUUID() } }
  const registration = randomUUID()
  const activityId = `https://lms.example.com/au/${randomUUID()}`
  const publisherId = 'https://publisher.example.com/au/1'
  const launchKey = { activityId, agent: JSON.stringify(actor), registration, stateId: 'LMS.LaunchData' }
  const preferences = { languagePreference: 'de-DE,en', audioPreference: 'off' }

  /** Of this session, as cmi5 10 has it. */
  const launchData = () => ({
    contextTemplate: {
      contextActivities: { grouping: [{ objectType: 'Activity', id: publisherId }] },
      extensions: { [SESSION]: launch.session },
    },
    launchMode: 'Normal',
    moveOn: 'CompletedAndPassed',
    masteryScore: 0.8,
  })

  /** By the admin API, called here on the tables of what runs. */
  async function prepareLaunch(): Promise<Launch> {
    process.env.CAIRN_HOME = run.home
    const api = await openAdminApi(...(await storeOfRunner()))
    const { name } = tenantOf(run, '1.0.3')
    const { host } = new URL(run.endpoint)
    const body = {
      actor,
      registration,
      activity: activityId,
      publisherId,
      moveOn: 'CompletedAndPassed',
      masteryScore: 0.8,
    }
    return read(await api.done('POST', `/tenants/${name}/launches`, body, { host, 'x-forwarded-proto': 'http' }))
  }

  async function storeOfRunner() {
    const deployment = await connect(undefined)
    return [deployment, deployment] as const
  }

  /** What the LMS does with the LRS. */
  const lms = (method: string, resource: string, query: object, body?: object) =>
    lrsOf(run, tenantOf(run, '1.0.3'), '1.0.3').call(method, resource, {
      query: { ...query },
      ...(body && { body, headers: { 'If-None-Match': '*' } }),
    })

  /** Calls @xapi/cmi5 in the page. */
  const au = (method: string, ...given: unknown[]) =>
    page.evaluate(
      async ([name, values]) => {
        type Au = { [method: string]: (...values: unknown[]) => Promise<{ data?: string[] } | string[]> }
        const { Cmi5 } = globalThis as unknown as { Cmi5: { instance: Au } }
        const answer = await Cmi5.instance[name]?.(...values)
        return Array.isArray(answer) ? answer : answer?.data
      },
      [method, given] as const,
    )

  const sentStatements = async (): Promise<Sent[]> => {
    const { body } = await lms('GET', 'statements', { registration, ascending: 'true' })
    return (body as { statements: Sent[] }).statements
  }

  it('begins with a launch: LMS.LaunchData is there (200), and the LMS stores the preferences (204) and `launched` (200)', async () => {
    launch = await prepareLaunch()
    expect((await lms('GET', 'activities/state', launchKey)).body).toEqual(launchData())
    const profile = { agent: JSON.stringify(actor), profileId: 'cmi5LearnerPreferences' }
    expect((await lms('PUT', 'agents/profile', profile, preferences)).status).toBe(204)
    const { contextTemplate: context } = launchData()
    const launched = {
      actor,
      verb: { id: verb('launched') },
      object: { id: activityId },
      context: {
        ...context,
        registration,
        contextActivities: { ...context.contextActivities, category: [{ id: CMI5 }] },
      },
    }
    expect((await lms('POST', 'statements', {}, launched)).status).toBe(200)
  })

  it('is launched: the content fetches its token, reads both documents and sends `initialized`', async () => {
    page = await newPage()
    const { fetch: fetchUrl } = launch.parameters
    page.on('response', async (response) => {
      if (response.url() === fetchUrl) token = (await response.json())['auth-token']
    })
    await page.goto(`${site.origin}/?${launch.query}`)
    expect(await au('initialize')).toHaveLength(1)
    const shown = await page.evaluate(() => {
      const { Cmi5 } = globalThis as unknown as { Cmi5: { instance: { [name: string]: () => unknown } } }
      return [Cmi5.instance.getLaunchData?.(), Cmi5.instance.getLearnerPreferences?.()]
    })
    expect(shown).toEqual([launchData(), preferences])
  })

  it('gives its token once: then the error of cmi5 8.2.3, with 200, and 405 to a GET', async () => {
    const { fetch: fetchUrl } = launch.parameters
    const again = await fetch(fetchUrl, { method: 'POST' })
    expect([again.status, again.headers.get('content-type')]).toEqual([200, 'application/json'])
    expect(await again.json()).toEqual({ 'error-code': '1', 'error-text': expect.any(String) })
    expect((await fetch(fetchUrl)).status).toBe(405)
  })

  it('lets the page speak and read for nobody else (403), and not change its launch data', async () => {
    const asPage = (method: string, resource: string, query: object, body?: object) =>
      lrsOf(run, tenantOf(run, '1.0.3'), '1.0.3').call(method, resource, {
        query: { ...query },
        headers: { Authorization: `Basic ${token}` },
        ...(body && { body }),
      })
    const own = { actor, verb: { id: verb('experienced') }, object: { id: activityId }, context: { registration } }
    const other = { ...actor, account: { ...actor.account, name: randomUUID() } }
    for (const wrong of [{ actor: other }, { context: { registration: randomUUID() } }, { context: {} }]) {
      expect((await asPage('POST', 'statements', {}, [own, { ...own, ...wrong }])).status).toBe(403)
    }
    const voiding = { objectType: 'StatementRef', id: randomUUID() }
    expect(
      (await asPage('POST', 'statements', {}, { ...own, verb: { id: verb('voided') }, object: voiding })).status,
    ).toBe(403)
    expect((await asPage('GET', 'activities/state', launchKey)).status).toBe(200)
    expect((await asPage('PUT', 'activities/state', launchKey, {})).status).toBe(403)
    expect((await asPage('GET', 'activities/state', { ...launchKey, agent: JSON.stringify(other) })).status).toBe(403)
    const seen = (await asPage('GET', 'statements', {})).body as { statements: Sent[] }
    expect(seen.statements.map((each) => each.verb.id)).toEqual([verb('initialized'), verb('launched')])
  })

  it('goes on with progress, an interaction, a bookmark, passed, completed and terminated, all of which are stored', async () => {
    await au('progress', 50)
    await au('interactionChoice', 'test', 'q1', ['b', 'c'], ['b'], [{ id: 'b', description: { de: 'Bär' } }])
    const bookmark = { activityId, agent: actor, registration, stateId: 'bookmark', state: { page: 7 } }
    await page.evaluate(async (given) => {
      const { Cmi5 } = globalThis as unknown as { Cmi5: { instance: { xapi: { setState: (_: object) => object } } } }
      await Cmi5.instance.xapi.setState(given)
    }, bookmark)
    await au('pass', 0.9)
    await au('complete')
    await au('terminate')
    const { body } = await lms('GET', 'activities/state', { ...launchKey, stateId: 'bookmark' })
    expect(body).toEqual({ page: 7 })
  })

  it('lists exactly these statements by registration, in their order and as the rules of cmi5 want them', async () => {
    const statements = await sentStatements()
    const names = ['launched', 'initialized', 'progressed', 'answered', 'passed', 'completed', 'terminated']
    expect(statements.map((each) => each.verb.id)).toEqual(names.map(verb))
    for (const { actor: who, context: given } of statements) {
      expect([who, given.registration, given.extensions]).toEqual([
        actor,
        registration,
        expect.objectContaining({ [SESSION]: launch.session }),
      ])
      expect(given.contextActivities.grouping?.map(({ id }) => id)).toEqual([publisherId])
    }
    const moving = statements.filter(({ context: { contextActivities } }) =>
      contextActivities.category?.some(({ id }) => id === MOVE_ON),
    )
    expect(moving.map((each) => each.verb.id)).toEqual([verb('passed'), verb('completed')])
    expect(moving[0]?.result).toMatchObject({ success: true, score: { scaled: 0.9 }, duration: expect.any(String) })
    expect(moving[1]?.result).toMatchObject({ completion: true, duration: expect.any(String) })
  })

  it('lists one `passed` and one `completed` by learner, activity, verb and registration, for the LMS to judge', async () => {
    for (const name of ['passed', 'completed']) {
      const query = { agent: JSON.stringify(actor), activity: activityId, verb: verb(name), registration }
      expect(idsOf(await lms('GET', 'statements', query))).toHaveLength(1)
    }
    const category = { activity: CMI5, related_activities: 'true', registration }
    expect(idsOf(await lms('GET', 'statements', category))).toHaveLength(5)
  })
})
