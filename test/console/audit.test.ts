/** Audit and evidence: the trail, the chain and its proofs, files verified in the page, and what may be removed. */
import { randomUUID } from 'node:crypto'
import { beforeAll, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Page } from 'playwright-core'
import { newestWindow, windowBefore } from '../../console/rooms/audit/digest-windows.ts'
import { createCaseStore } from '../../lambdas/cases/case-store.ts'
import { tenantId } from '../../lambdas/tenancy/tenant-id.ts'
import { ada, deed, erasureOf, LEAVER } from '../support/cases.ts'
import { digestHome, type Store, tablesOf } from '../support/digested-home.ts'
import { basic, tenantOf } from '../support/runner.ts'
import { voiding } from '../support/statements.ts'
import { describeOwnConsole, expectAccessible, expectReflow, signIn } from './bed.ts'
import { proofs } from './proofs.ts'

const learner = `ada-${randomUUID()}@example.org`
const name = `Ada Lovelace ${randomUUID().slice(0, 8)}`
const statement = {
  id: randomUUID(),
  actor: { name, mbox: `mailto:${learner}` },
  verb: { id: 'http://adlnet.gov/expapi/verbs/passed', display: { en: 'passed' } },
  object: {
    id: `https://courses.example.com/${randomUUID()}`,
    definition: { name: { en: 'Aseptic gowning' } },
  },
  result: { score: { raw: 9, max: 10 }, success: true },
}

const voided = randomUUID()

