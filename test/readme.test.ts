/** The README tells the truth: its examples answer as it shows, its tables are those of the code, its links lead somewhere. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { BASE, ROUTES } from '../lambdas/http/routes.ts'
import { programs } from './support/program.ts'
import { START_TIMEOUT, useHome } from './support/runner.ts'
import { within } from './support/waiting.ts'

const PROJECT = join(import.meta.dirname, '..')
const FILE = join(PROJECT, 'README.md')
const text = readFileSync(FILE, 'utf8')

/** Every `sh` block and, where one follows at once, the block that shows its answer. */
const EXAMPLES = Array.from(
  text.matchAll(/```sh\n([\s\S]*?)```\n(?:```(?:json|text)\n([\s\S]*?)```\n)?/g),
  ([, command = '', answer]) => ({ command, answer }),
)
/** The first block reads the credentials of the demo tenant: the later ones count on it, as a reader's shell does. */
const [setUp, ...examples] = EXAMPLES

const titleOf = (command: string) => command.split('\n')[0]?.slice(0, 90) ?? ''

describe('each example of the README, on a real runner', () => {
  const home = useHome()
  const start = programs(afterEach)

  beforeAll(async () => {
    await home.launch()
  }, START_TIMEOUT)

  async function shell(script: string): Promise<{ code: number | null; output: string }> {
    const program = start('bash', ['-euo', 'pipefail', '-c', script], { CAIRN_HOME: home.folder })
    const { code } = await program.ended
    return { code, output: program.stdout() }
  }

  it('reads the credentials first', () => {
    expect(setUp?.command).toContain('endpoint.json')
    expect(examples.length).toBeGreaterThanOrEqual(5)
  })

  // Answered again for a while: what was sent shows in SQL some seconds later.
  it.each(examples.map((example) => [titleOf(example.command), example] as const))('%s', async (_, example) => {
    const { command, answer } = example
    expect(answer).toBeDefined()
    const shown = patternOf(answer ?? '')
    const run = () => shell(`${setUp?.command}\n${command}`)
    const { code, output } = await within(10_000, run, ({ output }) => shown.test(output))
    expect(output).toMatch(shown)
    expect(code).toBe(0)
  })
})

/** `…` stands for whatever varies or would be too long; spaces and line ends don't count. */
function patternOf(answer: string): RegExp {
  const parts = answer
    .split('…')
    .map((part) =>
      Array.from(part.replaceAll(/\s/g, ''), (character) => character.replace(/[\\^$.*+?()[\]{}|]/, '\\$&')).join(
        '\\s*',
      ),
    )
  return new RegExp(parts.join('[\\s\\S]*?'))
}

/** Resource by resource, as the routes have them; what catches all other paths is no resource. */
function routeTable(): string {
  const resources = Map.groupBy(
    ROUTES.filter(({ path }) => !path.includes('{')),
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
  it('shows the resources of the route table', () => {
    const table = /(?<=<!-- routes -->\n)[\s\S]*?(?=<!-- \/routes -->)/
    if (process.env.UPDATE_DOCS) writeFileSync(FILE, text.replace(table, `${routeTable()}\n`))
    expect(table.exec(readFileSync(FILE, 'utf8'))?.[0]).toBe(`${routeTable()}\n`)
  })

  it('names only npm scripts that there are', () => {
    const { scripts } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'))
    const named = Array.from(text.matchAll(/npm run (?:--silent )?([\w:]+)/g), ([, name = '']) => name)
    expect([...new Set(named)].filter((name) => !(name in scripts))).toEqual([])
    expect(scripts).toMatchObject({ start: expect.any(String), test: expect.any(String) })
  })
})

describe('the pages in docs', () => {
  const PAGES = ['README.md', 'docs/decisions.md', 'docs/operating.md', 'docs/lake.md', 'docs/conformance.md']

  it.each(PAGES)('%s links to files that there are', (page) => {
    const folder = dirname(join(PROJECT, page))
    const links = readFileSync(join(PROJECT, page), 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)/g)
    expect(Array.from(links, ([, link = '']) => link).filter((link) => !existsSync(join(folder, link)))).toEqual([])
  })
})
