/** Starts the engines at once, each on 127.0.0.1 and a port of its own, or uses those that run elsewhere. */
import type { ChildProcess } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { Failure } from '../failure.ts'
import { replaceFile } from '../home/durable-file.ts'
import type { Home } from '../home/home.ts'
import { until } from '../waiting.ts'
import { createAwsCall } from './aws-calls.ts'
import { dynamoDbEngine } from './dynamodb-engine.ts'
import type { DynamoDbEngine } from './dynamodb-local.ts'
import { engineElsewhere } from './engine-elsewhere.ts'
import { createEngineProcess, type EngineProcess, type EngineSpec, type Surroundings } from './engine-process.ts'

/**
 * Athena, KMS and the issuer come last, once the templates are read; tests of single engines have none. STS is for functions
 * alone.
 */
export type Endpoints = {
  dynamodb: string
  kinesis: string
  s3: string
  athena?: string
  issuer?: string
  kms?: string
  sts?: string
}
export type StartedEngines = { endpoints: Endpoints; dynamodbName: string }
export type Engines = {
  start(): Promise<StartedEngines>
  /** Its address, once it has what the templates say of it. */
  startAthena(template: object, s3: string): Promise<string>
  /** Its address, once it has what the templates say of it. */
  startIssuer(template: object): Promise<string>
  /** Stops those that are still starting as well. */
  stop(): Promise<void>
}

const SERVERS = {
  kinesis: { name: 'Kinesis', module: new URL('./kinesis-server.ts', import.meta.url) },
  s3: { name: 'S3', module: new URL('./s3-server.ts', import.meta.url) },
  athena: { name: 'Athena', module: new URL('../athena/athena-server.ts', import.meta.url) },
  issuer: { name: 'issuer', module: new URL('../issuer/issuer-server.ts', import.meta.url) },
}
/** A cold Java machine on a busy computer takes most of that. */
const START_MS = 20_000

export function createEngines(surroundings: Surroundings): Engines {
  const { home } = surroundings
  const processes: EngineProcess[] = []
  const run = async (spec: EngineSpec) => {
    const process = createEngineProcess(spec, surroundings)
    processes.push(process)
    return `http://127.0.0.1:${await process.start()}`
  }

  const tables = async () => {
    const elsewhere = await engineElsewhere('CAIRN_DYNAMODB_ENDPOINT')
    if (elsewhere !== undefined) return { endpoint: elsewhere, name: elsewhere }
    const engine = await dynamoDbEngine(home)
    home.requireFact('DynamoDB engine', engine.name)
    home.requireFile(engine.file)
    const endpoint = await run(tablesSpec(engine))
    home.keepFile(engine.file)
    return { endpoint, name: engine.name }
  }
  const server = async (id: keyof typeof SERVERS) => {
    const elsewhere = await engineElsewhere(`CAIRN_${id.toUpperCase()}_ENDPOINT`)
    if (elsewhere !== undefined) return elsewhere
    home.requireFile(id)
    const endpoint = await run(serverSpec(home, id))
    home.keepFile(id)
    return endpoint
  }

  /** A server that finds in its folder what the templates say. */
  const runOn = (id: keyof typeof SERVERS, template: object) => {
    const folder = home.file(id)
    mkdirSync(folder, { recursive: true })
    replaceFile(path.join(folder, 'template.json'), JSON.stringify(template))
    return run(serverSpec(home, id))
  }

  return {
    async start() {
      const [dynamodb, kinesis, s3] = await Promise.all([tables(), server('kinesis'), server('s3')])
      return { endpoints: { dynamodb: dynamodb.endpoint, kinesis, s3 }, dynamodbName: dynamodb.name }
    },
    startAthena: (template, s3) => runOn('athena', { ...template, s3 }),
    startIssuer: (template) => runOn('issuer', template),
    async stop() {
      await Promise.all(processes.map((process) => process.stop()))
    },
  }
}

function tablesSpec({ endpoint, child, prepare }: DynamoDbEngine): EngineSpec {
  const port = Number(new URL(endpoint).port)
  let isPrepared = false
  return {
    name: 'DynamoDB',
    log: 'dynamodb',
    child: () => child,
    async whenUp(running) {
      await waitForAnswer(running, endpoint)
      if (!isPrepared) prepare?.()
      isPrepared = true
      return port
    },
  }
}

/** A server that runs in Node chooses its port and tells it; when it is started again it gets the same. */
function serverSpec(home: Home, id: keyof typeof SERVERS): EngineSpec {
  const { name, module } = SERVERS[id]
  return {
    name,
    log: id,
    child: (port) => ({ module, arguments: [home.file(id), String(port)] }),
    whenUp: (running) =>
      new Promise((resolve) => running.once('message', (message) => resolve((message as { port: number }).port))),
  }
}

async function waitForAnswer(running: ChildProcess, endpoint: string): Promise<void> {
  const call = createAwsCall(endpoint, 'dynamodb')
  const deadline = Date.now() + START_MS
  const answers = async () => {
    try {
      await call('ListTables', {})
      return true
    } catch {
      if (Date.now() > deadline) throw new Failure(`The DynamoDB engine does not answer on ${endpoint}`)
      return running.exitCode !== null || running.signalCode !== null
    }
  }
  await until(answers, 20)
}
