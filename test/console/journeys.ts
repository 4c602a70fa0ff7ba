/** Twelve journeys by keyboard alone. Each begins at an address, as somebody would type it. */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import type { Bed } from './bed.ts'
import { type Keys, keysOf } from './keys.ts'

type About = {
  tenant: string
  /** Of a statement of `demo` that is proven. */
  statement: string
  /** Begins the name of a sender with refusals. */
  sender: RegExp
}

/** @param about what there is, once the tests run */
export function journeys(bed: Bed, about: () => About): void {
  let page: Page
  let troubles: string[]
  let keys: Keys
  const heading = (name: string | RegExp) => page.getByRole('heading', { name }).first().waitFor()
  const search = (name: string, value: string | RegExp) =>
    page.waitForURL((url) => new RegExp(value).test(url.searchParams.get(name) ?? ''))
  const start = async (path: string) => {
    ;({ page, troubles } = await bed.enter('owner', path.replace('$tenant', about().tenant)))
    keys = keysOf(page)
    await page.getByRole('heading', { level: 1 }).waitFor()
  }
  const room = async (name: string) => {
    await start('/t/$tenant/start')
    await keys.press('link', name)
    await page.getByRole('heading', { level: 1, name, exact: true }).waitFor()
  }

  it('1: signs in', async () => {
    ;({ page, troubles } = await bed.stranger(`/t/${about().tenant}/start`))
    keys = keysOf(page)
    await page.getByRole('button', { name: 'Sign in' }).waitFor()
    await keys.press('button', 'Sign in')
    await page.getByLabel('Password').waitFor()
    await keys.fill('textbox', /^Name/, 'owner')
    await keys.fill('textbox', /^Password/, 'owner')
    await keys.key('Enter')
    await heading('Send your first statement')
    await keys.press('link', 'Explorer')
    await heading('Explorer')
    expect(troubles).toEqual([])
    await page.context().close()
  }, 60_000)

  it('2: finds statements by their verb', async () => {
    await room('Explorer')
    await page.getByRole('listbox').getByRole('option').first().waitFor()
    await keys.press('button', 'Add filter')
    await keys.choose('Filter by', 'Verb')
    await keys.fill('combobox', 'Verb', 'experienced')
    await keys.key('ArrowDown')
    await keys.key('Enter')
    await search('verb', 'experienced$')
    await keys.kept()
  }, 60_000)

  it('3: opens one and goes through its tabs', async () => {
    await start(`/t/$tenant/explorer?verb=${encodeURIComponent('http://adlnet.gov/expapi/verbs/experienced')}`)
    await keys.to('listbox', /^Statements/)
    await keys.key('Home')
    await keys.key('Enter')
    await search('statement', /./.source)
    await keys.to('tab', 'Content')
    for (const view of ['raw', 'chain', 'origin']) {
      await keys.key('ArrowRight')
      await search('view', view)
    }
    await page.getByText(/^[0-9a-f]{64}$/).waitFor()
    await keys.press('button', 'Close the statement')
    await page.waitForURL((url) => !url.searchParams.has('statement'))
    await keys.kept()
  }, 60_000)

  it('4: finds who failed a course in the last week', async () => {
    await room('Dashboards')
    await page
      .getByRole('link', { name: /failed: who/ })
      .first()
      .waitFor()
    await keys.press('link', /failed: who/)
    await page.getByRole('combobox', { name: 'When' }).waitFor()
    await keys.choose('When', 'in the last 7 days')
    await search('within', '7')
    await page
      .getByRole('link', { name: /^Statement: .* failed,/ })
      .first()
      .waitFor()
  }, 60_000)

  it('5: sees why a sender is refused', async () => {
    await room('Senders')
    await page.getByRole('link', { name: about().sender }).waitFor()
    await keys.press('link', about().sender)
    await heading('What is refused')
    await page.getByText('is not a property that xAPI knows here').first().waitFor()
  }, 60_000)

  it('6: gets the proof of a statement, which is verified', async () => {
    await start('/t/demo/start')
    await keys.press('link', 'Audit and evidence')
    await keys.fill('textbox', /^Person, or id/, about().statement)
    await keys.key('Enter')
    await page.getByText('Not a character of this record has changed').waitFor()
    // The focus is in the verdict: Tab leads to what is in it.
    await keys.press('summary', 'The exact text')
  }, 60_000)

  it('7: makes a credential, and revokes it', async () => {
    const label = `Keys ${randomUUID()}`
    await room('Senders')
    await keys.press('button', 'New credential')
    await keys.fill('textbox', 'Label', label)
    await keys.press('button', 'Make the credential')
    await keys.press('button', 'I have copied it')
    await page.getByRole('heading', { level: 1, name: label }).waitFor()
    await keys.kept()
    await keys.press('button', 'Revoke')
    await keys.fill('textbox', /^Type .* to confirm$/, label)
    await keys.press('button', /^Revoke/)
    await page.getByRole('heading', { level: 1, name: label }).waitFor({ state: 'detached' })
    await keys.kept()
  }, 60_000)

  it('8: adds a member', async () => {
    const subject = `keys|${randomUUID()}`
    await room('Members and settings')
    await keys.press('button', 'Add a member')
    await keys.fill('textbox', 'Subject', subject)
    await keys.to('radio', /^analyst/)
    await keys.key('ArrowUp')
    await keys.press('button', 'Add')
    await keys.kept()
    await page.getByRole('row').filter({ hasText: subject }).getByText('auditor', { exact: true }).waitFor()
  }, 60_000)

  it('9: prepares an erasure, and sees what it would do', async () => {
    await room('Audit and evidence')
    await keys.to('tab', 'Proof')
    for (const show of ['trail', 'evidence', 'verify', 'cases']) {
      await keys.key('ArrowRight')
      await search('show', show)
    }
    await keys.press('button', 'Erase a person')
    await keys.fill('textbox', /^Identifiers of the person/, 'eve@example.org')
    await keys.fill('textbox', 'Reason', 'A request of the person')
    await keys.press('button', 'Prepare and count')
    await heading('What it would do')
    await keys.kept()
  }, 60_000)

  it('10: asks a question and gets its answer as CSV', async () => {
    await room('Query')
    await page.getByRole('link', { name: /^verbs/ }).waitFor()
    await keys.press('link', /^verbs/)
    await keys.press('button', 'Ask')
    await page.getByRole('button', { name: 'Download as CSV' }).waitFor()
    const [file] = await Promise.all([page.waitForEvent('download'), keys.press('button', 'Download as CSV')])
    expect(readFileSync(await file.path(), 'utf8')).toMatch(/^\w+,.*\r\n.*http/)
  }, 60_000)

  it('11: chooses another language and appearance', async () => {
    await start('/t/$tenant/start')
    await keys.press('button', 'Account and settings')
    await keys.choose('Language', 'Deutsch')
    await page.getByRole('button', { name: 'Konto und Einstellungen' }).waitFor()
    await keys.choose('Darstellung', 'Dunkel')
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe('dark')
    await keys.choose('Sprache', 'English')
    await keys.key('Escape')
    await keys.kept()
  }, 60_000)

  it('12: makes a tenant, and suspends it', async () => {
    const id = `k${randomUUID().slice(0, 8)}`
    await room('Tenants')
    await keys.press('button', 'New tenant')
    await keys.fill('textbox', 'Id', id)
    await keys.press('button', 'Make the tenant')
    await page.waitForURL(`**/t/${id}/senders`)
    await keys.kept()
    await keys.press('link', 'Members and settings')
    await keys.to('tab', 'Members')
    await keys.key('End')
    await search('view', 'settings')
    await keys.press('button', 'Suspend')
    await keys.fill('textbox', 'Reason', 'Only a test')
    await keys.press('button', 'Suspend')
    await page.getByRole('button', { name: 'Resume' }).waitFor()
    await keys.kept()
    expect(troubles).toEqual([])
  }, 60_000)
}
