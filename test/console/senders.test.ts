/** The senders: how each is, what is refused and what to do, credentials and their secrets, launches. */
import { randomUUID } from 'node:crypto'
import { expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { describeConsole, expectAccessible, expectReflow } from './bed.ts'

type Made = { key: string; secret: string }

const good = {
  actor: { mbox: 'mailto:ada@example.org' },
  verb: { id: 'http://adlnet.gov/expapi/verbs/completed' },
  object: { id: 'https://courses.example.com/1' },
}
const bad = { ...good, result: { duration: '01:30:00', score: { scaled: 85, min: 0, max: 0 } } }

await describeConsole('the senders', (bed) => {
  const ask = async (method: string, path: string, body?: object, headers = {}) => {
    const { endpoint, token } = bed.running.admin
    const response = await fetch(endpoint + path, {
      method,
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', ...headers },
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) }
  }
  /** A tenant of its own: what its first request breaks is written down at once, not a minute later. */
  const newTenant = async () => {
    const id = `t${randomUUID().slice(0, 8)}`
    await ask('POST', '/tenants', { id })
    return id
  }
  const make = async (tenant: string, label: string, more = {}): Promise<Made> =>
    (await ask('POST', `/tenants/${tenant}/credentials`, { label, scopes: ['statements/write'], ...more })).body
  const send = async ({ key, secret }: Made, statement: object) => {
    const headers = {
      Authorization: `Basic ${btoa(`${key}:${secret}`)}`,
      'Content-Type': 'application/json',
      'X-Experience-API-Version': '1.0.3',
    }
    return (
      await fetch(`${bed.running.endpoint}/statements`, { method: 'POST', headers, body: JSON.stringify(statement) })
    ).status
  }
  const told = (page: Page, copy: string) =>
    page.getByRole('dialog').getByRole('button', { name: copy }).locator('xpath=preceding-sibling::code').textContent()

  it('says why a sender is refused: the rule, the place, how often, and what to do', async () => {
    const tenant = await newTenant()
    const made = await make(tenant, 'Storyline of sales')
    await make(tenant, 'Not used yet')
    expect(await send(made, bad)).toBe(400)
    const { page, troubles } = await bed.enter('owner', `/t/${tenant}/senders`)
    const row = page.getByRole('row').filter({ hasText: 'Storyline of sales' })
    await row.getByText('Failing').waitFor()
    expect(await page.getByRole('row').nth(1).textContent()).toContain('Storyline of sales')
    await expectAccessible(page)
    await expectReflow(page)
    await row.getByRole('link', { name: 'Storyline of sales' }).click()
    await page.waitForURL((url) => url.searchParams.get('credential') === made.key)
    await page.getByRole('heading', { level: 1, name: 'Storyline of sales' }).waitFor()
    await page.getByText('1 of 1 requests were refused (100%).').waitFor()
    const scaled = page.getByRole('article', { name: 'must be at most 1' })
    expect(await scaled.textContent()).toContain('/result/score/scaled must be at most 1')
    expect(await scaled.textContent()).toContain('for 85 % send 0.85')
    expect(await page.getByRole('article', { name: /duration/ }).textContent()).toContain('PT1H30M, neither 5400')
    expect(await page.getByRole('article', { name: 'must be less than max' }).textContent()).toContain(
      'equal-score-bounds',
    )
    await expectAccessible(page)
    await expectReflow(page)
    expect(troubles).toEqual([])
  }, 90_000)

  it('makes a credential that works, and tells its secret once', async () => {
    const tenant = await newTenant()
    const { page, troubles } = await bed.enter('owner', `/t/${tenant}/senders`)
    await page.getByRole('heading', { name: 'Nothing can send to this tenant yet' }).waitFor()
    await page.getByRole('button', { name: 'New credential' }).click()
    await page.waitForURL((url) => url.searchParams.get('new') === 'true')
    const dialog = page.getByRole('dialog', { name: 'New credential' })
    await dialog.getByRole('button', { name: 'Make the credential' }).click()
    await dialog.getByText('Give it a label').waitFor()
    expect(await dialog.getByLabel('Label').evaluate((field) => field === document.activeElement)).toBe(true)
    await dialog.getByLabel('Label').fill('LMS')
    await dialog.getByLabel('For', { exact: true }).selectOption('presetSender')
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Make the credential' }).click()
    await page.getByRole('dialog', { name: 'The secret is shown this once' }).waitFor()
    const [key, secret] = [await told(page, 'Copy the key'), await told(page, 'Copy the secret')]
    expect(await send({ key: key ?? '', secret: secret ?? '' }, good)).toBe(200)
    await page.getByRole('button', { name: 'I have copied it' }).click()
    await page.getByRole('heading', { level: 1, name: 'LMS' }).waitFor()
    expect(page.url()).toContain(`credential=${key}`)
    expect(await page.content()).not.toContain(secret)
    const credential = page.getByRole('region', { name: 'Credential' })
    expect(await credential.textContent()).toMatch(/statements\/write.*define.*One works/)
    expect(troubles).toEqual([])
  }, 90_000)

  it('rotates a secret: both work for a while, and the page says until when', async () => {
    const tenant = await newTenant()
    const made = await make(tenant, 'LMS')
    const { page } = await bed.enter('owner', `/t/${tenant}/senders?credential=${made.key}`)
    await page.getByRole('button', { name: 'Rotate' }).click()
    await page.getByLabel('The secret before works').selectOption('7')
    await page.getByRole('button', { name: 'Make a new secret' }).click()
    const secret = (await told(page, 'Copy the secret')) ?? ''
    expect(secret).not.toBe(made.secret)
    expect([await send(made, good), await send({ ...made, secret }, good)]).toEqual([200, 200])
    await page.getByRole('button', { name: 'I have copied it' }).click()
    await page.getByText(/Two work: the newest, and the one before until/).waitFor()
    await page.getByRole('button', { name: 'Rotate' }).click()
    await page.getByText(/Two secrets work already/).waitFor()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
  }, 60_000)

  it('changes what a credential may do and read, and does not undo what somebody else changed', async () => {
    const tenant = await newTenant()
    const { key } = await make(tenant, 'Dashboard')
    const path = `/tenants/${tenant}/credentials/${key}`
    const { page } = await bed.enter('owner', `/t/${tenant}/senders?credential=${key}&act=change`)
    const dialog = page.getByRole('dialog', { name: 'Change the credential' })
    const save = dialog.getByRole('button', { name: 'Save' })
    await save.waitFor()
    expect(await save.getAttribute('title')).toBe('Nothing is changed yet')
    await dialog.getByLabel('For', { exact: true }).selectOption('presetReader')
    await dialog.getByText('Filter, leniency').click()
    await dialog.getByRole('textbox', { name: /^Agents/ }).fill('nobody')
    await save.click()
    await dialog.getByText('This is no agent: nobody').waitFor()
    await dialog.getByRole('textbox', { name: /^Agents/ }).fill('ada@example.org')
    await dialog.getByRole('checkbox', { name: /boolean-case/ }).check()
    await ask('PATCH', path, { label: 'Dashboard of sales' }, { 'If-Match': '*' })
    await save.click()
    const alert = dialog.getByRole('alert')
    await alert.getByText(/not in the state that you know/).waitFor()
    await alert.getByRole('button', { name: 'Try again' }).click()
    await alert.waitFor({ state: 'detached' })
    await save.click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByText('boolean-case, needed by 0 requests').waitFor()
    expect((await ask('GET', path)).body).toMatchObject({
      label: 'Dashboard of sales',
      scopes: ['statements/read'],
      filter: { agents: [{ mbox: 'mailto:ada@example.org' }] },
      lenient: ['boolean-case'],
    })
  }, 60_000)

  it('revokes a credential once its name is typed', async () => {
    const tenant = await newTenant()
    const { key } = await make(tenant, 'Old LMS')
    const { page } = await bed.enter('owner', `/t/${tenant}/senders?credential=${key}`)
    await page.getByRole('button', { name: 'Revoke' }).click()
    const dialog = page.getByRole('dialog', { name: 'Revoke the credential?' })
    const act = dialog.getByRole('button', { name: 'Revoke the credential' })
    await dialog.getByText('It was never used.').waitFor()
    expect(await act.getAttribute('title')).toBe('Type Old LMS to confirm')
    await dialog.getByLabel('Type Old LMS to confirm').fill('Old LMS')
    await act.click()
    await page.getByRole('heading', { level: 1, name: 'Senders' }).waitFor()
    await page.getByRole('heading', { name: 'Nothing can send to this tenant yet' }).waitFor()
    expect((await ask('GET', `/tenants/${tenant}/credentials/${key}`)).status).toBe(404)
  }, 60_000)

  it('finds senders by label, and shows those that need care, all in the address', async () => {
    const tenant = await newTenant()
    await make(tenant, 'Moodle')
    await make(tenant, 'Ends tomorrow', { expires: new Date(Date.now() + 86_400_000).toISOString() })
    const { page } = await bed.enter('owner', `/t/${tenant}/senders?show=ending`)
    const names = () => page.getByRole('row').getByRole('link').allTextContents()
    await page.getByRole('status').filter({ hasText: '1 sender' }).waitFor()
    expect(await names()).toEqual(['Ends tomorrow'])
    await page.getByLabel('Show').selectOption('')
    await page.getByRole('searchbox', { name: 'Find by label or key' }).fill('mood')
    await page.waitForURL((url) => url.searchParams.get('find') === 'mood' && !url.searchParams.has('show'))
    await page.getByRole('status').filter({ hasText: '1 sender' }).waitFor()
    expect(await names()).toEqual(['Moodle'])
    await page.getByRole('searchbox', { name: 'Find by label or key' }).fill('nothing at all')
    await page.getByRole('heading', { name: 'No sender fits' }).waitFor()
    await page.getByRole('button', { name: 'Show all' }).click()
    await page.getByRole('status').filter({ hasText: '2 senders' }).waitFor()
  }, 60_000)

  it('lets an auditor read, and says why they can’t change anything', async () => {
    const { page } = await bed.enter('auditor', '/t/demo/senders?new=true')
    const button = page.getByRole('button', { name: 'New credential' })
    await page.getByRole('table').getByRole('link', { name: 'demo', exact: true }).waitFor()
    expect(await button.getAttribute('title')).toBe('Owners and admins of the tenant do this')
    expect(await page.getByRole('dialog').count()).toBe(0)
    await page.getByRole('table').getByRole('link', { name: 'demo', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: 'demo' }).waitFor()
    expect(await page.getByRole('button', { name: 'Revoke' }).getAttribute('aria-disabled')).toBe('true')
  }, 60_000)

  it('prepares a launch whose credential is fetched once, and ends its session', async () => {
    const { page } = await bed.enter('admin-demo', '/t/demo/senders?view=launches')
    await page.getByRole('button', { name: 'Prepare', exact: true }).click()
    expect(await page.getByText('is needed').count()).toBe(4)
    await page.getByLabel('Learner: home page').fill('https://lms.example.com')
    await page.getByLabel('Learner: name').fill('4711')
    await page.getByLabel(/^Activity/).fill(`https://lms.example.com/au/${randomUUID()}`)
    await page.getByLabel('Publisher’s id').fill('https://publisher.example.com/au')
    await page.getByLabel('Address of the content').fill('https://content.example.com/start?lang=en')
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Prepare', exact: true }).click()
    const region = page.getByRole('region', { name: 'The launch is prepared' })
    const link = new URL((await region.locator('code').first().textContent()) ?? '')
    expect(link.origin + link.pathname).toBe('https://content.example.com/start')
    const fetchOnce = async () => (await fetch(link.searchParams.get('fetch') ?? '', { method: 'POST' })).json()
    const token = await fetchOnce()
    expect(Object.keys(token)).toEqual(['auth-token'])
    expect(await fetchOnce()).toMatchObject({ 'error-code': '1' })
    await expectReflow(page)
    await region.getByRole('button', { name: 'End the session' }).click()
    await region.getByRole('definition').filter({ hasText: 'The session has ended' }).waitFor()
    const [key = ''] = Buffer.from(token['auth-token'], 'base64').toString().split(':')
    expect((await ask('GET', `/tenants/demo/credentials/${key}`)).status).toBe(404)
  }, 60_000)

  it('is used by keys alone: to a sender, into a dialog, out again', async () => {
    const tenant = await newTenant()
    const { key } = await make(tenant, 'Moodle')
    const { page } = await bed.enter('owner', `/t/${tenant}/senders`)
    await page.getByRole('link', { name: 'Moodle' }).focus()
    await page.keyboard.press('Enter')
    const rotate = page.getByRole('button', { name: 'Rotate' })
    await rotate.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog', { name: 'Rotate the secret' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(await rotate.evaluate((button) => button === document.activeElement)).toBe(true)
    expect(new URL(page.url()).search).toBe(`?credential=${key}`)
  }, 60_000)

  it('says of a key that is nowhere that it is not there, and of a tenant that is nowhere what failed', async () => {
    const { page } = await bed.enter('owner', '/t/demo/senders?credential=nobody')
    await page.getByRole('heading', { name: 'There is no such credential' }).waitFor()
    await bed.enter('owner', '/t/no-such-tenant/senders')
    const alert = page.getByRole('alert')
    await alert.getByRole('button', { name: 'Copy as curl' }).waitFor()
    expect(await alert.getByTestId('request-id').textContent()).toMatch(/^[0-9a-f-]{36}$/)
  }, 60_000)

  it('keeps hostile labels, places and rules as text', async () => {
    const hostile = [
      '<img src=x onerror=alert(1)>',
      '"><svg onload=alert(1)>',
      'javascript:alert(1)',
      '\u202Egnp.exe',
      '{{7*7}}',
      'a'.repeat(200),
    ]
    const tenant = await newTenant()
    const made = await Promise.all(hostile.map((label) => make(tenant, label)))
    const first = made[0] as Made
    await send(first, { ...good, '<img src=x onerror=alert(1)>': 1, '\u202Egnp.exe': 1 })
    const { page, troubles } = await bed.enter('owner', `/t/${tenant}/senders`)
    let dialogs = 0
    page.on('dialog', (dialog) => {
      dialogs += 1
      void dialog.dismiss()
    })
    await page.getByRole('status').filter({ hasText: '6 senders' }).waitFor()
    await expectReflow(page)
    await page.getByRole('link', { name: '<img src=x onerror=alert(1)>' }).click()
    await page.getByRole('article').first().waitFor()
    await expectReflow(page)
    await page.getByRole('button', { name: 'Revoke' }).click()
    // What cannot be typed safely is confirmed by its key.
    await page.getByLabel(`Type ${first.key} to confirm`).waitFor()
    await page.keyboard.press('Escape')
    expect(await page.evaluate(() => document.querySelectorAll('main img, main script, main svg[onload]').length)).toBe(
      0,
    )
    expect([dialogs, troubles]).toEqual([0, []])
  }, 60_000)

  it('speaks German, in what to do too', async () => {
    const tenant = await newTenant()
    const made = await make(tenant, 'Moodle')
    await send(made, bad)
    const { page } = await bed.enter('owner', `/t/${tenant}/senders?credential=${made.key}`)
    const choose = async (button: string, label: string, language: string) => {
      await page.getByRole('button', { name: button }).click()
      await page.getByLabel(label).selectOption(language)
      await page.keyboard.press('Escape')
    }
    await choose('Account and settings', 'Language', 'de')
    await page.getByText('für 85 % senden Sie 0.85').waitFor()
    await page.getByText('1 von 1 Anfragen wurden abgelehnt').waitFor()
    await page.getByRole('button', { name: 'Erneuern' }).waitFor()
    await choose('Konto und Einstellungen', 'Sprache', 'en')
  }, 60_000)
})
