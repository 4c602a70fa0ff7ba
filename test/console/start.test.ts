/** The start: from nothing to a first statement, by somebody who never saw it. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, it } from '@jest/globals'
import { describeConsole, expectAccessible, expectReflow } from './bed.ts'

await describeConsole('the start', (bed) => {
  it('makes a credential, whose secret is told once, and fills it into the steps', async () => {
    const { page, troubles } = await bed.enter('admin-demo', '/t/demo/start')
    await page.getByText('Waiting begins when there is a credential.').waitFor()
    await expectAccessible(page)
    await page.getByLabel('What it is for').fill('A first LMS')
    await page.getByRole('button', { name: 'Make a credential' }).click()
    await page.getByText('The secret is told this once').waitFor()
    const code = await page.getByRole('region', { name: 'curl' }).textContent()
    expect(code).toMatch(/^curl -u 'demo-[^:]+:[\w-]{20,}' 'http/)
    await page.getByText('Waiting for a statement of this credential').waitFor()
    expect(troubles).toEqual([])
  }, 60_000)

  it('shows the statement that its curl line sends, as soon as it is there, and leads to it', async () => {
    const { page, troubles } = await bed.enter('admin-demo', '/t/demo/start')
    const code = (await page.getByRole('region', { name: 'curl' }).textContent()) ?? ''
    const { stdout } = await promisify(execFile)('sh', ['-c', code])
    const [id] = JSON.parse(stdout)
    await page.getByRole('heading', { name: 'It has arrived' }).waitFor()
    await page.getByText('Ada Lovelace', { exact: true }).waitFor()
    await expectAccessible(page)
    await expectReflow(page)
    await page.getByRole('link', { name: 'Open it in the explorer' }).click()
    await page.waitForURL((url) => url.searchParams.get('statement') === id)
    expect(troubles).toEqual([])
  }, 60_000)

  it('sends the first statement from the page itself, where nothing else is at hand', async () => {
    const { page } = await bed.enter('owner', '/t/demo2/start')
    await page.getByRole('button', { name: 'Make a credential' }).click()
    await page.getByRole('button', { name: 'Send it from this page' }).click()
    await page.getByRole('heading', { name: 'It has arrived' }).waitFor()
  })

  it('has steps for each kind of sender, at an address each', async () => {
    const { page, troubles } = await bed.enter('owner', '/t/demo/start')
    for (const name of ['Python', 'TinCanJS', 'cmi5', 'Moodle', 'Storyline']) {
      await page.getByRole('tab', { name }).click()
      await page.getByRole('tab', { name, selected: true }).waitFor()
    }
    expect(new URL(page.url()).searchParams.get('with')).toBe('storyline')
    await page.getByText('Report to an external LRS').waitFor()
    await expectAccessible(page)
    expect(troubles).toEqual([])
  }, 60_000)

  it('leads to what is there already', async () => {
    const { page } = await bed.enter('owner', '/t/demo/start')
    await page.getByRole('link', { name: 'Explore what is there' }).click()
    await page.waitForURL('**/t/demo/explorer')
  })
})
