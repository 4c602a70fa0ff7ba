import { type DemoTenant, ensureDemoTenants } from './demo/demo-tenants.ts'
import { type AwsCall, createAwsCall } from './engines/aws-calls.ts'
import { type Engines, startEngines } from './engines/engines.ts'
import { provision } from './engines/provision.ts'
import { Failure } from './failure.ts'
import { createFunctionPool, type FunctionPool } from './functions/function-pool.ts'
import { openGateway } from './gateway/gateway.ts'
import { createChildren } from './home/children.ts'
import { type Home, openHome, openTemporaryHome } from './home/home.ts'
import { startEventSource } from './stream/event-source.ts'
import { createSignal, type Signal } from './stream/signal.ts'
import type { StreamReader } from './stream/stream-reader.ts'
import { startTablePublisher } from './stream/table-publisher.ts'
import { readAssembly } from './template/assembly.ts'
import { type Deployment, readDeployment } from './template/deployment.ts'

export type LocalOptions = {
  /** Where data live on; without it they are kept in a temporary folder and gone at the stop. */
  home?: string
  /** 0 takes any free port. */
  port: number
  /** The cloud assembly: a folder, or what makes it; that runs while the engines start. */
  assembly: string | (() => Promise<string>)
  log?: (line: string) => void
}
export type Local = {
  /** `http://127.0.0.1:8080`, without a slash at the end. */
  origin: string
  /** The engines' endpoints, for tools and tests. */
  endpoints: Engines['endpoints']
  deployment: Deployment
  home: string
  tenants: DemoTenant[]
  invoke(functionName: string, event: unknown): ReturnType<FunctionPool['invoke']>
  stop(): Promise<void>
}

/** Brings up all that the templates of a cloud assembly say; rejects with a Failure if something stands in the way. */
export async function startLocal({
  home: folder,
  port,
  assembly,
  log = () => undefined,
}: LocalOptions): Promise<Local> {
  const undo: (() => Promise<void> | void)[] = []
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  try {
    const gateway = await openGateway(port)
    undo.push(() => gateway.stop())
    const home = folder === undefined ? openTemporaryHome() : openHome(folder)
    undo.push(() => home.release())
    return await bringUp({ home, gateway, assembly, log, undo, stop })
  } catch (error) {
    await stop()
    throw error
  }
}

type BringUp = {
  home: Home
  gateway: Awaited<ReturnType<typeof openGateway>>
  assembly: LocalOptions['assembly']
  log: (line: string) => void
  undo: (() => Promise<void> | void)[]
  stop: () => Promise<void>
}

async function bringUp({ home, gateway, assembly, log, undo, stop }: BringUp): Promise<Local> {
  const children = createChildren(home)
  const [engines, deployment] = await Promise.all([
    startEngines(home, children, log).then((engines) => {
      undo.push(() => engines.stop())
      return engines
    }),
    (typeof assembly === 'string' ? Promise.resolve(assembly) : assembly()).then((path) =>
      readDeployment(readAssembly(path)),
    ),
  ])
  const { endpoints } = engines
  log(
    `Tables on ${engines.dynamodbName}, ${count(deployment.functions, 'function')}, ${count(deployment.streams, 'stream')}`,
  )
  const calls = {
    dynamodb: createAwsCall(endpoints.dynamodb, 'dynamodb'),
    streams: createAwsCall(endpoints.dynamodb, 'streams'),
    kinesis: createAwsCall(endpoints.kinesis, 'kinesis'),
  }
  await provision(deployment, { ...calls, s3: endpoints.s3 })
  const tenants = await ensureDemoTenants(home, children, deployment, endpoints)

  const changed = createSignal()
  const pools = new Map(
    deployment.functions.map((fn) => [
      fn.arn,
      createFunctionPool({ fn, endpoints, children, log, onServed: changed.notify }),
    ]),
  )
  undo.push(() => Promise.all([...pools.values()].map((pool) => pool.stop())).then(() => undefined))
  const poolNamed = (name: string) => [...pools.values()].find(({ fn }) => fn.name === name)
  const followers = follow({ deployment, home, calls, s3Endpoint: endpoints.s3, poolNamed, changed, log })
  // The invocations that followers wait for end with the instances, which are stopped at the same time.
  undo.push(() => void followers.map((follower) => follower.stop()))

  const [api, ...others] = deployment.apis
  if (others.length > 0) throw new Failure('The local runner serves one HTTP API, and the templates have more')
  if (api) serve(gateway, api, pools)
  return {
    origin: `http://127.0.0.1:${gateway.port}`,
    endpoints,
    deployment,
    home: home.folder,
    tenants,
    invoke: (name, event) => {
      const pool = poolNamed(name)
      if (!pool) throw new Failure(`There is no function ${name}`)
      return pool.invoke(JSON.stringify(event))
    },
    stop,
  }
}

function serve(
  gateway: BringUp['gateway'],
  api: Deployment['apis'][number],
  pools: ReadonlyMap<string, FunctionPool>,
): void {
  gateway.route(api, pools)
  for (const { functionArn } of api.routes) pools.get(functionArn)?.warm()
  gateway.serve()
}

type Sources = {
  deployment: Deployment
  home: Home
  calls: { dynamodb: AwsCall; streams: AwsCall; kinesis: AwsCall }
  s3Endpoint: string
  poolNamed(name: string): FunctionPool | undefined
  changed: Signal
  log(line: string): void
}

function follow({ deployment, home, calls, s3Endpoint, poolNamed, changed, log }: Sources): StreamReader[] {
  const published = createSignal()
  const tables = deployment.tables.flatMap((table) => {
    const { destination } = table
    if (!destination) return []
    const checkpoint = home.checkpoint(`table-${table.name}`)
    return [startTablePublisher({ table: { ...table, destination }, calls, checkpoint, changed, published, log })]
  })
  const sources = deployment.eventSourceMappings.map((mapping) => {
    const pool = poolNamed(mapping.functionName)
    if (!pool) throw new Failure(`${mapping.name}: the templates have no function ${mapping.functionName}`)
    const checkpoint = home.checkpoint(`source-${mapping.name}`)
    return startEventSource({ mapping, kinesis: calls.kinesis, s3Endpoint, pool, checkpoint, published, log })
  })
  return [...tables, ...sources]
}

function count(list: readonly unknown[], noun: string): string {
  return `${list.length} ${noun}${list.length === 1 ? '' : 's'}`
}
