/** Every room with hostile texts in it, and with everything in it clicked. */
import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { balanced, seen } from '../../console/language/bidi.ts'
import { describeOwnConsole, expectAccessible, LOOKS, type Person, TEXTS } from './bed.ts'
import { clickEverything } from './clicking.ts'
import { HOSTILE } from './hostile-strings.ts'
import { ALL_OF_THEM, askOf, COURSE, hostileTenant, PERSON, provenStatement, type Send } from './hostile-tenant.ts'
import { harmIn, missingFrom, overflowAt320, turnedNeighbours, watchForRunning } from './inert.ts'
import { journeys } from './journeys.ts'
import { type Place, routesOf, settled } from './routes.ts'

/** What is clicked today; a room that has less has lost something, or shows nothing. */
const LEAST = {
  ...{ frame: 12, start: 13, explorer: 28, learner: 20, activity: 40, dashboards: 40, senders: 50, query: 12 },
  ...{ audit: 55, people: 38, find: 18, tenants: 14 },
}
const FRAME: Place = { path: '/tenants', heading: /^Tenants$/ }

await describeOwnConsole('the console with hostile texts in it', (bed) => {
  let places: Place[] = []
  let tenant = ''
  let send: Send = async () => undefined
  let ran: string[] = []
  let proven = ''
  beforeAll(async () => {
    const made = await hostileTenant(bed)
    tenant = made.tenant
    send = made.send
    const ask = askOf(bed)
    const first = async (what: string) =>
      (await ask('GET', `/tenants/${tenant}/${what}`)).body.items as { [n: string]: string }[]
    const [cases, entries] = await Promise.all([first('cases'), first('audit')])
    places = routesOf(tenant, {
      ...{ agent: PERSON, course: COURSE, statement: ALL_OF_THEM },
      ...{ credential: made.credential, case: cases[0]?.id ?? '', entry: entries[0]?.id ?? '' },
    })
    const { page } = await bed.enter('owner', '/tenants')
    await settled(page, { heading: /^Tenants$/ })
    ran = await watchForRunning(page)
    proven = await provenStatement(bed)
  }, 120_000)

  /** Each view, or for the frame what is around it. */
  const clickedIn = async (person: Person, views: readonly Place[]) => {
    const clicked = new Map<string, string[]>()
    for (const view of views) {
      const room = view === FRAME ? 'frame' : (view.path.split(/[/?]/)[3] ?? 'tenants')
      const names = clicked.get(room) ?? []
      clicked.set(room, names)
      const { page } = await bed.enter(person, view.path)
      const back = async () => {
        await bed.enter(person, view.path)
        await settled(page, view)
      }
      await back()
      await clickEverything(page, { within: view === FRAME ? '.shell-top, .shell-side' : 'main', clicked: names, back })
    }
    return new Map([...clicked].map(([room, names]) => [room, names.length]))
  }

  it('runs nothing, asks nobody, keeps every text to its own place, and has no violation of WCAG 2.2 AA, in every view in German', async () => {
    const { page, troubles } = await bed.enter('owner', '/tenants')
    const choose = async (language: string) => {
      await page.getByRole('button', { name: /^(Account and settings|Konto und Einstellungen)$/ }).click()
      await page.getByLabel(/^(Language|Sprache)$/).selectOption(language)
      await page.keyboard.press('Escape')
    }
    await choose('de')
    const found: string[] = []
    for (const place of places) {
      await bed.enter('owner', place.path)
      await settled(page, place)
      const wrong = [...(await harmIn(page)), ...(await turnedNeighbours(page)), ...(await overflowAt320(page))]
      found.push(...wrong.map((one) => `${place.path}: ${one}`))
      // Texts change no colours: at those, the tests of each room look.
      await expectAccessible(page, process.env.DEEP ? LOOKS : TEXTS).catch((error) => {
        throw new Error(`${place.path}: ${error.message}`)
      })
    }
    await choose('en')
    expect(found).toEqual([])
    expect([ran, [...new Set(troubles)]]).toEqual([[], []])
  }, 300_000)

  it('is mirrored where a language goes from right to left', async () => {
    const { page } = await bed.enter('owner', `/t/${tenant}/explorer`)
    await settled(page, { heading: /^Explorer$/ })
    const edges = (selector: string) =>
      page
        .locator(selector)
        .first()
        .evaluate((element) => {
          const { left, right } = element.getBoundingClientRect()
          return [Math.round(left), Math.round(innerWidth - right)]
        })
    const parts = ['.shell-side', '.shell-mark', '.shell-tools', '.page-head h1', '.explorer-row .explorer-time']
    const before = await Promise.all(parts.map(edges))
    await page.evaluate(() => document.documentElement.setAttribute('dir', 'rtl'))
    const after = await Promise.all(parts.map(edges))
    await page.getByRole('button', { name: 'Account and settings' }).click()
    const [start = -1, end = -1] = await edges('[popover]:popover-open')
    await page.keyboard.press('Escape')
    await page.evaluate(() => document.documentElement.setAttribute('dir', 'ltr'))
    for (const [at, [start = 0]] of before.entries()) expect(Math.abs((after[at]?.[1] ?? 0) - start)).toBeLessThan(20)
    expect([start >= 0, end >= 0]).toEqual([true, true])
  }, 60_000)

  it('shows each text as it is: a part of it in the list, all of it in its statement', async () => {
    const { page, troubles } = await bed.enter('owner', `/t/${tenant}/explorer?statement=${ALL_OF_THEM}`)
    const list = page.getByRole('listbox', { name: /^Statements/ })
    await list.getByRole('option').first().waitFor()
    const shown = HOSTILE.map((text) => balanced(seen(text.slice(0, 200))))
    expect(await missingFrom(page, '[role=listbox] [role=option]', shown)).toEqual([])
    const tree = page.getByRole('article', { name: 'a statement' })
    for (const branch of ['values', 'names']) {
      await tree
        .locator('summary')
        .filter({ hasText: `https://hostile.example/${branch}` })
        .click()
      await tree.getByRole('button', { name: /more$/ }).click()
    }
    const whole = HOSTILE.map((text) => balanced(seen(text.slice(0, 2_000))))
    expect(await missingFrom(page, '.explorer-text', whole)).toEqual([])
    expect(await missingFrom(page, '.explorer-key', whole)).toEqual([])
    expect([...(await harmIn(page)), ...(await turnedNeighbours(page)), ...(await overflowAt320(page))]).toEqual([])
    expect([ran, troubles]).toEqual([[], []])
  }, 120_000)

  it('stays usable with the largest statement that the store takes', async () => {
    const verb = 'https://courses.example.com/verbs/wrote'
    const id = randomUUID()
    await send(
      [{ id, actor: { ...PERSON, name: 'x'.repeat(4_300_000) }, verb: { id: verb }, object: { id: COURSE } }],
      200,
    )
    const { page, troubles } = await bed.enter('owner', `/t/${tenant}/explorer?${new URLSearchParams({ verb })}`)
    const line = page.getByRole('listbox', { name: /^Statements/ }).getByRole('option')
    await line.click()
    const article = page.getByRole('article', { name: 'a statement' })
    await article.getByText(/^4\.3 MB: long texts/).waitFor()
    for (const tab of ['Raw', 'Chain', 'Origin', 'Content']) {
      await page.getByRole('tab', { name: tab }).click()
      await settled(page, { heading: /^Explorer$/ })
      expect(await page.evaluate(() => document.body.textContent?.length)).toBeLessThan(220_000)
    }
    expect(await overflowAt320(page)).toEqual([])
    expect(troubles).toEqual([])
  }, 60_000)

  it('breaks nothing and logs nothing while everything in every room is clicked', async () => {
    const { page, troubles } = await bed.enter('owner', '/tenants')
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    const counts = await clickedIn('owner', [FRAME, ...places])
    const tooFew = Object.entries(LEAST).filter(([room, least]) => (counts.get(room) ?? 0) < least)
    expect({ tooFew, counts }).toEqual({ tooFew: [], counts })
    expect([ran, [...new Set(troubles)]]).toEqual([[], []])
  }, 300_000)

  describe('twelve journeys by keyboard alone', () => {
    journeys(bed, () => ({ tenant, statement: proven, sender: /img src=x onerror=ran\(\)>¶$/ }))
  })

  it('refuses an analyst politely, whatever they click', async () => {
    const { page, troubles } = await bed.enter('analyst', '/t/demo/explorer')
    await page.getByRole('heading', { level: 1 }).waitFor()
    const rooms = ['start', 'explorer', 'senders', 'audit', 'people', 'people?view=settings']
    const demo = [...rooms.map((room) => `/t/demo/${room}`), '/tenants'].map((path) => ({ path, heading: /./ }))
    const counts = await clickedIn('analyst', demo)
    expect([...counts.keys()].length).toBeGreaterThanOrEqual(6)
    expect(troubles).toEqual([])
  }, 120_000)
})
