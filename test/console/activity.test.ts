/** The activities: who has which result, how far people came, and what the questions tell. */
import { beforeAll, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { describeConsole, expectAccessible, expectReflow } from './bed.ts'
import { COURSE, courseTenant, EVE, LESSON, QUIZ } from './course-tenant.ts'

await describeConsole('the activities', (bed) => {
  let tenant = ''
  beforeAll(async () => {
    tenant = await courseTenant(bed)
  }, 120_000)
  const at = (activity?: string, more = '') =>
    `/t/${tenant}/activity${activity === undefined ? '' : `?activity=${encodeURIComponent(activity)}`}${more}`
  const card = (page: Page, name: string) => page.getByRole('region', { name, exact: true })
  const results = (page: Page) => page.getByRole('table', { name: 'Results' }).locator('tbody tr')

  it('lists the activities of late, narrows them, finds others by a name, and opens one by its IRI', async () => {
    const { page, troubles } = await bed.enter('owner', at())
    await page.getByRole('link', { name: 'Quiz: ladders' }).waitFor()
    await expectAccessible(page)
    await expectReflow(page)
    const field = page.getByLabel('An activity', { exact: true })
    await field.fill('quiz: LADDERS')
    const late = page.getByRole('table', { name: 'Activities of the latest statements' }).locator('tbody tr')
    expect(await late.allInnerTexts()).toEqual([expect.stringMatching(/^Quiz: ladders\s/)])
    await field.press('Enter')
    await page.waitForURL((url) => url.searchParams.get('name') === 'quiz: LADDERS')
    const found = page.getByRole('table', { name: 'Activities found' }).locator('tbody tr')
    await found.first().waitFor()
    expect(await found.allInnerTexts()).toEqual([expect.stringMatching(/^Quiz: ladders\s.*quiz\s+3\s/)])
    await field.fill(COURSE)
    await field.press('Enter')
    await page.waitForURL((url) => url.searchParams.get('activity') === COURSE)
    expect(troubles).toEqual([])
  }, 60_000)

  it('shows the results of a course and its parts, person by person', async () => {
    const { page, troubles } = await bed.enter('owner', at(COURSE))
    await page.getByRole('status').filter({ hasText: '3 people' }).waitFor()
    const [bob, ada, eve] = await results(page).allInnerTexts()
    expect(bob).toMatch(/Bob Stone\s+failed .*\s1\s+0\s+0\s+20%/)
    expect(ada).toMatch(/Ada Lovelace\s+passed .*\s1\s+1\s+1\s+90%/)
    expect(eve).toContain(EVE.name)
    await expectAccessible(page)
    await expectReflow(page)
    expect(troubles).toEqual([])
  }, 60_000)

  it('fades a wide table out at the side that has more', async () => {
    const { page } = await bed.enter('owner', at(COURSE))
    const frame = page.getByRole('region', { name: 'Results' })
    const fades = (scrolled: number) =>
      frame.evaluate(async (element, left) => {
        element.scrollLeft = left
        await new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown)))
        return ['--fade-left', '--fade-right'].map((name) => getComputedStyle(element).getPropertyValue(name))
      }, scrolled)
    await frame.waitFor()
    await expect(fades(0)).resolves.toEqual(['0px', '0px'])
    await page.setViewportSize({ width: 320, height: 720 })
    await expect(fades(0)).resolves.toEqual(['0px', '48px'])
    await expect(fades(9_999)).resolves.toEqual(['48px', '0px'])
    await page.setViewportSize({ width: 1280, height: 720 })
  }, 60_000)

  it('narrows by result and time in the address, and says so where nobody is left', async () => {
    const { page } = await bed.enter('owner', at(QUIZ, '&outcome=failed'))
    await page.getByRole('status').filter({ hasText: '3 people' }).waitFor()
    await page.getByLabel('When').selectOption('30')
    await page.getByRole('status').filter({ hasText: '2 people' }).waitFor()
    expect(new URL(page.url()).searchParams.get('within')).toBe('30')
    await page.getByLabel('Show who').selectOption('completed')
    await page.getByRole('heading', { name: 'Nobody' }).waitFor()
  }, 60_000)

  it('leads from a result to its statement', async () => {
    const { page } = await bed.enter('owner', at(QUIZ, '&outcome=passed'))
    await page.getByRole('link', { name: /^Statement: Ada Lovelace passed/ }).click()
    await page.getByRole('article', { name: 'a statement' }).getByText('Quiz: ladders').first().waitFor()
  }, 60_000)

  it('shows how far people came, part by part, and who did not finish', async () => {
    const { page, troubles } = await bed.enter('owner', at(COURSE))
    await page.getByRole('tab', { name: 'Results' }).press('ArrowRight')
    await page.waitForURL((url) => url.searchParams.get('view') === 'parts')
    const funnel = card(page, 'How far people came')
    await funnel.getByRole('img', { name: 'How far people came' }).waitFor()
    await funnel.getByText('Numbers as a table').click()
    expect(await funnel.locator('tbody tr').allInnerTexts()).toEqual([
      expect.stringMatching(/Quiz: ladders\s+3/),
      expect.stringMatching(/Three points of contact\s+2/),
    ])
    const ofParts = card(page, 'Results until the first pass')
    await ofParts.getByText('Of the parts with results: Quiz: ladders').waitFor()
    await ofParts.getByText('Numbers as a table').click()
    expect(await ofParts.locator('tbody tr').allInnerTexts()).toEqual([
      expect.stringMatching(/^2\s+1$/),
      expect.stringMatching(/^not yet\s+2$/),
    ])
    await card(page, 'Started and not finished')
      .getByRole('row', { name: /Three points.*Bob Stone/ })
      .waitFor()
    await expectAccessible(page)
    await expectReflow(page)
    await bed.enter('owner', at(LESSON, '&view=parts'))
    await card(page, 'Started and not finished').getByRole('link', { name: 'Bob Stone' }).waitFor()
    await bed.enter('owner', at(QUIZ, '&view=parts'))
    const tries = card(page, 'Results until the first pass')
    await tries.getByText('Numbers as a table').click()
    expect(await tries.locator('tbody tr').allInnerTexts()).toEqual([
      expect.stringMatching(/^2\s+1$/),
      expect.stringMatching(/^not yet\s+2$/),
    ])
    expect(troubles).toEqual([])
  }, 90_000)

  it('analyses questions: the hardest first, with the wrong answers', async () => {
    const { page } = await bed.enter('owner', at(QUIZ, '&view=items'))
    const table = page.getByRole('table', { name: 'How hard the questions are, and what they tell' })
    await table.waitFor()
    const [hard, easy] = await table.locator('tbody tr').allInnerTexts()
    expect(hard).toMatch(/How steep may it stand\?\s+2\s+50%/)
    expect(easy).toMatch(/Who may hold it\?\s+2\s+100%/)
    const wrong = page.getByRole('table', { name: 'Wrong answers' }).locator('tbody tr')
    await wrong.first().waitFor()
    expect(await wrong.allInnerTexts()).toEqual([expect.stringMatching(/How steep may it stand\?\s+b\s+1/)])
    await expectAccessible(page)
  }, 60_000)
})
