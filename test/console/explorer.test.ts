/** The explorer: the list, its filters, one statement with all its sides, what is new, and what is voided. */
import { randomUUID } from 'node:crypto'
import { expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { lrsOf } from '../support/lrs.ts'
import { basic, tenantOf } from '../support/runner.ts'
import { describeConsole, expectAccessible, expectReflow } from './bed.ts'

const verb = (name: string) => `http://adlnet.gov/expapi/verbs/${name}`
/** More than a number of JavaScript has. */
const DIGITS = '1234567890.12345678901234567890'

const course = `https://courses.example.com/${randomUUID()}`
const registration = randomUUID()
const ada = { name: 'Ada Lovelace', mbox: `mailto:ada-${randomUUID()}@example.org` }
const bob = { name: 'Bob', account: { homePage: 'https://hr.example.org', name: `b-${randomUUID()}` } }

const statement = (name: string, more: object = {}) => ({
  id: randomUUID(),
  actor: ada,
  verb: { id: verb(name), display: { 'en-GB': name, de: `${name} (de)` } },
  object: { id: course, definition: { name: { en: 'Ladder safety', de: 'Sicher auf Leitern' } } },
  context: { registration },
  ...more,
})

await describeConsole('the explorer', (bed) => {
  const passed = statement('passed', {
    result: {
      score: { raw: 9, max: 10, scaled: 0.9 },
      success: true,
      duration: 'PT2M4S',
      extensions: { 'https://x.example/big': DIGITS },
    },
  })
  const begun = statement('initialized')
  const ofBob = statement('failed', { actor: bob, context: {}, result: { success: false } })
  const list = (page: Page) => page.getByRole('listbox', { name: /Statements/ })
  const send = async (...statements: object[]) => {
    const { status } = await fetch(`${bed.running.endpoint}/statements`, {
      method: 'POST',
      headers: {
        Authorization: basic(tenantOf(bed.running, '1.0.3')),
        'Content-Type': 'application/json',
        'X-Experience-API-Version': '1.0.3',
      },
      body: JSON.stringify(statements).replaceAll(`"${DIGITS}"`, DIGITS),
    })
    expect(status).toBe(200)
  }
  const about = (search = '') => `/t/demo/explorer?activity=${encodeURIComponent(course)}${search}`

  it('lists statements as sentences, with filters that are in the address', async () => {
    await send(begun, passed, ofBob)
    const { page, troubles } = await bed.enter('owner', about())
    await list(page).getByRole('option').nth(2).waitFor()
    expect(await page.getByRole('status').filter({ hasText: '3, these are all' }).count()).toBe(1)
    const line = list(page).getByRole('option').filter({ hasText: 'Ada Lovelace passed Ladder safety' })
    expect(await line.textContent()).toContain('with 9 of 10 · success · in 2 min')
    await expectAccessible(page)
    await expectReflow(page)
    expect(troubles).toEqual([])
  }, 60_000)

  it('says when the last one was where a time has none, and shows it', async () => {
    const { page } = await bed.enter('owner', about('&since=2099-01-01T00:00:00Z'))
    await page.getByText('The last one was on').waitFor()
    await page.getByRole('button', { name: 'Show what was stored from' }).click()
    await list(page).getByRole('option').first().waitFor()
  }, 60_000)

  it('adds a filter by what the list has, shows it as a chip, and removes it again', async () => {
    const { page } = await bed.enter('owner', about())
    await page.getByRole('button', { name: 'Add filter' }).click()
    await page.getByLabel('Filter by', { exact: true }).selectOption('verb')
    await page.getByRole('combobox', { name: 'Verb' }).fill('pass')
    await page
      .getByRole('option', { name: /passed/ })
      .first()
      .click()
    await page.waitForURL((url) => url.searchParams.get('verb') === verb('passed'))
    await page.getByRole('status').filter({ hasText: '1, these are all' }).waitFor()
    await page.getByRole('button', { name: 'Remove Verb passed' }).click()
    await page.getByRole('status').filter({ hasText: '3, these are all' }).waitFor()
  })

  it('takes a person as somebody writes them, and says what is wrong with what is no person', async () => {
    const { page } = await bed.enter('owner', about())
    await page.getByRole('button', { name: 'Add filter' }).click()
    await page.getByLabel('Filter by', { exact: true }).selectOption('agent')
    const field = page.getByRole('combobox', { name: 'Actor' })
    await field.fill('nobody at all')
    await field.press('Enter')
    await page.getByText('This is no agent').waitFor()
    await field.fill(`${bob.account.homePage}|${bob.account.name}`)
    await field.press('Enter')
    await page.waitForURL((url) => url.searchParams.get('agent') === JSON.stringify({ account: bob.account }))
    await list(page).getByRole('option').filter({ hasText: 'Bob failed' }).waitFor()
    await page.getByRole('status').filter({ hasText: '1, these are all' }).waitFor()
  })

  it('opens a statement beside the list, at an address of its own that a new visitor can be given', async () => {
    const { page } = await bed.enter('owner', about())
    await list(page).getByRole('option').filter({ hasText: 'passed' }).click()
    await page.waitForURL((url) => url.searchParams.get('statement') === passed.id)
    const article = page.getByRole('article', { name: 'a statement' })
    await article.getByText('Ada Lovelace').first().waitFor()
    await article.getByText(DIGITS).waitFor()
    await expectAccessible(page)
    await page.setViewportSize({ width: 320, height: 720 })
    await article.getByRole('button', { name: 'Back to the list' }).click()
    await list(page).waitFor()
    await page.setViewportSize({ width: 1280, height: 720 })
  }, 60_000)

  it('filters by a part of a statement', async () => {
    const { page } = await bed.enter('owner', `${about()}&statement=${passed.id}`)
    await page.getByRole('button', { name: 'Filter by registration' }).click()
    await page.waitForURL((url) => url.searchParams.get('registration') === registration)
    await page.getByRole('status').filter({ hasText: '2, these are all' }).waitFor()
  })

  it('shows the text with every digit, the chain of the registration, and the origin', async () => {
    const { page, troubles } = await bed.enter('owner', `${about()}&statement=${passed.id}`)
    await page.getByRole('tab', { name: 'Raw' }).click()
    const raw = await page.getByRole('region', { name: 'Raw' }).textContent()
    expect(raw).toContain(`"https://x.example/big": ${DIGITS}`)
    expect(JSON.parse(raw ?? '')).toMatchObject({ id: passed.id, object: passed.object })
    await page.getByRole('tab', { name: 'Raw' }).press('ArrowRight')
    await page.waitForURL((url) => url.searchParams.get('view') === 'chain')
    await page.getByRole('link', { name: /initialized Ladder safety/ }).waitFor()
    await page.getByText('2 statements, in the order of their time').waitFor()
    await page.getByRole('tab', { name: 'Origin' }).click()
    await page.getByText('Sent with the credential').waitFor()
    await page.getByText(/^[0-9a-f]{64}$/).waitFor()
    await page.getByText(`npx cairn proof ${passed.id}`).waitFor()
    await expectAccessible(page)
    expect(troubles).toEqual([])
  }, 60_000)

  it('speaks the language that is chosen, in sentences too', async () => {
    const { page } = await bed.enter('owner', about())
    const choose = async (button: string, label: string, language: string) => {
      await page.getByRole('button', { name: button }).click()
      await page.getByLabel(label).selectOption(language)
      await page.keyboard.press('Escape')
    }
    await choose('Account and settings', 'Language', 'de')
    await list(page).getByRole('option').filter({ hasText: 'Ada Lovelace passed (de) Sicher auf Leitern' }).waitFor()
    await choose('Konto und Einstellungen', 'Sprache', 'en')
  })

  it('shows new statements as they come, until it is paused', async () => {
    const { page } = await bed.enter('owner', about())
    await page.getByRole('button', { name: 'Follow new ones' }).click()
    await page.waitForURL((url) => url.searchParams.get('live') === 'true')
    await send(statement('experienced'))
    await list(page).getByRole('option').filter({ hasText: 'experienced' }).waitFor()
    await page.getByText('Following: 1 came since').waitFor()
    await page.getByRole('button', { name: 'Pause' }).click()
    await page.getByRole('button', { name: 'Follow new ones' }).waitFor()
  })

  it('voids a statement with a reason, by a statement that says why, and leaves no credential behind', async () => {
    const { page, troubles } = await bed.enter('admin-demo', `${about()}&statement=${ofBob.id}`)
    await page.getByRole('button', { name: 'Void this statement' }).click()
    const dialog = page.getByRole('dialog', { name: 'Void this statement?' })
    await expectAccessible(page)
    expect(await dialog.getByRole('button', { name: 'Void the statement' }).getAttribute('aria-disabled')).toBe('true')
    await dialog.getByLabel('Reason').fill('sent for the wrong person')
    await dialog.getByRole('button', { name: 'Void the statement' }).click()
    await page.getByRole('heading', { name: 'Voided', exact: true }).waitFor()
    await page.getByRole('tab', { name: 'Chain' }).click()
    const chain = page.getByRole('tabpanel', { name: 'Chain' })
    await chain.getByRole('link', { name: /admin-demo voided a statement/i }).waitFor()
    const lrs = lrsOf(bed.running, tenantOf(bed.running, '1.0.3'), '1.0.3')
    const { body } = await lrs.call('GET', 'statements', { query: { verb: verb('voided'), limit: '1' } })
    const [voiding] = (body as { statements: { context: { extensions: object } }[] }).statements
    expect(voiding?.context.extensions).toEqual({ 'urn:cairn:reason': 'sent for the wrong person' })
    const { endpoint, token } = bed.running.admin
    const response = await fetch(`${endpoint}/tenants/demo/credentials`, {
      headers: { Authorization: `Bearer ${token}` },
    })
    expect(await response.text()).not.toContain(`Void ${ofBob.id}`)
    expect(troubles).toEqual([])
  }, 60_000)

  it('lists what is voided, and leads from there to what voided it', async () => {
    const { page, troubles } = await bed.enter('analyst', about())
    await page.getByRole('button', { name: 'Add filter' }).click()
    await page.getByLabel('Filter by', { exact: true }).selectOption('voided')
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await page.waitForURL((url) => url.searchParams.get('voided') === 'true')
    const lines = page.getByRole('listbox', { name: 'Voided statements, the last voided first' }).getByRole('option')
    await lines.filter({ hasText: /^.*Voided Bob failed/ }).click()
    expect(await lines.count()).toBe(1)
    await expectAccessible(page)
    await expectReflow(page)
    await page
      .getByRole('article')
      .getByRole('link', { name: /admin-demo voided a statement/i })
      .click()
    await page.waitForURL((url) => ![null, String(ofBob.id)].includes(url.searchParams.get('statement')))
    await page.getByText('Voids another').waitFor()
    await page.getByRole('button', { name: 'Remove Voided only these' }).click()
    await lines.first().waitFor({ state: 'detached' })
    expect(troubles).toEqual([])
  }, 60_000)

  it('lists what a credential sent, which is chosen by its label', async () => {
    const { key } = tenantOf(bed.running, '1.0.3')
    const { page, troubles } = await bed.enter('owner', about())
    await page.getByRole('button', { name: 'Add filter' }).click()
    await page.getByLabel('Filter by', { exact: true }).selectOption('credential')
    await page.getByRole('combobox', { name: 'Credential' }).fill('demo')
    await page.getByRole('option', { name: key }).click()
    await page.waitForURL((url) => url.searchParams.get('credential') === key)
    await page.getByRole('button', { name: 'Remove Credential demo' }).waitFor()
    await list(page).getByRole('option').filter({ hasText: 'Ada Lovelace passed' }).click()
    await page.getByRole('tab', { name: 'Origin' }).click()
    expect(await page.getByRole('link', { name: `demo (${key})` }).getAttribute('href')).toContain(`credential=${key}`)
    const toProof = page.getByRole('link', { name: 'Get and check the proof here' })
    const proof = page.getByRole('article').getByRole('link', { name: 'Proof', exact: true })
    expect(await proof.getAttribute('href')).toBe(await toProof.getAttribute('href'))
    await proof.click()
    await page.waitForURL(`**/audit?statement=${passed.id}`)
    await page.getByRole('heading', { name: 'There is no proof yet' }).waitFor()
    expect(troubles).toEqual([])
  }, 60_000)

  it('lets an analyst read, and says why they can’t void', async () => {
    const { page } = await bed.enter('analyst', `${about()}&statement=${passed.id}`)
    await page.getByText('Owners and admins of the tenant void statements').waitFor()
    expect(await page.getByRole('button', { name: 'Void this statement' }).count()).toBe(0)
    expect(await page.getByRole('link', { name: 'Proof' }).count()).toBe(0)
  })

  it('names what failed, with the request and its id, and can be tried again', async () => {
    const { page } = await bed.enter('owner', `/t/demo/explorer?since=${encodeURIComponent('not a time')}`)
    const alert = page.getByRole('alert')
    await alert.waitFor()
    expect(await alert.textContent()).toContain('since')
    expect(await alert.getByTestId('request-id').textContent()).toMatch(/^[0-9a-f-]{36}$/)
    await alert.getByRole('button', { name: 'Copy as curl' }).waitFor()
    await expectAccessible(page)
  }, 60_000)

  it('says of a filter that nothing fits, and of a statement that is nowhere that it is not there', async () => {
    const { page } = await bed.enter('owner', `/t/demo/explorer?registration=${randomUUID()}&statement=${randomUUID()}`)
    await page.getByRole('heading', { name: 'No statements fit' }).waitFor()
    await page.getByRole('article').getByRole('alert').waitFor()
  })

  it('is used by keys alone: to the list, through it, into a statement and back', async () => {
    const { page } = await bed.enter('owner', about())
    await list(page).getByRole('option').first().waitFor()
    await list(page).focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    const article = page.getByRole('article', { name: 'a statement' })
    await article.waitFor()
    await article.getByRole('button', { name: 'Close the statement' }).focus()
    await page.keyboard.press('Enter')
    await article.waitFor({ state: 'detached' })
    expect(new URL(page.url()).searchParams.has('statement')).toBe(false)
  })

  it('keeps at most 60 rows in the page, however many are loaded, and loads the next ones as somebody scrolls', async () => {
    const object = `https://courses.example.com/${randomUUID()}`
    const many = () => Array.from({ length: 100 }, () => statement('experienced', { object: { id: object } }))
    for (let i = 0; i < 3; i += 1) await send(...many())
    const { page } = await bed.enter('owner', `/t/demo/explorer?activity=${encodeURIComponent(object)}`)
    await page.getByRole('status').filter({ hasText: '50 loaded' }).waitFor()
    const shown = () => list(page).getByRole('option').count()
    expect(await shown()).toBeLessThanOrEqual(60)
    await list(page).focus()
    for (let loaded = 100; loaded <= 300; loaded += 50) {
      await page.keyboard.press('End')
      await page
        .getByRole('status')
        .filter({ hasText: loaded < 300 ? `${loaded} loaded` : '300, these are all' })
        .waitFor()
      expect(await shown()).toBeLessThanOrEqual(60)
    }
    await page.keyboard.press('End')
    await list(page).locator('[aria-posinset="300"]').waitFor()
    expect(await list(page).evaluate((element) => element.getAttribute('aria-activedescendant'))).toMatch(/-299$/)
  }, 60_000)
})
