/** A local runner as a process of its own that is killed or stopped: no change is lost, and no child stays behind. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from '@jest/globals'
import { createAwsCall } from '../../local/engines/aws-calls.ts'
import { streamConsumer, writeAssembly } from '../support/assembly.ts'
import { temporaryFolder } from '../support/during-tests.ts'
import { type Program, programs } from '../support/program.ts'
import { within } from '../support/waiting.ts'

const CODE = `
export const handler = async (event) => {
  const words = event.Records.map((record) => JSON.parse(Buffer.from(record.kinesis.data, 'base64')).dynamodb.Keys.sk.S)
  console.log('BATCH ' + JSON.stringify(words))
}`
const RUNNER = fileURLToPath(new URL('../support/local-runner.ts', import.meta.url))
type RunnerProcess = {
  program: Program
  endpoints: { dynamodb: string; kinesis: string; s3: string }
  pids: number[]
}

const folder = temporaryFolder()
const start = programs(afterEach)
let homes = 0

async function launch(assembly: string, home: string, environment = {}): Promise<RunnerProcess> {
  const program = start(process.execPath, [RUNNER, assembly, home], environment)
  const [line] = await program.says(/^{.*}$/m)
  return { program, pids: childrenOf(home), ...JSON.parse(line) }
}

const childrenOf = (home: string): number[] =>
  JSON.parse(readFileSync(path.join(home, 'lock.json'), 'utf8')).children.map(({ pid }: { pid: number }) => pid)

/** `T` stands for a process that was stopped. */
const stateOf = (pid: number) => /\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

const setUp = () => ({
  assembly: writeAssembly(folder, streamConsumer({ MaximumBatchingWindowInSeconds: 1 }), { fn: CODE }),
  home: path.join(folder, `home-${++homes}`),
})

describe('a runner that is killed with -9', () => {
  it('loses no change between the table and the function', async () => {
    const { assembly, home } = setUp()
    const acknowledged: string[] = []
    for (let round = 0; round < 4; round++) {
      const running = await launch(assembly, home)
      const call = createAwsCall(running.endpoints.dynamodb, 'dynamodb')
      const writing = (async () => {
        for (let i = 0; ; i++) {
          const word = `${round}-${i}`
          await call('PutItem', { TableName: 'T-Table', Item: { pk: { S: word }, sk: { S: word } } })
          acknowledged.push(word)
        }
      })().catch(() => undefined)
      await new Promise((resolve) => setTimeout(resolve, 300 + 350 * round))
      await running.program.end('SIGKILL')
      await writing
    }
    expect(acknowledged.length).toBeGreaterThan(100)
    await launch(assembly, home)
    const missing = () => {
      const log = readFileSync(path.join(home, 'logs/T-Fn.log'), 'utf8')
      const seen = new Set(
        [...log.matchAll(/^BATCH (.*)$/gm)].flatMap(([, words = '[]']) => JSON.parse(words) as string[]),
      )
      return acknowledged.filter((word) => !seen.has(word))
    }
    expect(await within(8000, missing, (words) => words.length === 0)).toEqual([])
  }, 40_000)

  it('leaves no process behind', async () => {
    const { assembly, home } = setUp()
    const { program, pids, endpoints } = await launch(assembly, home)
    expect(pids.length).toBeGreaterThanOrEqual(3)
    await program.end('SIGKILL')
    const living = () => pids.filter(isAlive)
    expect(await within(3000, living, (left) => left.length === 0)).toEqual([])
    await expect(fetch(endpoints.dynamodb)).rejects.toThrow()
  })

  it('leaves no frozen instance behind either', async () => {
    const { assembly, home } = setUp()
    const { program, endpoints } = await launch(assembly, home, { CAIRN_AWS: 'like:1' })
    const call = createAwsCall(endpoints.dynamodb, 'dynamodb')
    await call('PutItem', { TableName: 'T-Table', Item: { pk: { S: 'a' }, sk: { S: 'a' } } })
    const frozen = () => childrenOf(home).filter((pid) => stateOf(pid) === 'T')
    const [instance = 0] = await within(8000, frozen, (pids) => pids.length > 0)
    const pids = childrenOf(home)
    expect([instance > 0, pids.includes(instance)]).toEqual([true, true])
    await program.end('SIGKILL')
    expect(
      await within(
        3000,
        () => pids.filter(isAlive),
        (left) => left.length === 0,
      ),
    ).toEqual([])
  }, 20_000)
})

describe('a runner that gets SIGTERM', () => {
  it('ends with every child in less than two seconds', async () => {
    const { assembly, home } = setUp()
    const { program, pids } = await launch(assembly, home)
    const begin = Date.now()
    await program.end('SIGTERM')
    expect(Date.now() - begin).toBeLessThan(2000)
    expect(
      pids
        .filter(isAlive)
        .map((pid) => readFileSync(`/proc/${pid}/stat`, 'utf8') + readFileSync(`/proc/${pid}/cmdline`, 'utf8')),
    ).toEqual([])
  })
})
