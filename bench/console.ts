/**
 * How quick the console is on a slow computer and line: `npm run bench:console -- <endpoint.json>`, of a Cairn that runs with
 * the demo data. The list of 100,000 is made up in the browser's place of the API: the page is measured, not the store.
 */
import { readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { startBrowser } from '../test/support/chromium.ts'

const [file = '.cairn/endpoint.json'] = process.argv.slice(2)
const running: { console: string } = JSON.parse(readFileSync(file, 'utf8'))
const ROWS = 100_000
const PAGE = 20_000

const started = await startBrowser()
if (started === undefined) throw new Error('No Chromium starts here: set CHROMIUM')
const browser: Browser = started

async function openSignedIn(path: string): Promise<Page> {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage()
  await page.goto(new URL(path, running.console).href)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByLabel('Name').fill('owner')
  await page.getByLabel('Password').fill('owner')
  await page.getByRole('button', { name: 'Sign in' }).click()
  return page
}

/** A computer four times slower, on 1.6 Mbit/s with 150 ms: from the page's own start to the first row. */
async function firstRow(): Promise<number[]> {
  const page = await openSignedIn('/t/demo/explorer')
  await page.getByRole('listbox').getByRole('option').first().waitFor()
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', {
    ...{ offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 100_000 },
  })
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  await page.addInitScript(NOTE_FIRST_ROW)
  const times: number[] = []
  for (let i = 0; i < 5; i += 1) {
    // A tab that is loaded again asks the issuer by itself: what is measured is the page that it sends back to.
    await session.send('Network.setCacheDisabled', { cacheDisabled: true })
    await page.reload({ waitUntil: 'commit' })
    await page.getByRole('listbox').getByRole('option').first().waitFor({ timeout: 60_000 })
    // By the page's own clock: whoever waits from outside looks every half second.
    times.push(await page.evaluate<number>('globalThis.firstRow'))
  }
  await page.context().close()
  return times.sort((one, other) => one - other)
}

async function longList() {
  const page = await openSignedIn('/t/demo/start')
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.route('**/admin/v1/tenants/demo/statements?*', (route) => {
    const from = Number(new URL(route.request().url()).searchParams.get('more') ?? 0)
    const statements = Array.from({ length: PAGE }, (_, i) => made(from + i))
    const next = from + PAGE
    const more = next < ROWS ? `/admin/v1/tenants/demo/statements?more=${next}` : ''
    return route.fulfill({ json: { statements, more }, headers: { 'access-control-allow-origin': '*' } })
  })
  await page.getByRole('link', { name: 'Explorer' }).click()
  const list = page.getByRole('listbox', { name: /Statements/ })
  await list.focus()
  while (!(await page.getByText('100,000, these are all').isVisible())) {
    await page.keyboard.press('End')
    await page.waitForTimeout(100)
  }
  await page.keyboard.press('Home')
  await page.waitForTimeout(500)
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  const cpu = async () =>
    (await session.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'ProcessTime')?.value ?? 0
  const before = await cpu()
  const frames = await page.evaluate<number[]>(SCROLL)
  const cpuMs = ((await cpu()) - before) * 1_000
  const rows = await list.getByRole('option').count()
  await page.context().close()
  return { rows, cpuMs: cpuMs / frames.length, frames: frames.sort((one, other) => one - other) }
}

/** The frame after the first row is there. Text, as below. */
const NOTE_FIRST_ROW = `new MutationObserver((_, observer) => {
  if (document.querySelector('[role=listbox] [role=option]') === null) return
  observer.disconnect()
  requestAnimationFrame(() => { globalThis.firstRow = performance.now() })
}).observe(document, { subtree: true, childList: true })`

/** Text, since this file is checked as Node's. */
const SCROLL = `new Promise((resolve) => {
  const list = document.querySelector('[role=listbox]')
  const took = []
  let before = performance.now()
  const step = (now) => {
    took.push(now - before)
    before = now
    list.scrollTop += 900
    if (took.length < 600) requestAnimationFrame(step)
    else resolve(took.slice(2))
  }
  requestAnimationFrame(step)
})`

const made = (i: number) => ({
  id: `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`,
  actor: { name: `Learner ${i % 977}`, mbox: `mailto:l${i % 977}@example.org` },
  verb: { id: 'http://adlnet.gov/expapi/verbs/experienced', display: { en: 'experienced' } },
  object: { id: `https://example.org/a/${i % 331}`, definition: { name: { en: `Unit ${i % 331}` } } },
  timestamp: new Date(1_790_000_000_000 - i * 60_000).toISOString(),
  stored: new Date(1_790_000_000_000 - i * 60_000).toISOString(),
})

const ms = (value: number | undefined) => `${Math.round(value ?? 0)} ms`
try {
  const times = await firstRow()
  console.log(`First row at 4x CPU, 1.6 Mbit/s, 150 ms: median ${ms(times[2])} of ${times.map(ms).join(', ')}`)
  const { rows, frames, cpuMs } = await longList()
  const slow = frames.filter((one) => one > 50).length
  console.log(
    `${ROWS.toLocaleString('en')} rows, 600 frames of 900 px: ${rows} rows in the page, ${cpuMs.toFixed(1)} ms of CPU each, median ${ms(frames[299])}, worst ${ms(frames.at(-1))}, ${slow} over 50 ms`,
  )
} finally {
  await browser.close()
}
