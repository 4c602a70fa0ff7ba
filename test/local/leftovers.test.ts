/** However a runner, or a test that runs engines, ends: no process stays behind, and no file longer than to the next start. */
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { removeDeadFolders } from '../../local/home/temporary-folder.ts'
import { temporaryFolder } from '../support/during-tests.ts'
import { engines } from '../support/engines.ts'
import { type Process, startedBy, stillRunning } from '../support/processes.ts'
import { type Program, programs } from '../support/program.ts'
import { START_TIMEOUT } from '../support/runner.ts'
import { within } from '../support/waiting.ts'

const START = fileURLToPath(new URL('../../bin/start.mjs', import.meta.url))
const JEST = fileURLToPath(new URL('../../node_modules/jest/bin/jest.js', import.meta.url))
const MEMORY = '/dev/shm'

const folder = temporaryFolder()
const temporary = path.join(folder, 'temporary')
const start = programs(afterEach)

beforeEach(() => {
  rmSync(temporary, { recursive: true, force: true })
  mkdirSync(temporary)
})

/** What is in the folder for temporary files, and what the program left in memory. */
function filesOf({ pid }: Program): string[] {
  const inMemory = readdirSync(MEMORY).filter((name) => name.includes(`-${pid}-`))
  return [...readdirSync(temporary), ...inMemory].filter((name) => !name.startsWith('jest'))
}

function run(engine: string): Program {
  return start(process.execPath, [START, '--memory'], { PORT: '0', TMPDIR: temporary, CAIRN_DYNAMODB: engine })
}

type Ready = { program: Program; children: Process[] }

async function ready(engine: string): Promise<Ready> {
  const program = run(engine)
  await program.says(/^Cairn is ready on /m)
  const children = startedBy(program.pid ?? 0)
  // Kinesis, S3, the engine of the tables with its process of Node and the shell, and a function at least.
  expect(children.length).toBeGreaterThanOrEqual(6)
  expect(filesOf(program)).not.toEqual([])
  return { program, children }
}

const expectEnded = async (children: Process[]) =>
  expect(
    await within(
      5000,
      () => stillRunning(children),
      (left) => left.length === 0,
    ),
  ).toEqual([])

describe.each(engines)('a runner with its tables on %s', (engine) => {
  const leavesNothing = async ({ program, children }: Ready, signal: 'SIGINT' | 'SIGTERM') => {
    await program.end(signal)
    expect((await program.ended).code).toBe(0)
    expect(stillRunning(children)).toEqual([])
    expect(filesOf(program)).toEqual([])
  }

  it(
    'leaves no process and no file after SIGINT',
    async () => leavesNothing(await ready(engine), 'SIGINT'),
    START_TIMEOUT,
  )

  it(
    'leaves no process after a kill -9, and its files only until the next start, which leaves nothing after SIGTERM',
    async () => {
      const { program, children } = await ready(engine)
      await program.end('SIGKILL')
      await expectEnded(children)
      // Any start on this machine removes them, those of other tests too.
      const next = await ready(engine)
      expect(filesOf(program).filter((name) => name.includes(`-${program.pid}-`))).toEqual([])
      await leavesNothing(next, 'SIGTERM')
      expect(filesOf(program)).toEqual([])
    },
    2 * START_TIMEOUT,
  )

  it(
    'leaves no process when all processes of Node are killed with -9 at once',
    async () => {
      const { program, children } = await ready(engine)
      const ofNode = children.filter(({ words }) => words.startsWith(process.execPath))
      expect(ofNode.length).toBeLessThan(children.length)
      for (const pid of [program.pid ?? 0, ...ofNode.map((child) => child.pid)]) process.kill(pid, 'SIGKILL')
      await expectEnded(children)
    },
    START_TIMEOUT,
  )
})

const hasRunner = (all: Process[]) => all.some(({ words }) => words.includes('bin/start.mjs'))

describe('npm start', () => {
  // npm hands on some signals, and of others it dies alone.
  it.each(['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGKILL'] as const)(
    'ends when npm alone gets %s',
    async (signal) => {
      const npm = start('npm', ['start', '--', '--memory'], { PORT: '0', TMPDIR: temporary })
      await npm.says(/^Cairn is ready on /m)
      const children = startedBy(npm.pid ?? 0)
      expect(hasRunner(children)).toBe(true)
      await npm.end(signal)
      await expectEnded(children)
      expect(readdirSync(MEMORY).filter((name) => children.some(({ pid }) => name.includes(`-${pid}-`)))).toEqual([])
    },
    START_TIMEOUT,
  )
})

// What a killed Jest left in memory is of the killed process: the next program that needs such a folder removes it.
afterAll(removeDeadFolders)

describe('Jest with a test that runs an engine', () => {
  const hasEngine = (all: Process[]) => all.some((one) => one.words.includes('dynoxide serve'))
  const jest = (...options: string[]) => start(process.execPath, [JEST, ...options], { TMPDIR: temporary })

  it.each([
    ['that runs it itself', ['--runInBand', 'test/database/dynamodb-tables'], hasEngine],
    ['with children', ['--maxWorkers=2', 'test/database', 'test/documents/documents'], hasEngine],
    ['in a runner that test files share', ['--runInBand', 'test/console/hosting'], hasRunner],
  ])(
    '%s leaves no process after a kill -9',
    async (_, options, hasBegun) => {
      const program = jest(...options)
      const children = await within(60_000, () => startedBy(program.pid ?? 0), hasBegun)
      expect(hasBegun(children)).toBe(true)
      await program.end('SIGKILL')
      await expectEnded(children)
    },
    START_TIMEOUT,
  )

  it(
    'in a runner that test files share leaves no process and no file at its end',
    async () => {
      const program = jest('--runInBand', 'test/console/hosting')
      const children = await within(60_000, () => startedBy(program.pid ?? 0), hasRunner)
      expect(hasRunner(children)).toBe(true)
      expect((await program.ended).code).toBe(0)
      await expectEnded(children)
      expect(readdirSync(temporary).filter((name) => name.includes(`-${program.pid}-`))).toEqual([])
    },
    START_TIMEOUT,
  )

  it(
    'leaves no process after a kill -9 of the child that runs it, and its files only until the next start',
    async () => {
      const program = jest('--maxWorkers=2', 'test/database', 'test/documents/documents')
      const children = await within(60_000, () => startedBy(program.pid ?? 0), hasEngine)
      const worker = children.find((child) => hasEngine(startedBy(child.pid)))
      expect(worker?.words).toMatch(/jest-worker/)
      const own = startedBy(worker?.pid ?? 0)
      process.kill(worker?.pid ?? Number.NaN, 'SIGKILL')
      await expectEnded(own)
      removeDeadFolders()
      expect(readdirSync(MEMORY).filter((name) => name.includes(`-${worker?.pid}-`))).toEqual([])
      const rest = startedBy(program.pid ?? 0)
      await program.end('SIGKILL')
      await expectEnded(rest)
    },
    START_TIMEOUT,
  )
})
