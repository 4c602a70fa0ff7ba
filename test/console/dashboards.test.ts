/** The dashboards: what was counted, what the lake knows with its cost, and the way from a number to who is behind it. */
import { readFileSync } from 'node:fs'
import { beforeAll, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Page } from 'playwright-core'
import { daysBetween, lastWeek } from '../../console/parts/periods.ts'
import { describeConsole, expectAccessible, expectReflow, signIn } from './bed.ts'
import { courseTenant, QUIZ } from './course-tenant.ts'

await describeConsole('the dashboards', (bed) => {
  let tenant = ''
  beforeAll(async () => {
    tenant = await courseTenant(bed)
  }, 120_000)
  const at = (search = '') => `/t/${tenant}/dashboards${search}`
  const card = (page: Page, name: string) => page.getByRole('region', { name, exact: true })
  const settled = async (page: Page) => {
    await card(page, 'Time spent')
      .getByText(/read|free/)
      .waitFor()
    await card(page, 'Completions and pass rates').getByRole('table').waitFor()
  }

  it('shows the counts at once, and pass rates with the failures first', async () => {
    const { page, troubles } = await bed.enter('owner', at())
    await page.getByRole('img', { name: /^12 statements were accepted in 90 days/ }).waitFor()
    await settled(page)
    const rows = card(page, 'Completions and pass rates').locator('tbody tr')
    expect(await rows.first().innerText()).toMatch(/Quiz: ladders\s+3\s+25%\s+1/)
    await expectAccessible(page)
    await expectReflow(page)
    expect(troubles).toEqual([])
  }, 120_000)

  it('leads in two steps to who failed a course last week', async () => {
    const { page } = await bed.enter('owner', at())
    await page.getByRole('link', { name: '3 failed: who, in Quiz: ladders' }).click()
    await page.getByRole('status').filter({ hasText: '3 people' }).waitFor()
    expect(await page.getByLabel('When').inputValue()).toBe('90')
    await page.getByLabel('When').selectOption('7')
    await page.getByLabel('By the time of').selectOption('the statement')
    await page.getByRole('status').filter({ hasText: '2 people' }).waitFor()
    const rows = page.getByRole('table', { name: 'Results' }).locator('tbody tr')
    expect(await rows.nth(0).innerText()).toMatch(/Bob Stone\s+failed .*\s+not passed/)
    expect(await rows.nth(1).innerText()).toMatch(/Ada Lovelace\s+failed .*\s+passed/)
    expect(new URL(page.url()).searchParams.get('activity')).toBe(QUIZ)
  }, 60_000)

  it('takes days of somebody’s own, says when the last statement was where these have none, and offers its week', async () => {
    const { page, troubles } = await bed.enter('owner', at('?days=7'))
    await page.getByLabel('Stored', { exact: true }).selectOption('last week, Monday to Sunday')
    await page.waitForURL((url) => url.searchParams.get('days') === 'last-week')
    await page.getByLabel('Stored', { exact: true }).selectOption('between two days')
    await page.getByLabel('From', { exact: true }).fill('2020-02-03')
    await page.getByLabel('From', { exact: true }).press('Enter')
    await page.waitForURL((url) => url.searchParams.get('from') === '2020-02-03')
    await page.getByRole('status').filter({ hasText: 'No statement was stored in this time.' }).waitFor()
    await expectAccessible(page)
    await expectReflow(page)
    await page.getByRole('button', { name: /^Show .* to / }).click()
    await page.getByText('No statement was stored in this time.').waitFor({ state: 'hidden' })
    expect(troubles).toEqual([])
  }, 60_000)

  it('has the numbers of each chart as a table, with links to the statements behind them', async () => {
    const { page } = await bed.enter('owner', at())
    await settled(page)
    const scores = card(page, 'Scores')
    await scores.getByRole('img', { name: 'How many scores lie in each tenth of the scale' }).waitFor()
    await scores.getByText('Numbers as a table').click()
    expect(await scores.getByRole('row', { name: /90% to 100%/ }).innerText()).toMatch(/1\s+1$/)
    const byDay = card(page, 'Statements by day')
    await byDay.getByText('Numbers as a table').click()
    await byDay
      .getByRole('link', { name: /^Statements: / })
      .last()
      .click()
    await page.getByRole('status').filter({ hasText: '12, these are all' }).waitFor()
  }, 60_000)

  it('says what each answer cost, and that looking again is free', async () => {
    const { page } = await bed.enter('owner', at())
    await settled(page)
    const first = card(page, 'Scores').getByText(/read .*: US\$0\.00/)
    expect(await first.innerText()).toMatch(/score-distribution · read [\d.]+ (byte|kB): US\$0\.0000477/)
    const fresh = await bed.stranger(at())
    await signIn(fresh.page, 'owner')
    await card(fresh.page, 'Scores').getByText('used again: free').waitFor()
    await fresh.page.context().close()
  }, 90_000)

  it('gives a question as a command, and its answer as CSV', async () => {
    const { page } = await bed.enter('owner', at())
    await settled(page)
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    const take = page.getByRole('button', { name: 'Take or renew: Time spent' })
    await take.click()
    await page.getByRole('button', { name: 'Copy as command' }).click()
    const command = await page.evaluate(() => navigator.clipboard.readText())
    expect(command).toMatch(
      new RegExp(
        `^npm run cairn -- query time-spent --tenant ${tenant} --from \\d{4}-\\d\\d-\\d\\d --to \\d{4}-\\d\\d-\\d\\d$`,
      ),
    )
    await take.click()
    const menu = page.getByRole('group', { name: 'Take or renew: Time spent' })
    await menu.getByRole('button', { name: 'Show the SQL' }).click()
    const dialog = page.getByRole('dialog', { name: 'SQL: Time spent' })
    await dialog.getByRole('row').filter({ hasText: tenant }).waitFor()
    await dialog.getByText('hours_per_learner').waitFor()
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Close' }).click()
    await take.click()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      menu.getByRole('button', { name: 'Download CSV' }).click(),
    ])
    expect(download.suggestedFilename()).toBe(`${tenant}-time-spent.csv`)
    expect(readFileSync(await download.path(), 'utf8')).toMatch(/^course,learners,hours,hours_per_learner\r\n"https:/)
  }, 60_000)

  it('keeps its choices in the address, and speaks German', async () => {
    const { page } = await bed.enter('owner', at('?period=day'))
    await settled(page)
    expect(await page.getByLabel('By', { exact: true }).inputValue()).toBe('day')
    await page.getByLabel('Course or activity').selectOption({ label: 'Quiz: ladders' })
    await page.waitForURL((url) => url.searchParams.get('course') === QUIZ)
    await expect(card(page, 'Completions and pass rates').locator('tbody tr').count()).resolves.toBe(1)
    const german = await bed.stranger(at('?from=2020-01-01'), { locale: 'de-DE' })
    await signIn(german.page, 'owner')
    await german.page.getByRole('heading', { name: 'Abschlüsse und Bestehensquoten' }).waitFor()
    expect(await german.page.getByLabel('Gespeichert', { exact: true }).inputValue()).toBe('between')
    const note = german.page.getByRole('alert').filter({ hasText: 'Die Anfrage verletzt eine Regel' })
    await note.getByText('The parameter from must be a day before `to`, by 400 days at most.').waitFor()
    await german.page.context().close()
  }, 90_000)

  it('shows an analyst what the lake knows, and says who sees the counts', async () => {
    const { page, troubles } = await bed.enter('analyst', '/t/demo/dashboards')
    await page.getByText('The counts of each day are for admins and auditors.').waitFor()
    await card(page, 'Active learners')
      .getByText(/active-learners/)
      .waitFor()
    expect(troubles).toEqual([])
  }, 60_000)
})

it('knows the last whole week of every day: from Monday to Sunday, before today', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 60_000 }), (at) => {
      const dayAt = (day: number) => new Date(day * 86_400_000).toISOString().slice(0, 10)
      const { from, to } = lastWeek(dayAt(at))
      expect(new Date(from).getUTCDay()).toBe(1)
      expect(daysBetween({ from: to, to: from }, '')).toEqual({ from, to: dayAt(Date.parse(from) / 86_400_000 + 6) })
      expect(to < dayAt(at) && to >= dayAt(at - 7)).toBe(true)
    }),
  )
})
