/**
 * The console in a real Chromium, on a real local Cairn with its real issuer. Every page counts what it breaks of its
 * policy, what it logs as an error, and which other origins it asks.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect } from '@jest/globals'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { startBrowser } from '../support/chromium.ts'
import { type Address, START_TIMEOUT } from '../support/runner.ts'
import { useRunner, useSharedRunner } from '../support/use-runner.ts'

export type Person = 'owner' | 'admin-demo' | 'auditor' | 'analyst'

/** What `endpoint.json` says besides. */
type Running = Address & { console: string; admin: { endpoint: string; issuer: string; token: string } }

export type Opened = {
  page: Page
  /** What went wrong in the page until now; it should be nothing. */
  troubles: string[]
}

export type Bed = {
  home: string
  running: Running
  /** Opens an address below the console's, signed in. A signed-in page is kept for each person, and goes there. */
  enter(person: Person, path: string): Promise<Opened>
  /** A page of a browser that nobody has signed in with. */
  stranger(path: string, options?: object): Promise<Opened>
}

/**
 * A `describe` with a bed. `CAIRN_ENDPOINT_FILE` (an `endpoint.json`) takes a Cairn that runs already, and `CONSOLE` a
 * console of another address, such as that of `npm run console`.
 */
export const describeConsole = (title: string, tests: (bed: Bed) => void) => describeWith(useSharedRunner, title, tests)

/** For tests that look at all there is, or digest it: a Cairn of their own. */
export const describeOwnConsole = (title: string, tests: (bed: Bed) => void) => describeWith(useRunner, title, tests)

async function describeWith(use: typeof useRunner, title: string, tests: (bed: Bed) => void): Promise<void> {
  const browser = await startBrowser()
  const describeOrSkip = browser ? describe : describe.skip
  describeOrSkip(browser ? title : `${title} (no Chromium starts here: set CHROMIUM)`, () => {
    const run = use()
    const bed = makeBed(() => browser as Browser, run)
    beforeAll(() => {
      bed.running = JSON.parse(readFileSync(join(run.home, 'endpoint.json'), 'utf8'))
      if (process.env.CONSOLE) bed.running.console = process.env.CONSOLE
    }, START_TIMEOUT)
    afterAll(() => browser?.close())
    tests(bed)
  })
}

function makeBed(browserOf: () => Browser, run: { home: string }): Bed {
  const signedIn = new Map<Person, Opened>()
  const bed: Bed = {
    get home() {
      return run.home
    },
    running: {} as Running,
    async stranger(path, options = {}) {
      const context = await browserOf().newContext({ locale: 'en-GB', timezoneId: 'Europe/Berlin', ...options })
      const opened = await watch(context, bed.running)
      await opened.page.goto(new URL(path, bed.running.console).href)
      return opened
    },
    async enter(person, path) {
      const known = signedIn.get(person)
      if (known === undefined) {
        const opened = await bed.stranger(path)
        await signIn(opened.page, person)
        signedIn.set(person, opened)
        return opened
      }
      const { pathname, search } = new URL(path, bed.running.console)
      // As a link would: the tab keeps its tokens.
      await known.page.evaluate((to) => {
        history.pushState(null, '', to)
        dispatchEvent(new PopStateEvent('popstate'))
      }, `${pathname}${search}`)
      return known
    },
  }
  return bed
}

/** By the pages of the issuer. */
export async function signIn(page: Page, person: Person): Promise<void> {
  await page.getByRole('button', { name: /^(Sign in|Anmelden)$/ }).click()
  await page.getByLabel('Name').fill(person)
  await page.getByLabel('Password').fill(person)
  await page.getByRole('button', { name: 'Sign in' }).click()
  const rooms = page.getByRole('navigation', { name: /Rooms|Räume/ })
  await rooms.waitFor({ state: 'attached' }).catch(async (cause) => {
    const shown = await page.locator('body').innerText()
    throw new Error(`${person} is not signed in at ${page.url()}, which shows: ${shown.slice(0, 500)}`, { cause })
  })
}

