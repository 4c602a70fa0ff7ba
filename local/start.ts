import { type AwsCall, createAwsCall } from './aws-calls.ts'
import { createChildren } from './children.ts'
import { type DemoTenant, ensureDemoTenants } from './demo.ts'
import { type Engines, startEngines } from './engines/engines.ts'
import { Failure } from './failure.ts'
import { createFunctionPool, type FunctionPool } from './functions/function-pool.ts'
import { withInspector } from './functions/inspected-function.ts'
import { openGateway } from './gateway/gateway.ts'
import { type Home, openHome, openTemporaryHome } from './home.ts'
import { followStream } from './stream/event-source.ts'
import { createBell, type Signal } from './stream/signal.ts'
import type { StreamReader } from './stream/stream-reader.ts'
import { followTable } from './stream/table-stream.ts'
import { readAssembly } from './template/assembly.ts'
import { type Deployment, readDeployment } from './template/deployment.ts'
import { provision } from './template/provision.ts'

export type LocalOptions = {
  /** Where data live on; without it they are kept in a temporary folder and gone at the stop. */
  home?: string
  /** 0 takes any free port. */
  port: number
  /** The cloud assembly: a folder, or what makes it; that runs while the engines start. */
  assembly: string | (() => Promise<string>)
  /** The function that a debugger may attach to: `<part of its name>[:<port>]`. */
  inspect?: string | undefined
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
  inspect,
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
    return await bringUp({ home, gateway, assembly, inspect, log, undo, stop })
  } catch (error) {
    await stop()
    throw error
  }
}

type BringUp = {
  home: Home
  gateway: Awaited<ReturnType<typeof openGateway>>
  assembly: LocalOptions['assembly']
  inspect: string | undefined
  log: (line: string) => void
  undo: (() => Promise<void> | void)[]
  stop: () => Promise<void>
}

async function bringUp({ home, gateway, assembly, inspect, log, undo, stop }: BringUp): Promise<Local> {
  const children = createChildren(home)
  const [engines, described] = await Promise.all([
    startEngines(home, children, log).then((engines) => {
      undo.push(() => engines.stop())
      return engines
    }),
    (typeof assembly === 'string' ? Promise.resolve(assembly) : assembly()).then((path) =>
      readDeployment(readAssembly(path)),
    ),
  ])
  const deployment = inspect === undefined ? described : withInspector(described, inspect)
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

  const changed = createBell()
  const pools = new Map(
    deployment.functions.map((fn) => [
      fn.arn,
      createFunctionPool({ fn, endpoints, children, tell: log, served: changed.ring }),
    ]),
  )
  undo.push(() => Promise.all([...pools.values()].map((pool) => pool.stop())).then(() => undefined))
  for (const pool of pools.values()) openInspector(pool, log)
  const poolNamed = (name: string) => [...pools.values()].find(({ fn }) => fn.name === name)
  const followers = follow({ deployment, home, calls, s3Endpoint: endpoints.s3, poolNamed, changed, tell: log })
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

/** A debugger attaches before the first event, so that it can stop at it. */
function openInspector({ fn, warm }: FunctionPool, log: (line: string) => void): void {
  if (fn.inspectPort === undefined) return
  warm()
  log(`${fn.name} is open to a debugger on 127.0.0.1:${fn.inspectPort}`)
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
  tell(line: string): void
}

function follow({ deployment, home, calls, s3Endpoint, poolNamed, changed, tell }: Sources): StreamReader[] {
  const published = createBell()
  const tables = deployment.tables.flatMap((table) => {
    const { destination } = table
    if (!destination) return []
    const checkpoint = home.checkpoint(`table-${table.name}`)
    return [followTable({ table: { ...table, destination }, calls, checkpoint, changed, published, tell })]
  })
  const sources = deployment.eventSources.map((source) => {
    const pool = poolNamed(source.functionName)
    if (!pool) throw new Failure(`${source.name}: the templates have no function ${source.functionName}`)
    const checkpoint = home.checkpoint(`source-${source.name}`)
    return followStream({ source, kinesis: calls.kinesis, s3Endpoint, pool, checkpoint, published, tell })
  })
  return [...tables, ...sources]
}

function count(list: readonly unknown[], noun: string): string {
  return `${list.length} ${noun}${list.length === 1 ? '' : 's'}`
}
