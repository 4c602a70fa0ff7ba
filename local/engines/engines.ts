import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { Failure } from '../failure.ts'
import type { Children, ChildSpec } from '../home/children.ts'
import type { Home } from '../home/home.ts'
import { createAwsCall } from './aws-calls.ts'
import { dynamoDbEngine } from './dynamodb-engine.ts'

export type Endpoints = { dynamodb: string; kinesis: string; s3: string }
export type Engines = { endpoints: Endpoints; dynamodbName: string; stop(): Promise<void> }

/** Starts the three engines side by side, each on 127.0.0.1 and a port of its own, or takes those that are given. */
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
      process.env.CAIRN_KINESIS_ENDPOINT ??
        serve(
          home,
          'Kinesis',
          run('Kinesis', {
            module: new URL('./kinesis-server.ts', import.meta.url),
            arguments: [home.file('kinesis')],
            log: 'kinesis',
          }),
        ),
      process.env.CAIRN_S3_ENDPOINT ??
        serve(
          home,
          'S3',
          run('S3', { module: new URL('./s3-server.ts', import.meta.url), arguments: [home.file('s3')], log: 's3' }),
        ),
    ])
    return { endpoints: { dynamodb: dynamodb.endpoint, kinesis, s3 }, dynamodbName: dynamodb.name, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

type Run = (name: string, spec: ChildSpec) => ChildProcess

async function startDynamoDb(home: Home, run: Run): Promise<{ endpoint: string; name: string }> {
  const given = process.env.CAIRN_DYNAMODB_ENDPOINT
  if (given !== undefined) return { endpoint: given, name: given }
  const engine = await dynamoDbEngine(home)
  home.requireFact('DynamoDB engine', engine.name)
  const child = run('DynamoDB', { ...engine.child, log: 'dynamodb' })
  await answers(home, child, engine.endpoint)
  engine.tend?.()
  return engine
}

/** A server that runs in Node says its port by itself. */
async function serve(home: Home, name: string, child: ChildProcess): Promise<string> {
  const port = await new Promise<number>((resolve, reject) => {
    child.once('message', (message) => resolve((message as { port: number }).port))
    child.once('exit', () => reject(refusal(home, name, name.toLowerCase())))
  })
  return `http://127.0.0.1:${port}`
}

async function answers(home: Home, child: ChildProcess, endpoint: string): Promise<void> {
  const call = createAwsCall(endpoint, 'dynamodb')
  const deadline = Date.now() + 20_000
  for (;;) {
    try {
      await call('ListTables', {})
      return
    } catch (error) {
      if (child.exitCode !== null || Date.now() > deadline) throw refusal(home, 'DynamoDB', 'dynamodb', error)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
}

function refusal(home: Home, name: string, log: string, error?: unknown): Failure {
  const lines = readFileSync(home.file(`logs/${log}.log`), 'utf8')
    .trim()
    .split('\n')
  const said =
    lines.findLast((line) => /error|failed|corrupt|malformed|not a database|cannot|unable/i.test(line)) ?? lines.at(-1)
  return new Failure(
    `The ${name} engine cannot start on ${home.folder}: ${(said || String(error ?? 'no answer')).trim().slice(0, 200)}`,
  )
}