async function watch(context: BrowserContext, { console: home, endpoint, admin }: Running): Promise<Opened> {
  const page = await context.newPage()
  const troubles: string[] = []
  const known = new Set([home, endpoint, admin.issuer].map((address) => new URL(address).origin))
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile }) => {
      console.error(`policy violation: ${violatedDirective} ${blockedURI} ${sourceFile}`)
    })
  })
  page.on('console', (message) => {
    // The browser itself notes answers of 4xx, which tests ask for.
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) troubles.push(message.text())
  })
  page.on('pageerror', (error) => troubles.push(String(error)))
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url())
    if (protocol.startsWith('http') && !known.has(origin)) troubles.push(`asks ${origin}`)
  })
  return { page, troubles }
}

const AXE = readFileSync(join(dirname(createRequire(import.meta.url).resolve('axe-core')), 'axe.min.js'), 'utf8')
const LEVELS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
/** Those whose verdict is another in other colours. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block']
type Rules = { runOnly: { type: string; values: string[] }; rules?: { [id: string]: { enabled: boolean } } }
const ALL_RULES: Rules = { runOnly: { type: 'tag', values: LEVELS } }
const RULES_OF_COLOURS: Rules = { runOnly: { type: 'rule', values: OF_COLOURS } }
const OTHER_RULES: Rules = { ...ALL_RULES, rules: Object.fromEntries(OF_COLOURS.map((id) => [id, { enabled: false }])) }
type Look = { name: string; media: Parameters<Page['emulateMedia']>[0]; rules: Rules }
export const LOOKS: readonly Look[] = [
  { name: 'light', media: { colorScheme: 'light', forcedColors: 'none' }, rules: ALL_RULES },
  { name: 'dark', media: { colorScheme: 'dark', forcedColors: 'none' }, rules: RULES_OF_COLOURS },
  { name: 'forced colours', media: { colorScheme: 'dark', forcedColors: 'active' }, rules: RULES_OF_COLOURS },
]

/** What other texts may change, as those of another language: no colours. */
export const TEXTS: readonly Look[] = [
  { name: 'texts', media: { colorScheme: 'light', forcedColors: 'none' }, rules: OTHER_RULES },
]

/** Fails with what axe finds, in light, dark and forced colours where nothing else is said. */
export async function expectAccessible(page: Page, looks = LOOKS): Promise<void> {
  const found: string[] = []
  for (const { name, media, rules } of looks) {
    await page.emulateMedia(media)
    found.push(...(await violationsOf(page, rules)).map((one) => `${name}: ${one}`))
  }
  await page.emulateMedia({ colorScheme: null, forcedColors: null })
  expect(found).toEqual([])
}

/** Playwright's evaluation is not subject to the page's policy, so axe can be put into it. */
async function violationsOf(page: Page, rules: Rules): Promise<string[]> {
  // Half a megabyte, which a page needs once, and whose answer would be all of axe, read out and checked.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(`(() => { ${AXE} })()`)
  return page.evaluate(async (options) => {
    type Node = { target: unknown[]; failureSummary?: string }
    type Axe = { run(o: object): Promise<{ violations: { id: string; nodes: Node[] }[] }> }
    const { axe } = globalThis as unknown as { axe: Axe }
    const { violations } = await axe.run(options)
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary ?? ''}`),
    )
  }, rules)
}

/** WCAG 1.4.10: at 320 px nothing but a table or code scrolls sideways. */
export async function expectReflow(page: Page): Promise<void> {
  const before = page.viewportSize() ?? { width: 1280, height: 720 }
  await page.setViewportSize({ width: 320, height: 720 })
  const { wide, width } = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, width: innerWidth }))
  await page.setViewportSize(before)
  expect(wide).toBeLessThanOrEqual(width)
}
