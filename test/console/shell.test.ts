/** The frame of the console: signing in and out, tenants and rooms by role, settings, addresses, and what goes wrong. */
import { expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { describeOwnConsole, expectAccessible, expectReflow, signIn } from './bed.ts'

/** Of the sign-in that is under way in the tab. */
async function stateOf(page: Page, console: string): Promise<string | null> {
  await page.goto(new URL('config.json', console).href)
  return page.evaluate(() => sessionStorage.getItem('cairn.pending-sign-in'))
}

await describeOwnConsole('the console', (bed) => {
  it('lets nobody in who has not signed in, and brings them to where they wanted to go', async () => {
    const { page, troubles } = await bed.stranger('/t/demo/explorer?verb=http%3A%2F%2Fexample.com%2Fv')
    await page.getByRole('heading', { name: 'Cairn' }).waitFor()
    await expectAccessible(page)
    await signIn(page, 'admin-demo')
    await page.waitForURL('**/t/demo/explorer?verb=*')
    expect(new URL(page.url()).searchParams.get('verb')).toBe('http://example.com/v')
    expect(troubles).toEqual([])
    await page.context().close()
  })

  it('keeps tokens in memory alone: none is in storage or in the address', async () => {
    const { page } = await bed.enter('owner', '/')
    await page.waitForURL('**/t/**')
    const kept = await page.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href]),
    )
    expect(kept).not.toMatch(/eyJ|refresh|access_token|code=/)
  })

  it('goes on where it was when the tab is loaded again: the issuer knows who it is', async () => {
    const { page, troubles } = await bed.stranger('/t/demo/explorer?related=true')
    await signIn(page, 'auditor')
    await page.reload()
    await page.getByRole('heading', { name: 'Explorer' }).waitFor()
    await page.waitForURL('**/t/demo/explorer?related=true')
    expect(troubles).toEqual([])
    await page.context().close()
  })

  it('says at the door what the issuer refused, and lets somebody try again', async () => {
    const { page } = await bed.stranger('/')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByLabel('Name').waitFor()
    const state = JSON.parse((await stateOf(page, bed.running.console)) ?? '{}').state
    await page.goto(`${bed.running.console}?error=access_denied&error_description=not+today&state=${state}`)
    await page.getByRole('alert').waitFor()
    await page.getByRole('button', { name: 'Sign in' }).waitFor()
    await page.context().close()
  })

  it('shows an owner the rooms and the tenants, by their ids', async () => {
    const { page, troubles } = await bed.enter('owner', '/')
    await page.waitForURL('**/t/demo/**')
    await page.getByRole('button', { name: 'Tenant: demo' }).click()
    const group = page.getByRole('group', { name: 'Tenant: demo' })
    await group.getByRole('button', { name: /^demo2/ }).click()
    await page.waitForURL('**/t/demo2/**')
    await page.getByRole('link', { name: 'Tenants' }).waitFor()
    expect(troubles).toEqual([])
  })

  it('shows an analyst no room that needs another role', async () => {
    const { page } = await bed.enter('analyst', '/')
    await page.waitForURL('**/t/demo/**')
    const names = await page.getByRole('navigation', { name: 'Rooms' }).getByRole('link').allTextContents()
    expect(names).toContain('Explorer')
    for (const name of ['Start', 'Tenants', 'Senders', 'Audit and evidence']) expect(names).not.toContain(name)
  })

  it('speaks German where somebody chooses it, keeps it, and tells the time zone', async () => {
    const { page } = await bed.enter('owner', '/t/demo/explorer')
    await page.getByRole('button', { name: 'Account and settings' }).click()
    await page.getByLabel('Language').selectOption('de')
    await page.getByRole('button', { name: 'Konto und Einstellungen' }).waitFor()
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('de')
    await page.getByText('Zeiten in Europe/Berlin').first().waitFor()
    await page.getByLabel('Sprache').selectOption('en')
    expect(await page.evaluate(() => localStorage.getItem('cairn.language'))).toBe('en')
    await page.keyboard.press('Escape')
  })

  it('is light or dark as somebody chooses, or as the system has it', async () => {
    const { page } = await bed.enter('owner', '/t/demo/explorer')
    await page.getByRole('button', { name: 'Account and settings' }).click()
    const scheme = () => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)
    await page.getByLabel('Appearance').selectOption('dark')
    expect(await scheme()).toBe('dark')
    await page.getByLabel('Appearance').selectOption('system')
    expect(await scheme()).toBe('light dark')
    await page.keyboard.press('Escape')
  })

  it('has a way past the navigation, and says aloud where a link has led', async () => {
    const { page } = await bed.enter('owner', '/t/demo/explorer')
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.getByRole('link', { name: 'Start' }).click()
    await page.waitForURL('**/t/demo/start')
    await page.waitForFunction(() => document.activeElement?.id === 'content')
    await page
      .getByTestId('announcer')
      .filter({ hasText: 'Send your first statement · demo · Cairn' })
      .waitFor({ state: 'attached' })
    await page.getByRole('link', { name: 'Skip to the content' }).focus()
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => document.activeElement?.id === 'content')
  })

  it('gives every request of a view as a line of curl, which runs', async () => {
    const { page } = await bed.enter('owner', '/t/demo/explorer')
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.getByRole('button', { name: 'Requests of this tab' }).click()
    await page.getByRole('button', { name: 'Copy as curl: getMe' }).click()
    const line = await page.evaluate(() => navigator.clipboard.readText())
    expect(line).toBe(`curl -sS '${bed.running.admin.endpoint}/me' -H "Authorization: Bearer $CAIRN_TOKEN"`)
    await page.keyboard.press('Escape')
  })

  it('takes nothing along that no room knows', async () => {
    const { page } = await bed.enter('owner', '/t/demo/explorer?related=true&unknown=1')
    await page.getByLabel('Order').selectOption('old')
    await page.waitForURL((url) => url.searchParams.has('ascending'))
    const { searchParams } = new URL(page.url())
    expect([searchParams.get('related'), searchParams.has('unknown')]).toEqual(['true', false])
  })

  it('says of an address that is nowhere that there is nothing', async () => {
    const { page } = await bed.enter('owner', '/no/such/room')
    await page.getByRole('heading', { name: 'There is nothing at this address' }).waitFor()
  })

  it('has no violation of WCAG 2.2 AA in light, dark and forced colours, and flows at 320 px', async () => {
    const { page, troubles } = await bed.enter('owner', '/t/demo/start')
    await page.getByRole('heading', { level: 1 }).waitFor()
    await expectAccessible(page)
    await expectReflow(page)
    expect(troubles).toEqual([])
  }, 60_000)

  it('signs out: the tokens are revoked, and the next visit begins at the door', async () => {
    const { page } = await bed.stranger('/')
    await signIn(page, 'auditor')
    await page.getByRole('button', { name: 'Account and settings' }).click()
    const revoked = page.waitForRequest((request) => request.url().endsWith('/revocation'))
    await page.getByRole('button', { name: 'Sign out' }).click()
    await revoked
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.waitForURL(bed.running.console)
    await page.getByRole('button', { name: 'Sign in' }).waitFor()
    await page.context().close()
  })
})
