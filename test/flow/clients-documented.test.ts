/** docs/clients.md tells the truth: each of its examples that can run here runs, and its tables are those of the code. */
import { randomUUID } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from '@jest/globals'
import { LENIENT_RULES } from '../../lambdas/xapi/leniency.ts'
import { describeInBrowser, useSite } from '../support/browser.ts'
import { lrsOf } from '../support/lrs.ts'
import { programs } from '../support/program.ts'
import { tenantOf } from '../support/runner.ts'
import { examplesOf, patternOf } from '../support/shown-answers.ts'
import { useSharedRunner } from '../support/use-runner.ts'
import { within } from '../support/waiting.ts'

const FILE = join(import.meta.dirname, '../../docs/clients.md')
const page = readFileSync(FILE, 'utf8')
const installed = createRequire(import.meta.url)
const run = useSharedRunner()
const demo = () => tenantOf(run, '1.0.3')

/** The first line that names what it is about. */
const titleOf = (code: string) => (/^(?:import|<script src=|npm).*/m.exec(code)?.[0] ?? code).slice(0, 80)
const titled = (language: string) => examplesOf(page, [language]).map((each) => [titleOf(each.code), each] as const)

describe('each example of docs/clients.md', () => {
  const start = programs(afterEach)

  it('is one that is run here, or of a language that says in words how it was tried', () => {
    const languages = Array.from(page.matchAll(/^```(\w+)\n/gm), ([, language]) => language)
    const known = ['js', 'html', 'sh', 'text', 'console', 'python', 'java', 'go']
    expect(languages.filter((language) => !known.includes(language ?? ''))).toEqual([])
    expect(examplesOf(page, ['js', 'html', 'sh']).length).toBeGreaterThanOrEqual(6)
    expect(examplesOf(page, ['js', 'html', 'sh']).filter(({ answer }) => answer === undefined)).toEqual([])
  })

  it.each(titled('js'))('answers as shown, in Node: %s', async (_, { code, answer = '' }) => {
    const { key: KEY, secret: SECRET } = demo()
    const environment = { ENDPOINT: run.endpoint, KEY, SECRET }
    const program = start(process.execPath, ['--input-type=module', '-e', code], environment)
    const { code: exit, stderr } = await program.ended
    expect({ exit, stderr: exit === 0 ? '' : stderr }).toEqual({ exit: 0, stderr: '' })
    expect(program.stdout().trim()).toBe(answer.trim())
  })

  it.each(titled('sh'))('answers as shown, in a shell: %s', async (_, { code, answer = '' }) => {
    const program = start('bash', ['-euo', 'pipefail', '-c', code], { CAIRN_HOME: run.home })
    expect((await program.ended).code).toBe(0)
    expect(program.stdout()).toMatch(patternOf(answer))
  })
})

await describeInBrowser('each page of docs/clients.md', (newPage) => {
  const pages = titled('html')
  const script = (path: string) => (): [string, string] => [
    'text/javascript',
    readFileSync(installed.resolve(path), 'utf8'),
  ]
  const asRunning = (code: string) => {
    const { key, secret } = demo()
    return code.replaceAll('ENDPOINT', run.endpoint).replaceAll('KEY', key).replaceAll('SECRET', secret)
  }
  const site = useSite({
    '/xapiwrapper.min.js': script('xapiwrapper/dist/xapiwrapper.min.js'),
    '/Cmi5.umd.js': script('@xapi/cmi5/dist/Cmi5.umd.js'),
    '/fetch': () => ['application/json', JSON.stringify({ 'auth-token': btoa(`${demo().key}:${demo().secret}`) })],
    ...Object.fromEntries(
      pages.map(([, { code }], at) => [`/${at}`, () => ['text/html', `<!doctype html><body>${asRunning(code)}`]]),
    ),
  })

  /** What an LMS does before it opens a page of cmi5; any other page does not look at its query. */
  async function launch(): Promise<string> {
    const agent = { objectType: 'Agent', account: { homePage: 'https://lms.example.com', name: randomUUID() } }
    const [activityId, registration] = [`https://lms.example.com/${randomUUID()}`, randomUUID()]
    const data = { contextTemplate: {}, launchMode: 'Normal', moveOn: 'Passed', masteryScore: 0.8 }
    const actor = JSON.stringify(agent)
    const lms = lrsOf(run, demo(), '1.0.3')
    const headers = { 'If-None-Match': '*' }
    const state = { activityId, agent: actor, registration, stateId: 'LMS.LaunchData' }
    await lms.call('PUT', 'activities/state', { query: state, body: data, headers })
    const profile = { agent: actor, profileId: 'cmi5LearnerPreferences' }
    await lms.call('PUT', 'agents/profile', { query: profile, body: { languagePreference: 'de' }, headers })
    const query = { endpoint: `${run.endpoint}/`, fetch: `${site.origin}/fetch`, actor, registration, activityId }
    return new URLSearchParams(query).toString()
  }

  it.each(pages.map(([title, { answer }], at) => [title, answer ?? '', at] as const))(
    'answers as shown, in Chromium: %s',
    async (_, answer, at) => {
      const tab = await newPage()
      await tab.goto(`${site.origin}/${at}?${await launch()}`)
      const textOf = async () => (await tab.textContent('body')) ?? ''
      const shown = await within(10_000, textOf, (text) => text.trim() === answer.trim())
      expect(shown.trim()).toBe(answer.trim())
      await tab.close()
    },
  )
})

describe('the tables of docs/clients.md', () => {
  it('name the versions of npm packages that are tried here', () => {
    const rows = Array.from(
      page.matchAll(/^\| \[([^\]]+)\]\(#\S+\) (\S+) \| by a test/gm),
      ([, name = '', version]) => [name.toLowerCase(), version],
    )
    const { devDependencies } = JSON.parse(readFileSync(join(FILE, '../../package.json'), 'utf8'))
    expect(rows.length).toBeGreaterThanOrEqual(4)
    for (const [name, version] of rows) expect([name, version]).toEqual([name, devDependencies[name ?? '']])
  })

  it('link to sections that there are', () => {
    const anchors = Array.from(page.matchAll(/^#+ (.*)$/gm), ([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\w\s-]/g, '')
        .replaceAll(' ', '-'),
    )
    const links = Array.from(page.matchAll(/\]\(#([^)]+)\)/g), ([, anchor = '']) => anchor)
    expect(links.length).toBeGreaterThan(5)
    expect(links.filter((link) => !anchors.includes(link))).toEqual([])
  })

  // UPDATE_DOCS=1 writes it.
  it('have each rule of leniency in the words of the code', () => {
    const rows = Object.entries(LENIENT_RULES).map(([rule, what]) => `| \`${rule}\` | ${what} |`)
    const rules = ['| Rule | What it lets pass |', '|---|---|', ...rows].join('\n')
    const table = /(?<=<!-- rules -->\n)[\s\S]*?(?=<!-- \/rules -->)/
    if (process.env.UPDATE_DOCS)
      writeFileSync(
        FILE,
        page.replace(table, () => `${rules}\n`),
      )
    expect(table.exec(readFileSync(FILE, 'utf8'))?.[0]).toBe(`${rules}\n`)
  })
})