await describeOwnConsole('audit and evidence', (bed) => {
  /** Of what is digested: in a home that ran before, another statement than the test's own. */
  let proven = statement.id
  const store = () => (bed.running as typeof bed.running & { store: Store }).store
  const api = (path: string) =>
    fetch(`${bed.running.admin.endpoint}/tenants/demo${path}`, {
      headers: { Authorization: `Bearer ${bed.running.admin.token}` },
    })

  beforeAll(async () => {
    const send = async (...statements: object[]) => {
      const response = await fetch(`${bed.running.endpoint}/statements`, {
        method: 'POST',
        headers: {
          Authorization: basic(tenantOf(bed.running, '1.0.3')),
          'Content-Type': 'application/json',
          'X-Experience-API-Version': '1.0.3',
        },
        body: JSON.stringify(statements),
      })
      expect(response.status).toBe(200)
    }
    await send(statement)
    await send({ ...statement, id: voided, actor: { mbox: 'mailto:bob@example.org' } }, voiding(randomUUID(), voided))
    await digestHome(store(), 4)
    const { statements } = await (await api('/statements?limit=1&ascending=true')).json()
    proven = statements[0].id
  }, 120_000)

  const room = (search = '') => `/t/demo/audit${search}`
  const entries = (page: Page) => page.getByRole('listbox', { name: 'Entries of the trail' })

  it('shows who did what, the newest first, with filters that are in the address', async () => {
    await api('/holds')
    await api('/holds')
    const { page, troubles } = await bed.enter('owner', room('?act=admin'))
    const line = entries(page)
      .getByRole('option')
      .filter({ hasText: /owner.*listed the holds/ })
      .first()
    for (let tries = 0; tries < 20 && !(await line.isVisible()); tries++) {
      await page.getByRole('button', { name: 'Look again' }).click()
      await page.waitForTimeout(1_000)
    }
    await line.click()
    await page.waitForURL((url) => url.searchParams.has('entry'))
    const entry = page.getByRole('article', { name: 'an entry of the trail' })
    await entry.getByText('admin.listHolds', { exact: true }).waitFor()
    await entry.getByRole('button', { name: 'Only this act' }).click()
    await page.waitForURL((url) => url.searchParams.get('act') === 'admin.listHolds')
    await page.getByRole('button', { name: 'Remove Act listed the holds' }).waitFor()
    const shown = entries(page).getByRole('option').filter({ hasText: 'admin.listHolds' }).locator('time')
    await shown.nth(1).waitFor()
    const times = await shown.evaluateAll((all) => all.map((one) => one.getAttribute('datetime')))
    expect(times.length).toBeGreaterThan(1)
    expect(times).toEqual(times.toSorted().toReversed())
    await expectAccessible(page)
    await expectReflow(page)
    expect(troubles).toEqual([])
  }, 120_000)

  it('takes an act, a person and who, and says what is wrong with what is no person', async () => {
    const { page } = await bed.enter('owner', room('?show=trail'))
    await page.getByLabel('Act', { exact: true }).selectOption({ label: 'rehearsed a restore (drill.run)' })
    await page.waitForURL((url) => url.searchParams.get('act') === 'drill.run')
    await page.getByRole('heading', { name: 'Nothing happened here' }).waitFor()
    await page.getByRole('combobox', { name: 'Filters of the trail' }).selectOption('about')
    await page.getByRole('textbox', { name: 'About' }).fill('nobody at all')
    await page.getByRole('button', { name: 'Show' }).click()
    await page.getByRole('alert').getByText('This is no agent').waitFor()
    await page.getByRole('textbox', { name: 'About' }).fill(learner)
    await page.getByRole('button', { name: 'Show' }).click()
    await page.waitForURL((url) => url.searchParams.get('about') === JSON.stringify({ mbox: `mailto:${learner}` }))
    await page.getByRole('button', { name: 'Clear all' }).click()
    await page.waitForURL((url) => !url.searchParams.has('about') && !url.searchParams.has('act'))
  }, 60_000)

  it('shows owners the trail of the deployment, and nobody else', async () => {
    const { page } = await bed.enter('owner', room('?show=trail'))
    await page.getByRole('combobox', { name: 'Trail of' }).selectOption('deployment')
    await page.waitForURL((url) => url.searchParams.get('of') === 'deployment')
    const other = await bed.enter('auditor', room('?show=trail'))
    await other.page.getByRole('combobox', { name: 'When' }).waitFor()
    expect(await other.page.getByRole('combobox', { name: 'Trail of' }).count()).toBe(0)
  }, 60_000)

  it('says up to when everything is signed, shows digests by hour, and checks the chain here', async () => {
    const { page, troubles } = await bed.enter('owner', room('?show=evidence'))
    await page.getByText(/^Signed up to/).waitFor()
    const digests = page.getByRole('region', { name: 'Digests by hour' }).first()
    await digests.getByRole('row').filter({ hasText: 'signed' }).last().waitFor()
    await page.getByRole('button', { name: 'Check the chain in this browser' }).click()
    await page
      .getByRole('status')
      .filter({ hasText: /^True: (nothing that was digested|the head of)/ })
      .waitFor()
    await expectAccessible(page)
    await expectReflow(page)
    expect(troubles).toEqual([])
  }, 120_000)

  proofs(bed, () => ({ statement: statement.id, name, proven, voided }))

  it('holds records with a reason, and lifts the hold after showing what it kept', async () => {
    const { page, troubles } = await bed.enter('admin-demo', room('?show=holds'))
    const why = `Litigation ${randomUUID()}`
    await page.getByRole('button', { name: 'Hold records' }).click()
    const dialog = page.getByRole('dialog', { name: 'Hold records' })
    await dialog.getByRole('button', { name: 'Hold records' }).click()
    await dialog.getByText('Name a person, an activity or a registration.').waitFor()
    await dialog.getByLabel('Identifiers of the person').fill(learner)
    await dialog.getByLabel('Reason').fill(why)
    await dialog.getByRole('button', { name: 'Hold records' }).click()
    const row = page.getByRole('row').filter({ hasText: why })
    await row.getByText(learner).waitFor()
    await expectAccessible(page)
    await expectReflow(page)
    await row.getByRole('button', { name: 'Lift' }).click()
    const lift = page.getByRole('dialog', { name: 'Lift the hold' })
    await lift.getByText(learner).waitFor()
    await lift.getByLabel('Reason').fill('The case is over')
    await lift.getByRole('button', { name: 'Lift' }).click()
    await row.waitFor({ state: 'detached' })
    expect(troubles).toEqual([])
  }, 120_000)

  it('makes a retention rule, changes it, and takes it away', async () => {
    const { page, troubles } = await bed.enter('admin-demo', room('?show=rules'))
    const id = `rule-${randomUUID().slice(0, 8)}`
    await page.getByRole('button', { name: 'Make a rule' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name in addresses').fill(id)
    await dialog.getByLabel('Kept for').fill('six years')
    await dialog.getByLabel('Reason').fill('GMP')
    await dialog.getByRole('button', { name: 'Save' }).click()
    expect(await dialog.getByLabel('Kept for').getAttribute('aria-invalid')).toBe('true')
    await dialog.getByLabel('Kept for').fill('P6Y')
    await dialog.getByLabel('Demanded by').fill('21 CFR 211.180(e)')
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Save' }).click()
    const row = page.getByRole('row').filter({ hasText: id })
    await row.getByText('P6Y').waitFor()
    await row.getByText('21 CFR 211.180(e)').waitFor()
    await row.getByRole('button', { name: 'Change' }).click()
    await page.waitForURL((url) => url.searchParams.get('rule') === id)
    await dialog.getByLabel('Kept for').fill('P7Y')
    await dialog.getByLabel('Reason').fill('A year more')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await row.getByText('P7Y').waitFor()
    await expectReflow(page)
    await row.getByRole('button', { name: 'Take away' }).click()
    await dialog.getByText('is kept for ever').waitFor()
    await dialog.getByLabel('Reason').fill('A mistake')
    await dialog.getByRole('button', { name: 'Take away' }).click()
    await row.waitFor({ state: 'detached' })
    expect(troubles).toEqual([])
  }, 120_000)

  it('prepares an erasure with its counts, which another person alone approves', async () => {
    const { page, troubles } = await bed.enter('admin-demo', room('?show=cases'))
    await page.getByRole('button', { name: 'Erase a person' }).click()
    const dialog = page.getByRole('dialog', { name: 'Erase a person' })
    await dialog.getByRole('button', { name: 'Prepare and count' }).click()
    await dialog.getByText('Name at least one identifier.').waitFor()
    await dialog.getByLabel('Identifiers of the person').fill(learner)
    await dialog.getByLabel('Reason').fill('A request of the person')
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Prepare and count' }).click()
    await page.waitForURL((url) => url.searchParams.has('case'))
    const would = page.getByRole('region', { name: 'What it would do' })
    await would.getByText('Statements that go or change').waitFor()
    while (await page.getByText('Not all is counted yet').isVisible()) {
      await page.getByRole('button', { name: 'Go on counting' }).click()
      await page.waitForTimeout(2_000)
    }
    expect(await would.locator('dd').first().textContent()).toBe('1')
    await page.getByText('You prepared it, so somebody else approves it').waitFor()
    expect(await page.getByRole('button', { name: 'Approve' }).getAttribute('aria-disabled')).toBe('true')
    await expectAccessible(page)
    await expectReflow(page)
    const address = new URL(page.url())
    const second = await bed.enter('owner', `${address.pathname}${address.search}`)
    await second.page.getByRole('button', { name: 'Approve' }).click()
    const approve = second.page.getByRole('dialog', { name: 'Approve the case' })
    await approve.getByText('1 statements go or change').waitFor()
    await approve.getByLabel('Reason').fill('Looked at')
    await approve.getByRole('button', { name: 'Approve' }).click()
    await second.page.getByText(/^(approved|running|done)$/).waitFor()
    expect([...troubles, ...second.troubles]).toEqual([])
  }, 180_000)

  it('shows more of a list than one answer has, when somebody wants it', async () => {
    const cases = createCaseStore(tablesOf(store()))
    const prepare = () => cases.prepare(tenantId('demo2'), erasureOf(LEAVER), deed(ada))
    for (let n = 0; n < 201; n += 67) await Promise.all(Array.from({ length: 67 }, prepare))
    const { page, troubles } = await bed.enter('owner', '/t/demo2/audit?show=cases')
    const rows = page.getByRole('row').filter({ hasText: 'asked for' })
    await page.getByText('200 shown, there may be more').waitFor()
    expect(await rows.count()).toBe(200)
    const more = page.getByRole('button', { name: 'Show more' })
    await more.click()
    await more.waitFor({ state: 'detached' })
    expect(await rows.count()).toBe(201)
    await bed.enter('owner', room('?show=evidence&period=month'))
    await page.getByRole('row').filter({ hasText: 'signed' }).last().waitFor()
    for (let windows = 1; windows < 4; windows++) await more.click()
    await more.waitFor({ state: 'detached' })
    expect(troubles).toEqual([])
  }, 60_000)

  it('lets an auditor look, and says why they change nothing', async () => {
    const { page } = await bed.enter('auditor', room('?show=holds'))
    const button = page.getByRole('button', { name: 'Hold records' })
    expect(await button.getAttribute('title')).toBe('Owners and admins may do this')
    await button.click({ force: true })
    expect(await page.getByRole('dialog').count()).toBe(0)
  }, 60_000)

  it('is walked through by keys alone', async () => {
    const { page } = await bed.enter('owner', room('?show=evidence'))
    await page.getByRole('tab', { name: 'Evidence' }).focus()
    await page.keyboard.press('ArrowRight')
    await page.waitForURL((url) => url.searchParams.get('show') === 'verify')
    await page.keyboard.press('End')
    await page.waitForURL((url) => url.searchParams.get('show') === 'rules')
    const isFocused = await page
      .getByRole('tab', { name: 'Retention' })
      .evaluate((tab) => tab === document.activeElement)
    expect(isFocused).toBe(true)
  }, 60_000)

  it('speaks German', async () => {
    const { page } = await bed.stranger(room('?show=cases'), { locale: 'de-DE' })
    await signIn(page, 'auditor')
    await page.getByRole('heading', { name: 'Prüfspur und Nachweise' }).waitFor()
    await page.getByRole('tab', { name: 'Datei prüfen' }).click()
    await page.getByText('nichts davon wird gesendet').waitFor()
    await expectReflow(page)
    await page.context().close()
  }, 60_000)
})

it('looks at each hour of a period once, the newest first', () => {
  const hours = fc.tuple(fc.integer({ min: 400_000, max: 500_000 }), fc.integer({ min: 0, max: 1_000 }))
  const hourAt = (hour: number) => new Date(hour * 3_600_000).toISOString().slice(0, 13)
  fc.assert(
    fc.property(hours, ([first, length]) => {
      const period = { from: hourAt(first), to: hourAt(first + length) }
      const looked: string[] = []
      for (let at: ReturnType<typeof windowBefore> = newestWindow(period); at; at = windowBefore(period, at)) {
        const end = Date.parse(`${at.to}:00:00Z`) / 3_600_000
        const count = end - Date.parse(`${at.from}:00:00Z`) / 3_600_000 + 1
        expect(count).toBeLessThanOrEqual(200)
        for (let n = 0; n < count; n++) looked.push(hourAt(end - n))
      }
      expect(looked).toEqual(Array.from({ length: length + 1 }, (_, n) => hourAt(first + length - n)))
    }),
  )
})
