/** Engines that are killed with -9 while statements are sent: they come back, and nothing is lost or twice. */
import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { processes } from '../../support/processes.ts'
import { basic, type Runner, START_TIMEOUT, tenantOf } from '../../support/runner.ts'
import { useHome } from '../../support/use-runner.ts'
import { within } from '../../support/waiting.ts'

/** The DynamoDB engine and its watcher are two processes: either may be killed. */
const ENGINES = [
  ['DynamoDB', /^\S*dynoxide serve/],
  ['DynamoDB', /native-process/],
  ['Kinesis', /kinesis-server/],
  ['S3', /s3-server/],
] as const
const SENDERS = 4

const home = useHome()

const find = (engine: RegExp) =>
  processes().find(({ words }) => engine.test(words) && words.includes(`${home.folder}/`))?.pid

/** It may have ended since it was found. */
function killIfThere(pid: number | undefined) {
  try {
    if (pid !== undefined) process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

const times = (text: string, line: string) => text.split(line).length - 1

async function send({ endpoint, tenants }: Runner, id: string): Promise<number> {
  const headers = {
    authorization: basic(tenantOf({ tenants }, '1.0.3')),
    'x-experience-api-version': '1.0.3',
    'content-type': 'application/json',
  }
  const object = { id: 'http://example.com/course/1' }
  const verb = { id: 'http://adlnet.gov/expapi/verbs/completed' }
  const body = JSON.stringify({ id, actor: { mbox: 'mailto:ada@example.com' }, verb, object })
  return (await fetch(`${endpoint}/statements`, { method: 'POST', headers, body })).status
}

/** Sends statement after statement, each until it is stored, as a careful sender does. */
function keepSending(runner: Runner) {
  const statuses = new Set<number>()
  const stored: string[] = []
  let stopped = false
  const sender = async () => {
    while (!stopped) {
      const id = randomUUID()
      for (let status = 0; status !== 200; statuses.add(status)) status = await send(runner, id)
      stored.push(id)
    }
  }
  const senders = Array.from({ length: SENDERS }, sender)
  const stop = async () => {
    stopped = true
    await Promise.all(senders)
  }
  return { statuses, stored, stop }
}

let runner: Runner

beforeEach(async () => {
  runner = await home.launch()
}, START_TIMEOUT)

afterEach(() => runner.end('SIGTERM'))

describe('an engine that is killed with -9', () => {
  it(
    'comes back: what was sent meanwhile is answered with 503 at worst, stored when it says so, and in the lake once',
    async () => {
      const { statuses, stored, stop } = keepSending(runner)
      for (const [name, words] of ENGINES) {
        const line = `The ${name} engine is back`
        const before = times(runner.stdout(), line)
        const seen = stored.length
        await within(
          20_000,
          () => stored.length,
          (count) => count > seen + 10,
        )
        process.kill(find(words) ?? Number.NaN, 'SIGKILL')
        expect(
          await within(
            20_000,
            () => times(runner.stdout(), line),
            (count) => count > before,
          ),
        ).toBe(before + 1)
      }
      const seen = stored.length
      await within(
        20_000,
        () => stored.length,
        (count) => count > seen + 10,
      )
      await stop()
      expect([...statuses].filter((status) => ![200, 503].includes(status))).toEqual([])
      const inLake = () =>
        home.query<{ statement_id: string }>("SELECT statement_id FROM statements WHERE tenant = 'demo'")
      const rows = await within(30_000, inLake, (found) => found.length >= stored.length)
      expect(rows.map((row) => row.statement_id).sort()).toEqual(stored.toSorted())
    },
    3 * START_TIMEOUT,
  )

  it(
    'is given up when it ends again and again: the runner says so and ends with exit code 1',
    async () => {
      const killing = setInterval(() => killIfThere(find(/s3-server/)), 100)
      const { code, stderr } = await runner.ended
      clearInterval(killing)
      expect(code).toBe(1)
      expect(stderr).toMatch(/^The S3 engine ended \d times in a row and is given up: .*logs\/s3\.log\)\n$/)
      expect(find(/dynoxide serve/)).toBeUndefined()
    },
    START_TIMEOUT,
  )
})
