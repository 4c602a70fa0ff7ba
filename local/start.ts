/**
 * Brings up all that the templates of a cloud assembly say. The road from a template to a running function: synthesized
 * assembly, intrinsics, checked resources, deployment; engines, provision; function pool, instance, instance process;
 * last the gateway and the streams, which give the functions their events.
 */
import { type Aws, type AwsOptions, openAws } from './aws/aws.ts'
import { type DemoTenant, ensureDemoTenants } from './demo/demo-tenants.ts'
import { createAwsCalls } from './engines/aws-calls.ts'
import { type Endpoints, type Engines, startEngines } from './engines/engines.ts'
import { provision } from './engines/provision.ts'
import { Failure } from './failure.ts'
import { createFunctionPool, type FunctionPool } from './functions/function-pool.ts'
import { withInspector } from './functions/inspected-function.ts'
import { type Gateway, openGateway } from './gateway/gateway.ts'
import { type Children, createChildren } from './home/children.ts'
import { type Home, openHome, openTemporaryHome } from './home/home.ts'
import { createSignal } from './stream/signal.ts'
import { startStreams } from './stream/streams.ts'
import { readAssembly } from './template/assembly.ts'
import { type Deployment, readDeployment } from './template/deployment.ts'

export type LocalOptions = {
  /** Where data live on; without it they are kept in a temporary folder and gone at the stop. */
  home?: string
  /** 0 takes any free port. */
  port: number
  /** The cloud assembly: a folder, or what makes it; that runs while the engines start. */
  assembly: string | (() => Promise<string>)
  /** The function that a debugger may attach to: `<part of its name>[:<port>]`. */
  inspect?: string | undefined
  /** What of AWS functions meet here, beside its data; without it, that they may do only what their roles allow. */
  aws?: AwsOptions
  log?: (line: string) => void
}
export type Local = {
  /** `http://127.0.0.1:8080`, without a slash at the end. */
  origin: string
  /** The engines' endpoints, for tools and tests. */
  endpoints: Endpoints
  /** What functions call in place of AWS. */
  aws: Aws
  deployment: Deployment
  home: string
  tenants: DemoTenant[]
  invoke(functionName: string, event: unknown): ReturnType<FunctionPool['invoke']>
  stop(): Promise<void>
}

/** Rejects with a Failure if something stands in the way; what was started by then is stopped. */
export async function startLocal({
  home: folder,
  port,
  assembly,
  inspect,
  aws = { iam: true },
  log = () => undefined,
}: LocalOptions): Promise<Local> {
  const undo: UndoStep[] = []
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  try {
    const gateway = await openGateway(port)
    undo.push(() => gateway.stop())
    const home = folder === undefined ? openTemporaryHome() : openHome(folder)
    undo.push(() => home.release())
    return { ...(await bringUp({ home, gateway, assembly, inspect, awsOptions: aws, log, undo })), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

type UndoStep = () => unknown
type Startup = {
  home: Home
  gateway: Gateway
  assembly: LocalOptions['assembly']
  inspect: string | undefined
  awsOptions: AwsOptions
  log: (line: string) => void
  undo: UndoStep[]
}

async function bringUp(startup: Startup): Promise<Omit<Local, 'stop'>> {
  const { home, gateway, assembly, inspect, awsOptions, log, undo } = startup
  const children = createChildren(home)
  const [engines, described] = await Promise.all([
    startEngines(home, children, log).then((engines) => {
      undo.push(() => engines.stop())
      return engines
    }),
    readTemplates(assembly),
  ])
  const deployment = inspect === undefined ? described : withInspector(described, inspect)
  log(summaryOf(engines, deployment))
  const { endpoints } = engines
  const calls = createAwsCalls(endpoints)
  await provision(deployment, { ...calls, s3: endpoints.s3 })
  const tenants = await ensureDemoTenants(home, children, deployment, endpoints)

  const aws = await openAws(endpoints, deployment, { log, ...awsOptions })
  undo.push(() => aws.stop())
  const changed = createSignal()
  const pools = createPools({ deployment, endpoints: aws.endpoints, children, log, onServed: changed.notify })
  undo.push(() => Promise.all([...pools.values()].map((pool) => pool.stop())))
  for (const pool of pools.values()) openInspector(pool, log)
  const poolNamed = (name: string) => [...pools.values()].find(({ fn }) => fn.name === name)
  const readers = startStreams({ deployment, home, calls, s3Endpoint: endpoints.s3, poolNamed, changed, log })
  // Not awaited: a reader may wait for an invocation, which ends with the instances in the next step.
  undo.push(() => void readers.map((reader) => reader.stop()))

  serve(gateway, deployment, pools)
  return {
    origin: `http://127.0.0.1:${gateway.port}`,
    endpoints,
    aws,
    deployment,
    home: home.folder,
    tenants,
    invoke: (name, event) => {
      const pool = poolNamed(name)
      if (!pool) throw new Failure(`There is no function ${name}`)
      return pool.invoke(JSON.stringify(event))
    },
  }
}

async function readTemplates(assembly: LocalOptions['assembly']): Promise<Deployment> {
  return readDeployment(readAssembly(typeof assembly === 'string' ? assembly : await assembly()))
}

type PoolsOptions = {
  deployment: Deployment
  endpoints: Endpoints
  children: Children
  log(line: string): void
  onServed(): void
}

/** By the functions' ARNs. */
function createPools({ deployment, ...options }: PoolsOptions): Map<string, FunctionPool> {
  return new Map(deployment.functions.map((fn) => [fn.arn, createFunctionPool({ fn, ...options })]))
}

/** A debugger attaches before the first event, so that it can stop at it. */
function openInspector({ fn, warm }: FunctionPool, log: (line: string) => void): void {
  if (fn.inspectPort === undefined) return
  warm()
  log(`${fn.name} is open to a debugger on 127.0.0.1:${fn.inspectPort}`)
}

function serve(gateway: Gateway, { apis }: Deployment, pools: ReadonlyMap<string, FunctionPool>): void {
  const [api, ...others] = apis
  if (others.length > 0) throw new Failure('The local runner serves one HTTP API, and the templates have more')
  if (!api) return
  gateway.route(api, pools)
  for (const { functionArn } of api.routes) pools.get(functionArn)?.warm()
  gateway.serve()
}

function summaryOf({ dynamodbName }: Engines, { functions, streams }: Deployment): string {
  return `Tables on ${dynamodbName}, ${count(functions, 'function')}, ${count(streams, 'stream')}`
}

function count(list: readonly unknown[], noun: string): string {
  return `${list.length} ${noun}${list.length === 1 ? '' : 's'}`
}
