/** Members and roles, quotas with their usage, cost by day, and the life of a tenant. */
import { randomUUID } from 'node:crypto'
import { expect, it } from '@jest/globals'
import { describeConsole, expectAccessible, expectReflow } from './bed.ts'

const statement = {
  actor: { mbox: 'mailto:ada@example.org' },
  verb: { id: 'http://adlnet.gov/expapi/verbs/completed' },
  object: { id: 'https://courses.example.com/1' },
}

await describeConsole('the members and settings of a tenant', (bed) => {
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
  const newTenant = async (more = {}) => {
    const id = `t${randomUUID().slice(0, 8)}`
    await ask('POST', '/tenants', { id, ...more })
    return id
  }
  const putMember = (tenant: string, subject: string, member: object) =>
    ask('PUT', `/tenants/${tenant}/members/${encodeURIComponent(encodeURIComponent(subject))}`, member, {
      'If-None-Match': '*',
    })
  const credentialOf = async (tenant: string) => {
    const body = { label: 'LMS', scopes: ['all'] }
    const { key, secret } = (await ask('POST', `/tenants/${tenant}/credentials`, body)).body
    return `Basic ${btoa(`${key}:${secret}`)}`
  }
  const send = async (Authorization: string) => {
    const headers = { Authorization, 'Content-Type': 'application/json', 'X-Experience-API-Version': '1.0.3' }
    const body = JSON.stringify(statement)
    return (await fetch(`${bed.running.endpoint}/statements`, { method: 'POST', headers, body })).status
  }

  it('adds a member with a role, and says of somebody who is one already that they are', async () => {
    const tenant = await newTenant()
    const { page, troubles } = await bed.enter('owner', `/t/${tenant}/people`)
    await page.getByRole('heading', { name: 'Nobody is listed yet' }).waitFor()
    const add = async () => {
      await page.getByRole('button', { name: 'Add a member' }).click()
      await page.getByLabel('Subject').fill('auth0|123')
      await page.getByLabel('Name', { exact: true }).fill('Ana Lyst')
      await page.getByRole('radio', { name: /^auditor/ }).check()
      await page.getByRole('button', { name: 'Add', exact: true }).click()
    }
    await page.getByText('copy the subject that stands below their name').waitFor()
    await page.getByRole('button', { name: 'Add the first one' }).click()
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByText('Say whose role it is').waitFor()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await add()
    await page.getByRole('row').filter({ hasText: 'Ana Lyst' }).getByText('auditor', { exact: true }).waitFor()
    await expectAccessible(page)
    await expectReflow(page)
    await add()
    await page.getByRole('dialog').getByRole('alert').waitFor()
    await page.keyboard.press('Escape')
    expect((await ask('GET', `/tenants/${tenant}/members`)).body.items).toMatchObject([
      { subject: 'auth0|123', role: 'auditor', name: 'Ana Lyst' },
    ])
    expect(troubles).toEqual([])
  }, 90_000)

  it('changes a role, not over somebody else’s change, and takes it away', async () => {
    const tenant = await newTenant()
    await putMember(tenant, 'a/b?c', { role: 'analyst', name: 'Bob' })
    const { page } = await bed.enter('owner', `/t/${tenant}/people`)
    await page.getByRole('button', { name: 'Change the role of Bob' }).click()
    await page.waitForURL((url) => url.searchParams.get('member') === 'a/b?c')
    await page.getByRole('radio', { name: /^admin/ }).check()
    const path = `/tenants/${tenant}/members/${encodeURIComponent(encodeURIComponent('a/b?c'))}`
    await ask('PUT', path, { role: 'auditor', name: 'Bob' }, { 'If-Match': '*' })
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('dialog').getByRole('alert').getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('radio', { name: /^auditor/, checked: true }).waitFor()
    await page.getByRole('radio', { name: /^admin/ }).check()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('row').filter({ hasText: 'Bob' }).getByText('admin', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Take away the role of Bob' }).click()
    await page
      .getByRole('dialog', { name: 'Take away the role of Bob?' })
      .getByRole('button', { name: 'Take away' })
      .click()
    await page.getByRole('heading', { name: 'Nobody is listed yet' }).waitFor()
    expect((await ask('GET', path)).status).toBe(404)
  }, 60_000)

  it('shows quotas with what is used of them, and the cost of each day as a chart with its table', async () => {
    const tenant = await newTenant({ quotas: { requestsPerSecond: 50, storedBytes: 2_000 } })
    await send(await credentialOf(tenant))
    const { page, troubles } = await bed.enter('owner', `/t/${tenant}/people?view=usage`)
    const stored = page.getByRole('row').filter({ hasText: 'Stored, in all' })
    await stored.getByText('2 kB').waitFor()
    await stored.getByText(/in 400 days · [\d.]+% of the limit/).waitFor()
    expect(
      await page
        .getByRole('row')
        .filter({ hasText: /^Questions a day/ })
        .textContent(),
    ).toContain('no limit')
    const chart = page.getByRole('img', { name: /^Cost per day: US\$[\d.]+ in all; most on/ })
    expect(await chart.locator('rect').count()).toBe(30)
    await page.getByText('As a table').click()
    const row = page.getByRole('table', { name: 'Cost per day' }).getByRole('row').nth(1)
    expect(await row.getByRole('cell').nth(1).textContent()).toBe('1')
    await expectAccessible(page)
    await expectReflow(page)
    await page.getByLabel('Show').selectOption('7')
    await page.waitForURL((url) => url.searchParams.get('days') === '7')
    await page.getByText(/in 7 days/).waitFor()
    expect(await chart.locator('rect').count()).toBe(7)
    expect(troubles).toEqual([])
  }, 90_000)

  it('changes quotas, in MB where they are octets, and says what is no limit', async () => {
    const tenant = await newTenant({ quotas: { queriesPerDay: 10 } })
    const { page } = await bed.enter('owner', `/t/${tenant}/people?view=usage`)
    await page.getByRole('heading', { name: 'Nothing was counted in these days' }).waitFor()
    await page.getByRole('button', { name: 'Change quotas' }).click()
    const dialog = page.getByRole('dialog', { name: 'Change quotas' })
    expect(await dialog.getByRole('button', { name: 'Save' }).getAttribute('title')).toBe('Nothing is changed yet')
    await dialog.getByLabel('Stored, in all, in MB').fill('many')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByText('A whole number, or nothing').waitFor()
    await dialog.getByLabel('Stored, in all, in MB').fill('1.5')
    await dialog.getByLabel('Questions a day', { exact: true }).fill('')
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.waitFor({ state: 'detached' })
    expect((await ask('GET', `/tenants/${tenant}`)).body.quotas).toEqual({ storedBytes: 1_500_000 })
  }, 60_000)

  it('suspends with a reason that everybody sees, and resumes', async () => {
    const tenant = await newTenant()
    const { page } = await bed.enter('owner', `/t/${tenant}/people?view=settings`)
    await page.getByText('It works: nothing is suspended').waitFor()
    await page.getByRole('button', { name: 'Suspend' }).click()
    const dialog = page.getByRole('dialog', { name: 'Suspend the tenant?' })
    expect(await dialog.getByRole('button', { name: 'Suspend' }).getAttribute('aria-disabled')).toBe('true')
    await dialog.getByLabel('Reason').fill('the contract ended')
    await dialog.getByRole('button', { name: 'Suspend' }).click()
    await page.getByRole('heading', { name: /^Suspended since/ }).waitFor()
    await page.getByText('Reason: the contract ended').waitFor()
    await expectAccessible(page)
    await expectReflow(page)
    expect(await send(await credentialOf(tenant))).toBe(403)
    await page.getByRole('button', { name: 'Resume' }).click()
    await page.getByText('It works: nothing is suspended').waitFor()
    expect((await ask('GET', `/tenants/${tenant}`)).body.suspended).toBeUndefined()
  }, 60_000)

  it('does not let a held tenant be deleted, until the hold is lifted with a reason', async () => {
    const tenant = await newTenant()
    const { page } = await bed.enter('owner', `/t/${tenant}/people?view=settings&act=hold`)
    const hold = page.getByRole('dialog', { name: 'Hold the tenant?' })
    await hold.getByLabel('Reason').fill('litigation 12-44')
    await hold.getByRole('button', { name: 'Hold', exact: true }).click()
    await page.getByRole('heading', { name: /^Held since/ }).waitFor()
    expect(await page.getByRole('button', { name: 'Delete' }).getAttribute('title')).toBe(
      'It is held: lift the hold first',
    )
    await page.getByRole('button', { name: 'Lift the hold' }).click()
    const lift = page.getByRole('dialog', { name: 'Lift the hold?' })
    await lift.getByLabel('Reason').fill('settled')
    await lift.getByRole('button', { name: 'Lift the hold' }).click()
    await page.getByText('It works: nothing is suspended').waitFor()
    expect((await ask('GET', `/tenants/${tenant}`)).body.hold).toBeUndefined()
  }, 60_000)

  it('deletes after what there is was counted and the id was typed, and restores while it waits', async () => {
    const tenant = await newTenant()
    const credential = await credentialOf(tenant)
    await send(credential)
    await send(credential)
    const { page, troubles } = await bed.enter('owner', `/t/${tenant}/people?view=settings`)
    await page.getByRole('button', { name: 'Delete' }).click()
    const dialog = page.getByRole('dialog', { name: 'Delete the tenant?' })
    await dialog.getByRole('region', { name: 'What would be removed' }).getByText('2 in 2 requests').waitFor()
    await expectAccessible(page)
    const act = dialog.getByRole('button', { name: 'Mark for deletion' })
    await dialog.getByLabel('Reason').fill('the contract ended')
    expect(await act.getAttribute('title')).toBe(`Type ${tenant} to confirm`)
    await dialog.getByLabel(`Type ${tenant} to confirm`).fill(tenant)
    await dialog.getByLabel('It can be restored for').selectOption('90')
    await act.click()
    await page.getByRole('heading', { name: /^Marked for deletion: it goes after/ }).waitFor()
    await page.getByText('Reason: the contract ended · Asked by owner').waitFor()
    const { removal } = (await ask('GET', `/tenants/${tenant}`)).body
    expect(Math.round((Date.parse(removal.after) - Date.parse(removal.at)) / 86_400_000)).toBe(90)
    await page.getByRole('button', { name: 'Restore' }).click()
    await page.getByText('It works: nothing is suspended').waitFor()
    expect((await ask('GET', `/tenants/${tenant}`)).body.removal).toBeUndefined()
    expect(troubles).toEqual([])
  }, 90_000)

  it('changes name and version, and gives the command of an export', async () => {
    const tenant = await newTenant({ name: 'Acme' })
    const { page } = await bed.enter('owner', `/t/${tenant}/people?view=settings`)
    await page.getByRole('button', { name: 'Change', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Change the tenant' })
    await dialog.getByLabel('Name', { exact: true }).fill('Acme Ltd')
    await dialog.getByLabel('Version where a client names none').selectOption('2.0.0')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('definition').filter({ hasText: 'Acme Ltd' }).waitFor()
    expect((await ask('GET', `/tenants/${tenant}`)).body).toMatchObject({ name: 'Acme Ltd', defaultVersion: '2.0.0' })
    await page.getByLabel('Format').selectOption('parquet')
    await page.getByLabel('With documents').check()
    const command = `npx cairn export --tenant ${tenant} --format parquet --out exports/${tenant} --with-documents`
    await page.getByText(command, { exact: true }).waitFor()
  }, 60_000)

  it('shows an admin that limits and the end are the owners’, and an auditor that members are not theirs', async () => {
    const admin = await bed.enter('admin-demo', '/t/demo/people?view=settings&act=delete')
    await admin.page.getByText('Owners of the deployment do this').waitFor()
    expect(await admin.page.getByRole('dialog').count()).toBe(0)
    expect(await admin.page.getByRole('button', { name: 'Delete' }).getAttribute('aria-disabled')).toBe('true')
    const auditor = await bed.enter('auditor', '/t/demo/people')
    const add = auditor.page.getByRole('button', { name: 'Add a member' })
    expect(await add.getAttribute('title')).toBe('Owners and admins of the tenant do this')
  }, 60_000)

  it('is used by keys alone: along the tabs, into a dialog, out again', async () => {
    const tenant = await newTenant()
    const { page } = await bed.enter('owner', `/t/${tenant}/people`)
    await page.getByRole('tab', { name: 'Members' }).focus()
    await page.keyboard.press('End')
    await page.waitForURL((url) => url.searchParams.get('view') === 'settings')
    const suspend = page.getByRole('button', { name: 'Suspend' })
    await suspend.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog', { name: 'Suspend the tenant?' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(await suspend.evaluate((button) => button === document.activeElement)).toBe(true)
  }, 60_000)

  it('says what failed of a tenant that is nowhere, and keeps hostile names as text', async () => {
    const { page, troubles } = await bed.enter('owner', '/t/no-such-tenant/people?view=usage')
    const alert = page.getByRole('alert')
    await alert.getByRole('button', { name: 'Copy as curl' }).waitFor()
    const hostile = ['<img src=x onerror=alert(1)>', '"><svg onload=alert(1)>', '\u202Egnp.exe', 'a'.repeat(200)]
    const tenant = await newTenant({ name: hostile[0] })
    for (const [i, name] of hostile.entries())
      await putMember(tenant, `s${i}${name.slice(0, 40)}`, { role: 'analyst', name })
    let dialogs = 0
    page.on('dialog', (dialog) => {
      dialogs += 1
      void dialog.dismiss()
    })
    await bed.enter('owner', `/t/${tenant}/people`)
    await page.getByRole('row').nth(4).waitFor()
    await expectReflow(page)
    await page.getByRole('tab', { name: 'Tenant' }).click()
    await page.getByRole('definition').filter({ hasText: '<img src=x' }).waitFor()
    expect(await page.evaluate(() => document.querySelectorAll('main img, main script, main svg[onload]').length)).toBe(
      0,
    )
    expect([dialogs, troubles]).toEqual([0, []])
  }, 60_000)

  it('speaks German', async () => {
    const tenant = await newTenant()
    const { page } = await bed.enter('owner', `/t/${tenant}/people?view=settings`)
    const choose = async (button: string, label: string, language: string) => {
      await page.getByRole('button', { name: button }).click()
      await page.getByLabel(label).selectOption(language)
      await page.keyboard.press('Escape')
    }
    await choose('Account and settings', 'Language', 'de')
    await page.getByText('Er läuft: nichts ist ausgesetzt').waitFor()
    await page.getByRole('tab', { name: 'Verbrauch und Kosten' }).click()
    await page.getByRole('row').filter({ hasText: 'Abfragen je Tag' }).getByText('keine Grenze').waitFor()
    await choose('Konto und Einstellungen', 'Sprache', 'en')
  }, 60_000)
})
