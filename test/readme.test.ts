/** The README tells the truth: its examples answer as it shows, its tables are those of the code, its links lead somewhere. */
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { BASE, ROUTES } from '../lambdas/http/routes.ts'
import { programs } from './support/program.ts'
import { type Runner, START_TIMEOUT } from './support/runner.ts'
import { examplesOf, patternOf } from './support/shown-answers.ts'
import { useHome } from './support/use-runner.ts'
import { within } from './support/waiting.ts'

const PROJECT = join(import.meta.dirname, '..')
const FILE = join(PROJECT, 'README.md')
const text = readFileSync(FILE, 'utf8')
/** The first question is asked of the demo data, which are not there in what runs here: test/first-question.test.ts. */
const [firstQuestion = ''] = /^## The first question$[\s\S]*?(?=^## )/m.exec(text) ?? []

/** Every `sh` block and, where one follows at once, the block that shows its answer. */
const EXAMPLES = examplesOf(text.replace(firstQuestion, ''), ['sh']).map(({ code, answer }) => ({
  command: code,
  answer,
}))
/** This block reads the credentials of the demo tenant: the others count on it, as a reader's shell does. */
const setUp = EXAMPLES.find(({ command }) => command.includes('endpoint.json'))
const examples = EXAMPLES.filter((example) => example !== setUp)

/** What a start prints, and the answer to the request in it. */
const [, printed = ''] = /```text\n([^`]*^Cairn is ready on .*\n)```/m.exec(text) ?? []
const [, firstAnswer = ''] = /Paste the `curl`.*\n\n```json\n(.*)\n```/.exec(text) ?? []
const ONE_ID = /^\["[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"\]$/

/** What differs from start to start: the origin, the secret and the folder. */
const valuesOf = (printed: string) =>
  ['  Endpoint +(.*)/xapi', '  Secret +(.*)', '  Data +(.*)'].map((line) => new RegExp(line).exec(printed)?.[1] ?? '?')

const titleOf = (command: string) => command.split('\n')[0]?.slice(0, 90) ?? ''

describe('each example of the README, on a real runner', () => {
  const home = useHome()
  const start = programs(afterEach)
  let runner: Runner

  beforeAll(async () => {
    runner = await home.launch()
  }, START_TIMEOUT)

  async function shell(script: string): Promise<{ code: number | null; output: string }> {
    const program = start('bash', ['-euo', 'pipefail', '-c', script], { CAIRN_HOME: home.folder })
    const { code } = await program.ended
    return { code, output: program.stdout() }
  }

  it('is one of several, and one of them reads the credentials', () => {
    expect(setUp).toBeDefined()
    expect(examples.length).toBeGreaterThanOrEqual(5)
  })

  it('that shows a start prints the same when it runs, and the request in it is answered with an id', async () => {
    const real = valuesOf(runner.printed)
    const lines = valuesOf(printed).reduce((lines, value, at) => lines.replaceAll(value, real[at] ?? ''), printed)
    // The line before tells the engine of the tables, which is another one where there is no binary for the platform.
    expect(runner.printed).toContain(lines.slice(lines.indexOf('  Endpoint')))
    const { output } = await shell(lines.slice(lines.indexOf('curl'), lines.indexOf('Cairn is')))
    expect(output).toMatch(ONE_ID)
    expect(firstAnswer).toMatch(ONE_ID)
  })

  // Answered again for a while: what was sent shows in SQL some seconds later.
  it.each(examples.map((example) => [titleOf(example.command), example] as const))(
    'answers as shown: %s',
    async (_, example) => {
      const { command, answer } = example
      expect(answer).toBeDefined()
      const shown = patternOf(answer ?? '')
      const run = () => shell(`${setUp?.command}\n${command}`)
      const { code, output } = await within(10_000, run, ({ output }) => shown.test(output))
      expect(output).toMatch(shown)
      expect(code).toBe(0)
    },
  )
})

/** Resource by resource, as the routes have them; what catches all other paths is no resource. */
function routeTable(): string {
  const resources = Map.groupBy(
    ROUTES.filter(({ path }) => path.startsWith(`${BASE}/`)),
    ({ path }) => path.slice(BASE.length + 1),
  )
  const rows = Array.from(resources, ([name, routes]) => {
    const scopes = Array.from(
      Map.groupBy(routes, ({ scope }) => scope),
      ([scope, own]) =>
        `${own.map(({ method }) => method).join(', ')}: ${scope === 'none' ? 'open to all' : `\`${scope}\``}`,
    )
    return `| \`${name}\` | ${scopes.join('; ')} |`
  })
  return ['| Resource | Methods, and the scope that a credential needs |', '| --- | --- |', ...rows].join('\n')
}

describe('the README', () => {
  // The table is made by the routes: UPDATE_DOCS=1 writes it.
  it('shows each resource of the route table with its methods and scopes', () => {
    const table = /(?<=<!-- routes -->\n)[\s\S]*?(?=<!-- \/routes -->)/
    if (process.env.UPDATE_DOCS) writeFileSync(FILE, text.replace(table, `${routeTable()}\n`))
    expect(table.exec(readFileSync(FILE, 'utf8'))?.[0]).toBe(`${routeTable()}\n`)
  })

  it('names only npm scripts that package.json has', () => {
    const { scripts } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'))
    const named = Array.from(text.matchAll(/npm run (?:--silent )?([\w:]+)/g), ([, name = '']) => name)
    expect([...new Set(named)].filter((name) => !(name in scripts))).toEqual([])
    expect(scripts).toMatchObject({ start: expect.any(String), test: expect.any(String) })
  })
})

describe('the pages in docs', () => {
  const PAGES = ['README.md', 'CONTRIBUTING.md', ...globSync('docs/*.md', { cwd: PROJECT })]

  it.each(PAGES)('%s links to files that there are', (page) => {
    const folder = dirname(join(PROJECT, page))
    const prose = readFileSync(join(PROJECT, page), 'utf8').replaceAll(/^```[\s\S]*?^```/gm, '')
    const links = prose.matchAll(/\]\((?!https?:|#)([^)#]+)/g)
    expect(Array.from(links, ([, link = '']) => link).filter((link) => !existsSync(join(folder, link)))).toEqual([])
  })

  it.each(PAGES)('%s names only files and folders that there are', (page) => {
    const code = readFileSync(join(PROJECT, page), 'utf8').matchAll(
      /`((?:bin|lib|lambdas|local|test|bench|docs)\/[\w./-]*)`/g,
    )
    expect(Array.from(code, ([, path = '']) => path).filter((path) => !existsSync(join(PROJECT, path)))).toEqual([])
  })

  it('docs/architecture.md tells of every kind of item', () => {
    const files = globSync('lambdas/**/*-item.ts', { cwd: PROJECT }).map((file) => basename(file))
    const told = readFileSync(join(PROJECT, 'docs/architecture.md'), 'utf8')
    expect(files.filter((file) => !told.includes(`\`${file}\``))).toEqual([])
  })
})
