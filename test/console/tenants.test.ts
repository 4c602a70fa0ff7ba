/** The tenants of the deployment: found, made, and what each costs. */
import { randomUUID } from 'node:crypto'
import { beforeAll, expect, it } from '@jest/globals'
import { describeConsole, expectAccessible, expectReflow } from './bed.ts'

await describeConsole('the tenants', (bed) => {
  const ask = async (method: string, path: string, body?: object, headers = {}) => {
    const { endpoint, token } = bed.running.admin
    const response = await fetch(endpoint + path, {
      method,
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', ...headers },
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return text === '' ? undefined : JSON.parse(text)
  }
  const word = `w${randomUUID().slice(0, 6)}`
  const newTenant = async (name: string, more = {}) => {
    const id = `${word}-${randomUUID().slice(0, 4)}`
    await ask('POST', '/tenants', { id, name, ...more })
    return id
  }

  // Before anybody looks: a list is read anew only after some seconds.
  let costly = ''
  beforeAll(async () => {
    costly = `c${randomUUID().slice(0, 8)}`
    await ask('POST', '/tenants', { id: costly })
    const { key, secret } = await ask('POST', `/tenants/${costly}/credentials`, { label: 'x', scopes: ['all'] })
    const Authorization = `Basic ${btoa(`${key}:${secret}`)}`
    const headers = { Authorization, 'X-Experience-API-Version': '1.0.3' }
    const { status } = await fetch(`${bed.running.endpoint}/statements?limit=1`, { headers })
    expect(status).toBe(200)
  }, 60_000)

  it('lists tenants with where each is in its life, found by id or name', async () => {
    const held = await newTenant('Held Ltd', { quotas: { queriesPerDay: 5 } })
    await ask('PUT', `/tenants/${held}/hold`, { reason: 'litigation' }, { 'If-Match': '*' })
    const stopped = await newTenant('Stopped Ltd')
    await ask('POST', `/tenants/${stopped}/suspend`, { reason: 'unpaid' })
    await newTenant('Busy Ltd')
    const { page, troubles } = await bed.enter('owner', `/tenants?find=${word}`)
    await page.getByRole('status').filter({ hasText: '3 tenants' }).waitFor()
    const row = page.getByRole('row').filter({ hasText: held })
    expect(await row.textContent()).toMatch(/Held Ltd.*Held.*1 set/)
    await expectAccessible(page)
    await expectReflow(page)
    await page.getByLabel('Show', { exact: true }).selectOption('suspended')
    await page.waitForURL((url) => url.searchParams.get('show') === 'suspended')
    await page.getByRole('status').filter({ hasText: '1 tenants' }).waitFor()
    await page.getByRole('link', { name: stopped, exact: true }).waitFor()
    await page.getByRole('searchbox').fill('nothing at all')
    await page.getByRole('heading', { name: 'No tenant fits' }).waitFor()
    await page.getByRole('button', { name: 'Show all' }).click()
    await page.getByRole('link', { name: 'demo', exact: true }).waitFor()
    expect(troubles).toEqual([])
  }, 90_000)

  it('makes a tenant by a good id, and leads on to its first credential', async () => {
    const { page } = await bed.enter('owner', '/tenants?new=true')
    const dialog = page.getByRole('dialog', { name: 'New tenant' })
    await dialog.getByLabel('Id').fill('Not an id')
    await dialog.getByRole('button', { name: 'Make the tenant' }).click()
    await dialog.getByText('63 at most').waitFor()
    await dialog.getByLabel('Id').fill('demo')
    await dialog.getByRole('button', { name: 'Make the tenant' }).click()
    await dialog
      .getByRole('alert')
      .getByText(/demo exists already/)
      .waitFor()
    await expectAccessible(page)
    const id = `${word}-new`
    await dialog.getByLabel('Id').fill(id)
    await dialog.getByLabel('Name', { exact: true }).fill('New Ltd')
    await dialog.getByLabel('Version where a client names none').selectOption('2.0.0')
    await dialog.getByRole('button', { name: 'Make the tenant' }).click()
    await page.waitForURL(`**/t/${id}/senders`)
    await page.getByRole('heading', { name: 'Nothing can send to this tenant yet' }).waitFor()
    expect(await ask('GET', `/tenants/${id}`)).toMatchObject({ name: 'New Ltd', defaultVersion: '2.0.0' })
  }, 60_000)

  it('shows what each costs where somebody wants to know, and leads to its usage', async () => {
    const id = costly
    const { page } = await bed.enter('owner', `/tenants?find=${id}`)
    const row = page.getByRole('row').filter({ hasText: id })
    await row.waitFor()
    expect(await row.textContent()).not.toContain('US$')
    await page.getByLabel('Show what each costs').check()
    await page.waitForURL((url) => url.searchParams.get('cost') === 'true')
    await row.getByText(/US\$/).waitFor()
    await page.getByRole('link', { name: `Usage of ${id}` }).click()
    await page.waitForURL(`**/t/${id}/people?view=usage`)
    await page.getByRole('heading', { name: 'Cost per day' }).waitFor()
  }, 60_000)

  it('is for owners: others are told so', async () => {
    const { page } = await bed.enter('admin-demo', '/tenants')
    await page.getByRole('heading', { name: 'This is for the owners of the deployment' }).waitFor()
    await expectAccessible(page)
    expect(await page.getByRole('button', { name: 'New tenant' }).count()).toBe(0)
  }, 60_000)
})
