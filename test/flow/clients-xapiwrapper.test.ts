/** adl-xapiwrapper as published, in a real page. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { setTimeout as pause } from 'node:timers/promises'
import { beforeAll, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { describeInBrowser, useSite } from '../support/browser.ts'
import { lrsOf } from '../support/lrs.ts'
import { basic, tenantOf } from '../support/runner.ts'
import { newStatement, uniqueParts } from '../support/sent-statements.ts'
import { useSharedRunner } from '../support/use-runner.ts'

const SCRIPT = readFileSync(createRequire(import.meta.url).resolve('xapiwrapper/dist/xapiwrapper.min.js'), 'utf8')

type Outcome = { status: number; text: string; etag: string | null; version: string | null; through: string | null }
/** Stands for the callback in a call's arguments, which the wrapper wants in different places. */
const CALLBACK = '(callback)'

await describeInBrowser('adl-xapiwrapper in a page of another origin', (newPage) => {
  const run = useSharedRunner()
  const site = useSite({
    '/': () => ['text/html', '<!doctype html><script src="/xapiwrapper.js"></script>'],
    '/xapiwrapper.js': () => ['text/javascript', SCRIPT],
  })
  let page: Page

  beforeAll(async () => {
    page = await newPage()
    await page.goto(`${site.origin}/`)
    await configure(basic(tenantOf(run, '1.0.3')))
  })

  type Wrapper = { [method: string]: (...given: unknown[]) => void }
  type Xhr = { status: number; responseText: string; getResponseHeader: (name: string) => string | null }

  const configure = (auth: string) =>
    page.evaluate(
      (config) => {
        const { ADL } = globalThis as unknown as { ADL: { XAPIWrapper: Wrapper } }
        ADL.XAPIWrapper.changeConfig?.(config)
      },
      { endpoint: `${run.endpoint}/`, auth, strictCallbacks: true },
    )

  /** Calls the wrapper in the page; what a script there may read of the answer. */
  const call = (method: string, ...given: unknown[]): Promise<Outcome> =>
    page.evaluate(
      ([name, callback, values]) =>
        new Promise<Outcome>((resolve) => {
          const { ADL } = globalThis as unknown as { ADL: { XAPIWrapper: Wrapper } }
          const read = (_: unknown, xhr: Xhr) =>
            resolve({
              status: xhr.status,
              text: xhr.responseText,
              etag: xhr.getResponseHeader('ETag'),
              version: xhr.getResponseHeader('X-Experience-API-Version'),
              through: xhr.getResponseHeader('X-Experience-API-Consistent-Through'),
            })
          ADL.XAPIWrapper[name]?.(...values.map((value) => (value === callback ? read : value)))
        }),
      [method, CALLBACK, given] as const,
    )

  const idsOf = ({ text }: Outcome): string[] => JSON.parse(text).statements.map(({ id }: { id: string }) => id)

  it('sends a statement (200), reads every header of the answer, and gets the statement back by id', async () => {
    const statement = newStatement({ verb: { id: 'https://example.com/verbs/tried', display: { de: 'übte' } } })
    expect(await call('sendStatement', statement, CALLBACK)).toMatchObject({
      status: 200,
      text: JSON.stringify([statement.id]),
      version: '1.0.3',
      through: expect.stringMatching(/^\d{4}-/),
    })
    const got = await call('getStatements', { statementId: statement.id }, null, CALLBACK)
    expect(JSON.parse(got.text)).toMatchObject(statement)
  })

  it('sends a batch (200) and walks its list by `more`, each statement once', async () => {
    const { activity, statement } = uniqueParts()
    const batch = Array.from({ length: 5 }, () => statement())
    expect((await call('sendStatements', batch, CALLBACK)).status).toBe(200)
    const pages: string[][] = []
    for (let more: string | null = null; more !== ''; ) {
      const answer: Outcome = await call('getStatements', { activity: activity.id, limit: 2 }, more, CALLBACK)
      pages.push(idsOf(answer))
      more = JSON.parse(answer.text).more as string
    }
    expect(pages.map(({ length }) => length)).toEqual([2, 2, 1])
    expect(pages.flat()).toEqual(batch.map(({ id }) => id).reverse())
  })

  // @control sent-as-stored
  it('sends an attachment as multipart (200), which comes back byte for byte', async () => {
    const statement = newStatement()
    const value = 'naïve\r\n--boundary\r\n'
    const type = { usageType: 'https://example.com/usage', display: { en: 'note' }, contentType: 'text/plain' }
    expect((await call('sendStatement', statement, CALLBACK, [{ type, value }])).status).toBe(200)
    const query = { statementId: statement.id, attachments: true }
    const { status, text } = await call('getStatements', query, null, CALLBACK)
    const sha2 = createHash('sha256').update(value).digest('hex')
    expect([status, text.split(sha2).length]).toEqual([200, 3])
    expect(text).toContain(`\r\n\r\n${value}\r\n--`)
  })

  it('merges state, lists its ids and deletes it (204)', async () => {
    const { activity, agent } = uniqueParts()
    const key = [activity.id, agent, 'bookmark', null] as const
    expect((await call('sendState', ...key, { page: 1 }, null, null, CALLBACK)).status).toBe(204)
    expect((await call('sendState', ...key, { done: true }, null, null, CALLBACK)).status).toBe(204)
    const got = await call('getState', ...key, null, CALLBACK)
    expect([got.status, JSON.parse(got.text)]).toEqual([200, { page: 1, done: true }])
    expect((await call('getState', activity.id, agent, null, null, null, CALLBACK)).text).toBe('["bookmark"]')
    expect((await call('deleteState', ...key, null, null, CALLBACK)).status).toBe(204)
    expect((await call('getState', activity.id, agent, null, null, null, CALLBACK)).text).toBe('[]')
  })

  it('reads what another device has stored since, not what the browser had kept', async () => {
    const { activity, agent } = uniqueParts()
    const elsewhere = lrsOf(run, tenantOf(run, '1.0.3'), '1.0.3')
    const query = { activityId: activity.id, agent, stateId: 'bookmark' }
    const put = (body: object) => elsewhere.call('PUT', 'activities/state', { query, body })
    const read = async () => (await call('getState', activity.id, agent, 'bookmark', null, null, CALLBACK)).text
    await put({ page: 1 })
    // By what changed so long ago, a browser that is told nothing goes on for a second.
    await pause(12_000)
    expect(await read()).toBe('{"page":1}')
    await put({ page: 2 })
    expect(await read()).toBe('{"page":2}')
  })

  it('replaces a profile by the ETag it read, and is told when that is old (412)', async () => {
    const { agent } = uniqueParts()
    const put = (value: unknown, ifMatch: string | null, ifNone: string | null) =>
      call('sendAgentProfile', agent, 'preferences', value, ifMatch, ifNone, CALLBACK)
    expect((await put(['de'], null, '*')).status).toBe(204)
    const { etag, text } = await call('getAgentProfile', agent, 'preferences', null, CALLBACK)
    expect([text, etag]).toEqual(['["de"]', `"${createHash('sha1').update('["de"]').digest('hex')}"`])
    const hash = etag?.replaceAll('"', '') ?? ''
    expect((await put(['en'], hash, null)).status).toBe(204)
    expect((await put(['fr'], hash, null)).status).toBe(412)
    expect((await call('getAgentProfile', agent, 'preferences', null, CALLBACK)).text).toBe('["en"]')
  })

  it('stores a profile of an activity (204) and gets it back', async () => {
    const { activity } = uniqueParts()
    expect((await call('sendActivityProfile', activity.id, 'best', { score: 7 }, null, '*', CALLBACK)).status).toBe(204)
    expect((await call('getActivityProfile', activity.id, 'best', null, CALLBACK)).text).toBe('{"score":7}')
  })

  it('gets an activity that nobody described, and a person (200)', async () => {
    const { activity, agent } = uniqueParts()
    expect(JSON.parse((await call('getActivities', activity.id, CALLBACK)).text)).toMatchObject(activity)
    expect(JSON.parse((await call('getAgents', agent, CALLBACK)).text)).toMatchObject({ objectType: 'Person' })
  })

  it('lets a script read why it was refused: 400, 409 and 401', async () => {
    const { statement } = uniqueParts()
    const wrong = await call('sendStatement', { ...statement(), verb: { id: 'no iri' } }, CALLBACK)
    expect([wrong.status, wrong.version]).toEqual([400, '1.0.3'])
    expect(wrong.text).toContain('/verb/id')

    const one = statement()
    await call('sendStatement', one, CALLBACK)
    const conflict = await call('sendStatement', { ...one, result: { success: true } }, CALLBACK)
    expect([conflict.status, conflict.text.includes(one.id)]).toEqual([409, true])

    await configure('Basic eDp5')
    expect((await call('sendStatement', statement(), CALLBACK)).status).toBe(401)
    await configure(basic(tenantOf(run, '1.0.3')))
  })
})
