/** A local runner as a process of its own that is killed or stopped: no change is lost, and no child stays behind. */
import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from '@jest/globals'
import { createAwsCall } from '../../local/engines/aws-calls.ts'
import { streamConsumer, temporaryFolder, writeAssembly } from '../support/assembly.ts'

const CODE = `
export const handler = async (event) => {
  const words = event.Records.map((record) => JSON.parse(Buffer.from(record.kinesis.data, 'base64')).dynamodb.Keys.sk.S)
  console.log('BATCH ' + JSON.stringify(words))
}`
const RUNNER = fileURLToPath(new URL('../support/local-runner.ts', import.meta.url))
type RunnerProcess = {
  child: ChildProcess
  endpoints: { dynamodb: string; kinesis: string; s3: string }
  pids: number[]
}

const undo: (() => void)[] = []
afterEach(() => {
  for (const step of undo.splice(0).reverse()) step()
})

async function launch(assembly: string, home: string): Promise<RunnerProcess> {
  const child = spawn(process.execPath, [RUNNER, assembly, home], { stdio: ['ignore', 'pipe', 'inherit'] })
  undo.push(() => child.kill('SIGKILL'))
  const line = await new Promise<string>((resolve, reject) => {
    let text = ''
    child.stdout.on('data', (chunk) => {
      text += chunk
      if (text.includes('\n')) resolve(text)
    })
    child.once('exit', () => reject(new Error('the runner ended')))
  })
  const pids = JSON.parse(readFileSync(path.join(home, 'lock.json'), 'utf8')).children.map(
    ({ pid }: { pid: number }) => pid,
  )
  return { child, pids, ...JSON.parse(line) }
}

async function eventually(look: () => boolean, ms: number): Promise<boolean> {
  const deadline = Date.now() + ms
  while (!look() && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50))
  return look()
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

const setUp = () => {
  const temporary = temporaryFolder()
  undo.push(temporary.remove)
  const assembly = writeAssembly(temporary.folder, streamConsumer({ MaximumBatchingWindowInSeconds: 1 }), { fn: CODE })
  return { assembly, home: path.join(temporary.folder, 'home') }
}

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
      running.child.kill('SIGKILL')
      await writing
    }
    expect(acknowledged.length).toBeGreaterThan(100)
    const last = await launch(assembly, home)
    const missing = () => {
      const log = readFileSync(path.join(home, 'logs/T-Fn.log'), 'utf8')
      const seen = new Set(
        [...log.matchAll(/^BATCH (.*)$/gm)].flatMap(([, words = '[]']) => JSON.parse(words) as string[]),
      )
      return acknowledged.filter((word) => !seen.has(word))
    }
    await eventually(() => missing().length === 0, 8000)
    expect(missing()).toEqual([])
    last.child.kill('SIGTERM')
  }, 40_000)

  it('leaves no process behind', async () => {
    const { assembly, home } = setUp()
    const { child, pids, endpoints } = await launch(assembly, home)
    expect(pids.length).toBeGreaterThanOrEqual(3)
    child.kill('SIGKILL')
    expect(await eventually(() => !pids.some(isAlive), 3000)).toBe(true)
    await expect(fetch(endpoints.dynamodb)).rejects.toThrow()
  })
})

describe('a runner that gets SIGTERM', () => {
  it('ends with every child in less than two seconds', async () => {
    const { assembly, home } = setUp()
    const { child, pids } = await launch(assembly, home)
    const begin = Date.now()
    child.kill('SIGTERM')
    await new Promise((resolve) => child.once('exit', resolve))
    expect(Date.now() - begin).toBeLessThan(2000)
    expect(
      pids
        .filter(isAlive)
        .map((pid) => readFileSync(`/proc/${pid}/stat`, 'utf8') + readFileSync(`/proc/${pid}/cmdline`, 'utf8')),
    ).toEqual([])
  })
})
