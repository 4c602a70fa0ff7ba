/**
 * Each room of the navigation has a picture in docs/console.md. They are made anew on a Cairn with the demo data:
 * `UPDATE_DOCS=1 CAIRN_ENDPOINT_FILE=.cairn/endpoint.json npm run test:jest -- test/console/pictures`.
 */
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from '@jest/globals'
import { ROOMS } from '../../console/shell/rooms.ts'
import { describeConsole } from './bed.ts'

const DOCS = join(import.meta.dirname, '../../docs')
const shown = ROOMS.filter(({ isInNavigation }) => isInNavigation)
const fileOf = (name: string) => `pictures/console-${name}.png`

/** Where a room has more to show than its first view. */
const VIEWS: { [room: string]: string } = {
  people: 'people?view=usage',
  audit: `audit?person=${encodeURIComponent('{"account":{"homePage":"https://plant.example/people","name":"P3023"}}')}`,
  query: 'query?question=completions&asked=true',
  explorer: `explorer?verb=${encodeURIComponent('http://adlnet.gov/expapi/verbs/failed')}`,
  activity: `activity?outcome=failed&activity=${encodeURIComponent('https://plant.example/courses/cleaning-validation')}`,
  learner: `learner?agent=${encodeURIComponent('{"account":{"homePage":"https://plant.example/people","name":"P2004"}}')}`,
}

if (process.env.UPDATE_DOCS) {
  await describeConsole('the pictures', (bed) => {
    it.each(shown.map(({ name }) => name))(
      'of the room %s',
      async (name) => {
        mkdirSync(join(DOCS, 'pictures'), { recursive: true })
        const { page } = await bed.enter('owner', `/t/demo/${VIEWS[name] ?? name}`)
        await page.getByRole('heading', { level: 1 }).waitFor()
        await page.waitForLoadState('networkidle')
        // The cards of a room ask once it is there.
        await page.waitForTimeout(2_000)
        await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null)
        if (name === 'explorer') await page.getByRole('listbox').getByRole('option').nth(3).click()
        // Its hour is signed some minutes after it is over.
        if (name === 'audit')
          await page
            .getByRole('link', { name: /^Proof: .* passed/ })
            .nth(2)
            .click()
        await page.waitForTimeout(1_500)
        await page.setViewportSize({ width: 1360, height: 800 })
        await page.screenshot({ path: join(DOCS, fileOf(name)) })
        expect(existsSync(join(DOCS, fileOf(name)))).toBe(true)
      },
      60_000,
    )
  })
}

it.each(shown.map(({ name }) => name))('docs/console.md shows the room %s', (name) => {
  expect(existsSync(join(DOCS, fileOf(name)))).toBe(true)
  expect(readFileSync(join(DOCS, 'console.md'), 'utf8')).toContain(`](${fileOf(name)})`)
})
