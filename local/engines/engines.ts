/** Starts the three engines at once, each on 127.0.0.1 and a port of its own, or uses those that run elsewhere. */
import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { Failure } from '../failure.ts'
import type { Children, ChildSpec } from '../home/children.ts'
import type { Home } from '../home/home.ts'
import { until } from '../waiting.ts'
import { createAwsCall } from './aws-calls.ts'
import { dynamoDbEngine } from './dynamodb-engine.ts'

export type Endpoints = { dynamodb: string; kinesis: string; s3: string }
export type Engines = { endpoints: Endpoints; dynamodbName: string; stop(): Promise<void> }

const SERVERS = {
  kinesis: { name: 'Kinesis', module: new URL('./kinesis-server.ts', import.meta.url) },
  s3: { name: 'S3', module: new URL('./s3-server.ts', import.meta.url) },
}

export async function startEngines(home: Home, children: Children, onCrash: (line: string) => void): Promise<Engines> {
  const started: ChildProcess[] = []
  let stopping = false
  const run = (name: string, spec: ChildSpec) => {
    const child = children.start(spec)
    started.push(child)
    child.once('exit', (code, signal) => {
      if (!stopping) onCrash(`The ${name} engine ended (${signal ?? code}): see ${home.file(`logs/${spec.log}.log`)}`)
    })
    return child
  }
  const stop = async () => {
    stopping = true
    await Promise.all(started.map((child) => children.stop(child, 1000)))
  }
  try {
    const [dynamodb, kinesis, s3] = await Promise.all([
      startDynamoDb(home, run),
      process.env.CAIRN_KINESIS_ENDPOINT ?? startServer(home, run, 'kinesis'),
      process.env.CAIRN_S3_ENDPOINT ?? startServer(home, run, 's3'),
    ])
    return { endpoints: { dynamodb: dynamodb.endpoint, kinesis, s3 }, dynamodbName: dynamodb.name, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

type Run = (name: string, spec: ChildSpec) => ChildProcess

async function startDynamoDb(home: Home, run: Run): Promise<{ endpoint: string; name: string }> {
  const elsewhere = process.env.CAIRN_DYNAMODB_ENDPOINT
  if (elsewhere !== undefined) return { endpoint: elsewhere, name: elsewhere }
  const engine = await dynamoDbEngine(home)
  home.requireFact('DynamoDB engine', engine.name)
  const child = run('DynamoDB', { ...engine.child, log: 'dynamodb' })
  await waitForAnswer(home, child, engine.endpoint)
  engine.prepare?.()
  return engine
}

/** A server that runs in Node tells its port by itself. */
async function startServer(home: Home, run: Run, id: keyof typeof SERVERS): Promise<string> {
  const { name, module } = SERVERS[id]
  const child = run(name, { module, arguments: [home.file(id)], log: id })
  const port = await new Promise<number>((resolve, reject) => {
    child.once('message', (message) => resolve((message as { port: number }).port))
    child.once('exit', () => reject(startFailure(home, name, id)))
  })
  return `http://127.0.0.1:${port}`
}

async function waitForAnswer(home: Home, child: ChildProcess, endpoint: string): Promise<void> {
  const call = createAwsCall(endpoint, 'dynamodb')
  const deadline = Date.now() + 20_000
  const answers = async () => {
    try {
      await call('ListTables', {})
      return true
    } catch (error) {
      if (child.exitCode !== null || Date.now() > deadline) throw startFailure(home, 'DynamoDB', 'dynamodb', error)
      return false
    }
  }
  await until(answers, 20)
}

/** Quotes the line of the engine's log that most likely says why. */
function startFailure(home: Home, name: string, log: string, error?: unknown): Failure {
  const lines = readFileSync(home.file(`logs/${log}.log`), 'utf8')
    .trim()
    .split('\n')
  const reason =
    lines.findLast((line) => /error|failed|corrupt|malformed|not a database|cannot|unable/i.test(line)) ?? lines.at(-1)
  return new Failure(
    `The ${name} engine cannot start on ${home.folder}: ${(reason || String(error ?? 'no answer')).trim().slice(0, 200)}`,
  )
}
