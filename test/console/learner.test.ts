/** The learners, and how they are found: one person's registrations with attempts, scores and time, and what happened in each. */
import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { type Bed, describeConsole, expectAccessible, expectReflow } from './bed.ts'
import { ADA, ADAS_REGISTRATION, BOB, COURSE, courseTenant, EVE, LESSON } from './course-tenant.ts'
import { keysOf } from './keys.ts'

await describeConsole('the learners', (bed) => {
  let tenant = ''
  beforeAll(async () => {
    tenant = await courseTenant(bed)
  }, 120_000)
  const of = (agent: object, more = '') =>
    `/t/${tenant}/learner?agent=${encodeURIComponent(JSON.stringify(agent))}${more}`
  const ada = { mbox: ADA.mbox }

  it('narrows the people of late while a name is typed, and finds others by it in the lake', async () => {
    const { page, troubles } = await bed.enter('owner', `/t/${tenant}/learner`)
    const late = page.getByRole('table', { name: 'People of the latest statements' }).locator('tbody tr')
    await late.filter({ hasText: EVE.name }).waitFor()
    const field = page.getByLabel('A person', { exact: true })
    await field.fill('LOVELÁCE')
    expect(await late.allInnerTexts()).toEqual([expect.stringMatching(/^Ada Lovelace\s/)])
    await field.fill('l')
    await field.press('Enter')
    await page.getByText('A part of a name has two characters at least.').waitFor()
    await field.fill(' <IMG SRC')
    await field.press('Enter')
    await page.waitForURL((url) => url.searchParams.get('name') === '<IMG SRC')
    const found = page.getByRole('table', { name: 'People found' }).locator('tbody tr')
    await found.first().waitFor()
    expect(await found.allInnerTexts()).toEqual([expect.stringMatching(/onerror=.*\s+mailto:eve@example\.org\s+1\s/)])
    await expectAccessible(page)
    await expectReflow(page)
    await found.getByRole('link', { name: EVE.name }).click()
    await page.getByRole('heading', { name: EVE.name }).waitFor()
    expect(troubles).toEqual([])
  }, 60_000)

  it('says where nobody has a name, looks in all years, and opens whom an identifier is of', async () => {
    const { page, troubles } = await bed.enter('owner', `/t/${tenant}/learner?name=nobody+at+all`)
    await page.getByText('Nobody of that name in what was stored in the last 365 days').waitFor()
    await page.getByRole('button', { name: 'Look in all years' }).click()
    await page.getByText('Nobody of that name in all that was stored').waitFor()
    expect(new URL(page.url()).searchParams.get('all')).toBe('true')
    const field = page.getByLabel('A person', { exact: true })
    expect(await field.inputValue()).toBe('nobody at all')
    await field.fill(`${BOB.account.homePage}|${BOB.account.name}`)
    await field.press('Enter')
    await page.getByRole('heading', { name: 'Bob Stone' }).waitFor()
    expect(troubles).toEqual([])
  }, 60_000)

  it('shows a registration with its attempts, best score and time', async () => {
    const { page, troubles } = await bed.enter('owner', of(ada))
    const head = page.getByRole('button', { name: /Quiz: ladders.*3 results/ })
    expect(await head.innerText()).toMatch(/passed\n.*3 results · best 90% · 10 min/)
    await page.getByText('All 5 statements were read').waitFor()
    await expectAccessible(page)
    await expectReflow(page)
    expect(troubles).toEqual([])
  }, 60_000)

  it('draws when things began and what came of them, with a table that says the same', async () => {
    const { page } = await bed.enter('owner', of(ada))
    await page.getByRole('img', { name: /^When each of 3 courses began/ }).waitFor()
    await page.getByText('Numbers as a table').click()
    const row = page.getByRole('row', { name: /Quiz: ladders/ })
    expect(await row.innerText()).toContain('completed, failed, passed')
  }, 60_000)

  it('opens a registration by keyboard, at an address that a new visitor can be given', async () => {
    const { page } = await bed.enter('owner', of(ada))
    await page.getByRole('button', { name: /Quiz: ladders.*3 results/ }).press('Enter')
    await page.waitForURL((url) => url.searchParams.get('registration') === ADAS_REGISTRATION)
    const events = page.getByRole('list', { name: 'What happened' }).getByRole('listitem')
    await events.nth(2).waitFor()
    expect(await events.allInnerTexts()).toEqual([
      expect.stringMatching(/passed Quiz: ladders\s+90% · passed · 2 min/),
      expect.stringMatching(/failed Quiz: ladders\s+40% · failed · 3 min/),
      expect.stringMatching(/completed Three points of contact\s+10 min/),
    ])
    const proof = events.nth(1).getByRole('link', { name: /^Proof: .* failed Quiz: ladders$/ })
    expect(await proof.getAttribute('href')).toMatch(/audit\?statement=[0-9a-f-]{36}$/)
    await expectAccessible(page)
    await page.getByRole('link', { name: 'In the explorer' }).click()
    await page.getByRole('status').filter({ hasText: '3, these are all' }).waitFor()
  }, 60_000)

  it('tells what the lake knows of each course, by its name', async () => {
    const { page } = await bed.enter('owner', of(ada))
    await page.getByRole('tab', { name: 'Courses' }).click()
    const row = page.getByRole('table', { name: 'Courses' }).getByRole('row', { name: new RegExp(COURSE) })
    await row.first().waitFor()
    expect(await row.first().innerText()).toMatch(/\s3\s.*passed\s+90%/)
    await expectAccessible(page)
    await expectReflow(page)
  }, 60_000)

  it('takes the result that a part told, though it is not the latest statement', async () => {
    const { page } = await bed.enter('owner', of({ account: BOB.account }, '&view=courses'))
    const rows = page.getByRole('table', { name: 'Courses' }).getByRole('row', { name: new RegExp(COURSE) })
    await rows.nth(1).waitFor()
    const [course, other] = await rows.allInnerTexts()
    expect(course).toMatch(/\s3\s.*failed\s+20%/s)
    expect(other).toMatch(/Ladders, again.*\s1\s.*satisfied\s+–/s)
  }, 60_000)

  it('says so where nothing is known of a person, and looks for the identifier elsewhere', async () => {
    const { page } = await bed.enter('owner', of({ mbox: 'mailto:nobody@example.org' }))
    await page.getByRole('heading', { name: 'Nothing is known of this person' }).waitFor()
    await page.getByRole('link', { name: 'Look for it among names and identifiers' }).click()
    await page.getByRole('heading', { name: 'No statement is of this identifier' }).waitFor()
    await page.getByText('Nobody of that name').waitFor()
  })

  describe('the search in the head', () => {
    const search = (page: Page) => page.getByRole('searchbox', { name: 'Find a person, an activity or a statement' })
    const find = async (text: string) => {
      const { page, troubles } = await bed.enter('owner', `/t/${tenant}/start`)
      await search(page).fill(text)
      await search(page).press('Enter')
      return { page, troubles }
    }
    const at = (page: Page, room: string, name: string, value: string) =>
      page.waitForURL(({ pathname, searchParams }) => pathname.endsWith(room) && searchParams.get(name) === value)

    it('leads from a name to the timeline of a person, by keyboard alone', async () => {
      const { page, troubles } = await bed.enter('owner', `/t/${tenant}/dashboards`)
      const keys = keysOf(page)
      await page.getByRole('heading', { level: 1, name: 'Dashboards' }).waitFor()
      await search(page).waitFor()
      await keys.key('/')
      await page.keyboard.type('lovelace')
      await keys.key('Enter')
      await page.getByRole('link', { name: 'Ada Lovelace', exact: true }).waitFor()
      await page.getByText('No activity of that name').waitFor()
      await expectAccessible(page)
      await expectReflow(page)
      await keys.press('link', 'Ada Lovelace')
      await page.getByRole('heading', { level: 1, name: 'Ada Lovelace' }).waitFor()
      await page.getByText('All 5 statements were read').waitFor()
      expect(troubles).toEqual([])
    }, 60_000)

    it('finds people and activities beside each other, by a part of a name or identifier', async () => {
      const { page, troubles } = await find('example.')
      const rows = (name: string) => page.getByRole('table', { name }).locator('tbody tr')
      await rows('People found').nth(2).waitFor()
      await rows('Activities found').nth(2).waitFor()
      expect(await rows('Activities found').allInnerTexts()).toEqual([
        expect.stringMatching(/^Quiz: ladders\s.*quiz\s+3\s/),
        expect.stringMatching(/^Three points of contact\s.*lesson\s+2\s/),
        expect.stringMatching(/^Ladders, again\s.*ladders-2\s+1\s/),
      ])
      await page.getByRole('link', { name: 'Proofs: Ada Lovelace' }).click()
      await page.waitForURL((url) => url.pathname.endsWith('/audit') && url.searchParams.has('person'))
      await page.getByRole('heading', { name: /Ada Lovelace/ }).waitFor()
      expect(troubles).toEqual([])
    }, 60_000)

    it('opens what an identifier is of: a statement, a registration, a person, a course', async () => {
      const { page } = await bed.enter('owner', `/t/${tenant}/explorer`)
      await page.getByRole('listbox').getByRole('option').first().click()
      await page.waitForURL((url) => url.searchParams.has('statement'))
      const statement = new URL(page.url()).searchParams.get('statement') ?? ''
      await find(statement.toUpperCase())
      await at(page, 'explorer', 'statement', statement)
      await find(ADAS_REGISTRATION)
      await at(page, 'explorer', 'registration', ADAS_REGISTRATION)
      await find('ada@example.org')
      await at(page, 'learner', 'agent', JSON.stringify(ada))
      await find(COURSE)
      await at(page, 'activity', 'activity', COURSE)
      await page.goBack()
      await page.waitForURL('**/start')
    }, 60_000)

    it('says of an identifier that nothing has it, and offers both where two have it', async () => {
      const { page } = await find(randomUUID())
      await page.getByRole('heading', { name: 'No statement and no registration has this id' }).waitFor()
      await sendTo(bed, tenant, { actor: { openid: LESSON }, verb: { id: `${COURSE}/tried` }, object: { id: COURSE } })
      await find(LESSON)
      const both = page.getByRole('region', { name: 'This identifier is of more than one thing' })
      await both.waitFor()
      expect(await both.getByRole('listitem').allInnerTexts()).toEqual([
        `The person ${LESSON}`,
        `The activity ${LESSON}`,
      ])
      await expectAccessible(page)
      await both.getByRole('link').first().click()
      await at(page, 'learner', 'agent', JSON.stringify({ openid: LESSON }))
    }, 60_000)

    it('opens above the head of a narrow window, gives the focus back, and leaves / to who wants it otherwise', async () => {
      const { page } = await bed.enter('owner', `/t/${tenant}/start`)
      const size = page.viewportSize() ?? { width: 1280, height: 720 }
      await page.setViewportSize({ width: 320, height: 720 })
      const opener = page.getByRole('button', { name: 'Find a person, an activity or a statement' })
      await opener.click()
      expect(await search(page).evaluate((field) => field === document.activeElement)).toBe(true)
      await page.keyboard.type('/')
      expect(await search(page).inputValue()).toBe('/')
      await search(page).fill('')
      await page.keyboard.press('Escape')
      expect(await search(page).isVisible()).toBe(false)
      expect(await opener.evaluate((button) => button === document.activeElement)).toBe(true)
      await page.setViewportSize(size)
      const choose = async () => {
        await page.getByRole('button', { name: 'Account and settings' }).click()
        await page.getByLabel('The key / leads to the search').click()
        await page.keyboard.press('Escape')
        await page.keyboard.press('/')
        return search(page).evaluate((field) => field === document.activeElement)
      }
      expect(await choose()).toBe(false)
      expect(await choose()).toBe(true)
      await bed.enter('owner', '/tenants')
      await page.getByRole('heading', { level: 1, name: 'Tenants' }).waitFor()
      expect(await page.getByRole('search').count()).toBe(0)
    }, 60_000)
  })
})

async function sendTo(bed: Bed, tenant: string, statement: object): Promise<void> {
  const { running } = bed
  const json = { 'Content-Type': 'application/json' }
  const made = await fetch(`${running.admin.endpoint}/tenants/${tenant}/credentials`, {
    method: 'POST',
    headers: { ...json, Authorization: `Bearer ${running.admin.token}` },
    body: JSON.stringify({ label: 'One more', scopes: ['statements/write'] }),
  })
  const { key, secret } = await made.json()
  const { status } = await fetch(`${running.endpoint}/statements`, {
    method: 'POST',
    headers: { ...json, Authorization: `Basic ${btoa(`${key}:${secret}`)}`, 'X-Experience-API-Version': '1.0.3' },
    body: JSON.stringify(statement),
  })
  expect(status).toBe(200)
}
