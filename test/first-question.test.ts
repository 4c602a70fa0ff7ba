/** The README's first question, asked of the demo data as a newcomer asks it; and every other question has an answer there. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { openLake } from '../bin/query/duckdb-lake.ts'
import { readQuestion, writeChart } from '../bin/query/named-question.ts'
import { toJson } from '../bin/query/rendering.ts'
import { QUESTIONS } from '../lambdas/lake/questions/questions.ts'
import { temporaryFolder } from './support/during-tests.ts'
import { programs } from './support/program.ts'
import { type Runner, START_TIMEOUT } from './support/runner.ts'
import { examplesOf, patternOf } from './support/shown-answers.ts'
import { useHome } from './support/use-runner.ts'
import { within } from './support/waiting.ts'

const PROJECT = join(import.meta.dirname, '..')
const QUERY = ['bin/launch.mjs', 'bin/query.ts'].map((file) => join(PROJECT, file))
const PICTURE = join(PROJECT, 'docs/first-question.svg')
const [section = ''] =
  /^## The first question$[\s\S]*?(?=^## )/m.exec(readFileSync(join(PROJECT, 'README.md'), 'utf8')) ?? []
const [example] = examplesOf(section, ['sh'])

/** A start, and the sending of eleven thousand statements, on a machine that does other things as well. */
const FILL_TIMEOUT = 3 * START_TIMEOUT

describe('npm start --demo', () => {
  const home = useHome()
  const start = programs(afterEach)
  const folder = temporaryFolder()
  let runner: Runner
  let statements = 0

  const query = async (...words: string[]) => {
    const program = start(process.execPath, [...QUERY, ...words], { CAIRN_HOME: home.folder })
    const { code, stderr } = await program.ended
    return { code, stderr, output: program.stdout() }
  }
  const count = async () => {
    const rows = await home.query<{ n: number }>("SELECT count(*) AS n FROM statements_all WHERE tenant = 'demo'")
    return rows[0]?.n ?? 0
  }

  beforeAll(async () => {
    // As `npm start --demo` tells it, where npm keeps the option to itself.
    runner = await home.launch({ npm_config_demo: 'true' })
    statements = Number(/Demo data: ([\d,]+) statements; 200 people/.exec(runner.printed)?.[1]?.replaceAll(',', ''))
    await within(60_000, count, (found) => found >= statements)
  }, FILL_TIMEOUT)

  it('fills the tenant demo before it is ready, without a line for each of its requests', async () => {
    expect(statements).toBeGreaterThan(10_000)
    expect(await count()).toBe(statements)
    expect(runner.printed).not.toContain('POST')
  })

  it("answers the README's first question as shown, and draws its picture", async () => {
    const file = join(folder, 'first-question.svg')
    const command = example?.code.replace('first-question.svg', file) ?? 'false'
    const program = start('bash', ['-euo', 'pipefail', '-c', command], { CAIRN_HOME: home.folder })
    const { code, stderr } = await program.ended
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(example?.answer).toContain('attempts')
    expect(program.stdout()).toMatch(patternOf(example?.answer ?? ''))
    // The picture is drawn here: UPDATE_DOCS=1 npm run test:jest -- test/first-question
    const drawn = readFileSync(file, 'utf8')
    if (process.env.UPDATE_DOCS) writeFileSync(PICTURE, drawn)
    expect(readFileSync(PICTURE, 'utf8')).toBe(drawn)
  })

  // The test above shows the command; its parts are asked here, without a process for each.
  it.each(QUESTIONS.map(({ name }) => name))('has rows and a picture for the question %s', async (name) => {
    const file = join(folder, `${name}.svg`)
    const asked = readQuestion([name])
    if (asked === undefined) throw new Error(`${name} is no question`)
    const lake = await openLake(join(home.folder, 'lake-cache'))
    const result = await lake.runAndReadAll(asked.question.sql, asked.values)
    const rows = result.getRows().map((row) => row.map(toJson))
    expect(rows.length).toBeGreaterThan(3)
    writeChart(file, asked.question, result.columnNames(), rows)
    const drawn = readFileSync(file, 'utf8')
    expect(drawn).toContain(`<svg xmlns="http://www.w3.org/2000/svg" class="cairn-chart"`)
    expect(drawn).not.toContain('There is nothing to show.')
  })

  it.each([
    [['attempts-until-passed'], 'There is no question attempts-until-passed. Did you mean attempts-until-pass?'],
    [['verbs', '--from', 'yesterday'], '--from must be a day such as 2026-11-21, and is yesterday.'],
    [['verbs', '--curse', 'x'], "Unknown option '--curse'. See npm run query -- verbs --help"],
    [['verbs', '--chart', 'verbs.png'], '--chart writes SVG: verbs.png must end in .svg.'],
  ])('refuses %j with a sentence', async (words, sentence) => {
    const { code, stderr, output } = await query(...words)
    expect({ code, output }).toEqual({ code: 2, output: '' })
    expect(stderr).toContain(sentence)
  })

  it('tells of a question what it means, its parameters and its columns with their units', async () => {
    const { code, output } = await query('items', '--help')
    expect(code).toBe(0)
    expect(output).toMatch(/Item analysis[\s\S]*--from[\s\S]*--chart[\s\S]*facility .*\(share\)/)
  })

  it(
    'sends nothing at a second start',
    async () => {
      await runner.end('SIGINT')
      runner = await home.launch({ npm_config_demo: 'true' })
      expect(runner.printed).toContain('Demo data: there already')
      expect(await count()).toBe(statements)
    },
    START_TIMEOUT,
  )
})
