/** Every room with hostile texts in it, and with everything in it clicked. */
import { randomUUID } from 'node:crypto'
import { beforeAll, expect, it } from '@jest/globals'
import { balanced } from '../../console/language/bidi.ts'
import { describeConsole } from './bed.ts'
import { HOSTILE } from './hostile-strings.ts'
import { ALL_OF_THEM, askOf, COURSE, hostileTenant, PERSON, type Send } from './hostile-tenant.ts'
import { harmIn, missingFrom, overflowAt320, turnedNeighbours, watchForRunning } from './inert.ts'
import { type Place, routesOf, settled } from './routes.ts'

await describeConsole('the console with hostile texts in it', (bed) => {
  let places: Place[] = []
  let tenant = ''
  let send: Send = async () => undefined
  let ran: string[] = []
  beforeAll(async () => {
    const made = await hostileTenant(bed)
    tenant = made.tenant
    send = made.send
    const ask = askOf(bed)
    const first = async (what: string) =>
      (await ask('GET', `/tenants/${tenant}/${what}`)).body.items as { [n: string]: string }[]
    const [cases, entries] = await Promise.all([first('cases'), first('audit')])
    places = routesOf(tenant, {
      ...{ agent: PERSON, course: COURSE, statement: ALL_OF_THEM },
      ...{ credential: made.credential, case: cases[0]?.id ?? '', entry: entries[0]?.id ?? '' },
    })
    const { page } = await bed.enter('owner', '/tenants')
    await settled(page, { heading: /^Tenants$/ })
    ran = await watchForRunning(page)
  }, 120_000)

  it('runs nothing, asks nobody, and keeps every text to its own place, in every room', async () => {
    const { page, troubles } = await bed.enter('owner', '/tenants')
    const found: string[] = []
    for (const place of places) {
      await bed.enter('owner', place.path)
      await settled(page, place)
      const wrong = [...(await harmIn(page)), ...(await turnedNeighbours(page)), ...(await overflowAt320(page))]
      found.push(...wrong.map((one) => `${place.path}: ${one}`))
    }
    expect(found).toEqual([])
    expect([ran, [...new Set(troubles)]]).toEqual([[], []])
  }, 300_000)

  it('shows each text as it is: a part of it in the list, all of it in its statement', async () => {
    const { page, troubles } = await bed.enter('owner', `/t/${tenant}/explorer?statement=${ALL_OF_THEM}`)
    const list = page.getByRole('listbox', { name: /^Statements/ })
    await list.getByRole('option').first().waitFor()
    const shown = HOSTILE.map((text) => balanced(text.slice(0, 200)))
    expect(await missingFrom(page, '[role=listbox] [role=option]', shown)).toEqual([])
    const tree = page.getByRole('article', { name: 'a statement' })
    for (const branch of ['values', 'names']) {
      await tree
        .locator('summary')
        .filter({ hasText: `https://hostile.example/${branch}` })
        .click()
      await tree.getByRole('button', { name: /more$/ }).click()
    }
    const whole = HOSTILE.map((text) => balanced(text.slice(0, 2_000)))
    expect(await missingFrom(page, '.explorer-text', whole)).toEqual([])
    expect(await missingFrom(page, '.explorer-key', whole)).toEqual([])
    expect([...(await harmIn(page)), ...(await turnedNeighbours(page)), ...(await overflowAt320(page))]).toEqual([])
    expect([ran, troubles]).toEqual([[], []])
  }, 120_000)

  it('stays usable with the largest statement that the store takes', async () => {
    const verb = 'https://courses.example.com/verbs/wrote'
    const id = randomUUID()
    await send(
      [{ id, actor: { ...PERSON, name: 'x'.repeat(4_300_000) }, verb: { id: verb }, object: { id: COURSE } }],
      200,
    )
    const { page, troubles } = await bed.enter('owner', `/t/${tenant}/explorer?${new URLSearchParams({ verb })}`)
    const line = page.getByRole('listbox', { name: /^Statements/ }).getByRole('option')
    await line.click()
    const article = page.getByRole('article', { name: 'a statement' })
    await article.getByText(/^4\.3 MB: long texts/).waitFor()
    for (const tab of ['Raw', 'Chain', 'Origin', 'Content']) {
      await page.getByRole('tab', { name: tab }).click()
      await settled(page, { heading: /^Explorer$/ })
      expect(await page.evaluate(() => document.body.textContent?.length)).toBeLessThan(220_000)
    }
    expect(await overflowAt320(page)).toEqual([])
    expect(troubles).toEqual([])
  }, 60_000)
})
