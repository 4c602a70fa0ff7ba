/** The learners: one person's registrations with attempts, scores and time, and what happened in each. */
import { beforeAll, expect, it } from '@jest/globals'
import { describeConsole, expectAccessible, expectReflow } from './bed.ts'
import { ADA, ADAS_REGISTRATION, BOB, COURSE, courseTenant, EVE } from './course-tenant.ts'

await describeConsole('the learners', (bed) => {
  let tenant = ''
  beforeAll(async () => {
    tenant = await courseTenant(bed)
  }, 120_000)
  const of = (agent: object, more = '') =>
    `/t/${tenant}/learner?agent=${encodeURIComponent(JSON.stringify(agent))}${more}`
  const ada = { mbox: ADA.mbox }

  it('finds a person as somebody writes them, and says what is none', async () => {
    const { page, troubles } = await bed.enter('owner', `/t/${tenant}/learner`)
    await page.getByRole('link', { name: 'Ada Lovelace' }).waitFor()
    await page.getByRole('link', { name: EVE.name }).waitFor()
    await expectAccessible(page)
    await expectReflow(page)
    const field = page.getByLabel('A person')
    await field.fill('nobody at all')
    await field.press('Enter')
    await page.getByText('A person is found by a mailbox').waitFor()
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
    const row = page.getByRole('table', { name: 'Courses' }).getByRole('row', { name: new RegExp(COURSE) })
    await row.first().waitFor()
    expect(await row.first().innerText()).toMatch(/\s3\s.*failed\s+20%/s)
  }, 60_000)

  it('says so where nothing is known of a person', async () => {
    const { page } = await bed.enter('owner', of({ mbox: 'mailto:nobody@example.org' }))
    await page.getByRole('heading', { name: 'Nothing is known of this person' }).waitFor()
  })
})
