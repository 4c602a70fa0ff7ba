/**
 * Brings up all that the templates of a cloud assembly say. The road from a template to a running function: synthesized
 * assembly, intrinsics, checked resources, deployment; engines, provision; function pool, instance, instance process;
 * last the gateway, the streams and the schedules, which give the functions their events.
 */
import { type Aws, type AwsOptions, openAws } from './aws/aws.ts'
import { openAwsProxy } from './aws/aws-proxy.ts'
import { type LikeAws, NEW_ACCOUNT_CONCURRENCY, readLikeAws } from './aws/like-aws.ts'
import { createTableRestores } from './aws/table-restores.ts'
import { type DemoTenant, ensureDemoTenants } from './demo/demo-tenants.ts'
import { type AwsCalls, createAwsCalls } from './engines/aws-calls.ts'
import { createEngines, type Endpoints, type StartedEngines } from './engines/engines.ts'
import { ensureKeys, openKmsServer } from './engines/kms-server.ts'
import { provision } from './engines/provision.ts'
import { Failure } from './failure.ts'
import { createConcurrency } from './functions/concurrency.ts'
import { createFreezer } from './functions/freezer.ts'
import { createFunctionPool, type FunctionPool, type LikeLambda } from './functions/function-pool.ts'
import { withInspector } from './functions/inspected-function.ts'
import { type Gateway, openGateway } from './gateway/gateway.ts'
import { createRequestLines } from './gateway/request-lines.ts'
import { openSite } from './gateway/site-server.ts'
import { type Children, createChildren } from './home/children.ts'
import { type Home, openHome, openTemporaryHome } from './home/home.ts'
import { watchLogs } from './home/log-sizes.ts'
import { startSchedules } from './schedules.ts'
import { createSignal } from './stream/signal.ts'
import { startStreams } from './stream/streams.ts'
import { readAssembly } from './template/assembly.ts'
import { type Deployment, readDeployment } from './template/deployment.ts'

export type LocalOptions = {
  /** Where data live on; without it they are kept in a temporary folder and gone at the stop. */
  home?: string
  /** 0 takes any free port. */
  port: number
  /** The address to listen on; 127.0.0.1 if it is not set. */
  host?: string | undefined
  /** The cloud assembly: a folder, or what makes it while the engines start, in `spare` if nowhere else. */
  assembly: string | ((options: { spare: string; signal: AbortSignal }) => Promise<string>)
  /** The function that a debugger may attach to: `<part of its name>[:<port>]`. */
  inspect?: string | undefined
  /** As AWS does it, where a laptop does it better: `like`, or `like:<seed>`. */
  like?: string | undefined
  /** How late it is for the records of streams, in milliseconds: a test has no days to wait. */
  now?: () => number
  /** What of AWS functions meet here, beside its data; without it, that they may do only what their roles allow. */
  aws?: AwsOptions
  log?: (line: string) => void
  /** Ends a start that is not done yet. */
  signal?: AbortSignal
  /** What runs cannot go on: an engine ends again and again. It is for the caller to stop the rest. */
  onFailure?: (failure: Failure) => void
  /** Takes a line for each request; without it none is made. */
  showRequest?: ((line: string) => void) | undefined
}
export type Local = {
  /** Where this machine reaches it: `http://127.0.0.1:8080`, without a slash at the end. */
  origin: string
  /** The engines' endpoints, for tools and tests. */
  endpoints: Endpoints
  /** Where tables are restored, for the operator's command. */
  backups: string
  /** What functions call in place of AWS. */
  aws: Aws
  deployment: Deployment
  /** Where the console is, with a slash at the end. */
  console?: string
  home: string
  tenants: DemoTenant[]
  invoke(functionName: string, event: unknown): ReturnType<FunctionPool['invoke']>
  stop(): Promise<void>
}

/** Rejects with a Failure if something stands in the way, or when the signal comes; what was started by then is stopped. */
export async function startLocal(options: LocalOptions): Promise<Local> {
  const { home: folder, port, host, signal, showRequest } = options
  const likeAws = readLikeAws(options.like)
  if (likeAws && options.inspect !== undefined)
    throw new Failure('CAIRN_AWS freezes functions between events, so CAIRN_INSPECT cannot be with it')
  const undo: UndoStep[] = []
  const aborter = new AbortController()
  const stop = async () => {
    aborter.abort()
    for (const step of undo.splice(0).reverse()) await step()
  }
  const aborted = Promise.withResolvers<never>()
  const onAbort = () => aborted.reject(new Failure('The start was stopped'))
  signal?.addEventListener('abort', onAbort)
  try {
    const answered = showRequest && createRequestLines(showRequest)
    const gateway = await openGateway(port, { host, answered })
    undo.push(() => gateway.stop())
    const home = folder === undefined ? openTemporaryHome() : openHome(folder)
    undo.push(() => home.release())
    undo.push(watchLogs(home.file('logs')))
    const startup = { ...options, home, gateway, likeAws, undo, starting: aborter.signal }
    return { ...(await Promise.race([bringUp(startup), aborted.promise])), stop }
  } catch (error) {
    await stop()
    throw error
  } finally {
    signal?.removeEventListener('abort', onAbort)
  }
}

type UndoStep = () => unknown
type Startup = Omit<LocalOptions, 'home'> & {
  home: Home
  gateway: Gateway
  likeAws: LikeAws | undefined
  undo: UndoStep[]
  /** Comes when the start is given up: then nothing more is started. */
  starting: AbortSignal
}

async function bringUp(startup: Startup): Promise<Omit<Local, 'stop'>> {
  const { home, starting, likeAws, log = () => undefined } = startup
  const { engines, children, deployment } = await startEngines(startup)
  const { athena, kms, issuer } = engines
  const endpoints = { ...engines.endpoints, athena, kms, ...(issuer && { issuer }) }
  log(summaryOf(engines, deployment))
  if (likeAws) log(`Like AWS, by the seed of CAIRN_AWS=like:${likeAws.seed}`)
  const calls = createAwsCalls(endpoints)
  await provision(deployment, { ...calls, s3: endpoints.s3 })
  starting.throwIfAborted()
  const tenants = await ensureDemoTenants(home, children, deployment, endpoints)
  starting.throwIfAborted()
  const backups = await openBackups(startup, endpoints, calls)
  return { ...(await startFunctions(startup, { endpoints, calls, children, deployment })), tenants, backups }
}

async function openBackups({ home, undo }: Startup, endpoints: Endpoints, calls: AwsCalls): Promise<string> {
  const restores = await createTableRestores(calls.dynamodb, home.file('restores.json'))
  undo.push(() => restores.stop())
  const proxy = await openAwsProxy(endpoints, [restores.stage])
  undo.push(() => proxy.stop())
  return proxy.endpoint
}

type StartedTemplates = {
  engines: StartedEngines & { athena: string; kms: string; issuer?: string }
  children: Children
  deployment: Deployment
}

/** The engines start while the assembly is made. */
async function startEngines(startup: Startup): Promise<StartedTemplates> {
  const { home, assembly, inspect, undo, starting, log = () => undefined, onFailure = () => undefined } = startup
  const children = createChildren(home)
  undo.push(() => children.stopAll())
  const processes = createEngines({ home, children, log, onFailure })
  undo.push(() => processes.stop())
  const assembling = Promise.resolve(
    typeof assembly === 'string' ? assembly : assembly({ spare: home.file('build'), signal: starting }),
  )
  undo.push(() => assembling.catch(() => undefined))
  const [engines, directory] = await Promise.all([processes.start(), assembling])
  starting.throwIfAborted()
  const described = readDeployment(readAssembly(directory))
  const [athena, kms, issuer] = await Promise.all([
    processes.startAthena(described.athena, engines.endpoints.s3),
    startKms(startup, described),
    described.issuer && processes.startIssuer(described.issuer),
  ])
  return {
    engines: { ...engines, athena, kms, ...(issuer && { issuer }) },
    children,
    deployment: inspect === undefined ? described : withInspector(described, inspect),
  }
}

async function startKms({ home, undo }: Startup, { keys }: Deployment): Promise<string> {
  const folder = home.file('kms')
  home.requireFile('kms')
  ensureKeys(folder, keys)
  home.keepFile('kms')
  const { endpoint, stop } = await openKmsServer(folder)
  undo.push(stop)
  return endpoint
}

type FunctionsOptions = Omit<StartedTemplates, 'engines'> & { endpoints: Endpoints; calls: AwsCalls }

async function startFunctions(
  { home, gateway, likeAws, aws: awsOptions = { iam: true }, now, undo, log = () => undefined }: Startup,
  { endpoints, calls, children, deployment }: FunctionsOptions,
): Promise<Omit<Local, 'stop' | 'tenants' | 'backups'>> {
  const aws = await openAws(endpoints, deployment, { log, ...awsOptions, ...likeAws?.options })
  undo.push(() => aws.stop())
  const changed = createSignal()
  const lambda = likeAws && likeLambda(likeAws, children)
  undo.push(() => lambda?.freezer.stop())
  const options = { deployment, endpoints: aws.endpoints, children, log, onServed: changed.notify }
  const pools = createPools({ ...options, ...(lambda && { lambda }) })
  undo.push(() => Promise.all([...pools.values()].map((pool) => pool.stop())))
  for (const pool of pools.values()) openInspector(pool, log)
  const poolNamed = (name: string) => [...pools.values()].find(({ fn }) => fn.name === name)
  const forStreams = { deployment, home, calls, s3Endpoint: endpoints.s3, poolNamed, changed, ...(now && { now }), log }
  const readers = startStreams({ ...forStreams, likeAws: likeAws && { chance: likeAws.chanceOf('streams') } })
  const clock = { schedules: deployment.schedules, checkpoint: home.checkpoint('schedules'), poolNamed, log }
  readers.push(...startSchedules({ ...clock, ...(now && { now }) }))
  // Not awaited: a reader may wait for an invocation, which ends with the instances in the next step.
  undo.push(() => void readers.map((reader) => reader.stop()))

  const site = await openConsole(gateway, deployment, endpoints)
  undo.push(() => site?.stop())
  serve(gateway, deployment, { pools, isLikeAws: likeAws !== undefined })
  return {
    origin: gateway.origin,
    endpoints,
    aws,
    deployment,
    ...(site && { console: `${site.origin}/` }),
    home: home.folder,
    invoke: (name, event) => {
      const pool = poolNamed(name)
      if (!pool) throw new Failure(`There is no function ${name}`)
      return pool.invoke(JSON.stringify(event))
    },
  }
}

type PoolsOptions = {
  deployment: Deployment
  endpoints: Endpoints
  children: Children
  lambda?: LikeLambda
  log(line: string): void
  onServed(): void
}

function likeLambda({ chanceOf }: LikeAws, children: Children): LikeLambda {
  const concurrency = createConcurrency(NEW_ACCOUNT_CONCURRENCY)
  return { concurrency, freezer: createFreezer(children), chance: chanceOf('instances') }
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

/** Beside the gateway, at the next port where that is free: it is another origin, as CloudFront's is. */
async function openConsole(
  { origin, port, wanted }: Gateway,
  { sites, apis, issuer }: Deployment,
  endpoints: Endpoints,
) {
  const [site] = sites
  if (site === undefined) return undefined
  const here = apis.map(({ endpoint }) => [endpoint, origin] as const)
  const people =
    endpoints.issuer === undefined ? [] : (issuer?.addresses ?? []).map((one) => [one, endpoints.issuer ?? ''] as const)
  return openSite(site, { port: wanted === 0 ? 0 : port + 1, addresses: [...here, ...people] })
}

type Served = { pools: ReadonlyMap<string, FunctionPool>; isLikeAws: boolean }

function serve(gateway: Gateway, { apis }: Deployment, { pools, isLikeAws }: Served): void {
  const [api, ...others] = apis
  if (others.length > 0) throw new Failure('The local runner serves one HTTP API, and the templates have more')
  if (!api) return
  gateway.route(api, pools, isLikeAws)
  // Most clients begin with statements. What many runs never ask for is started by its first request, as in the cloud.
  for (const { key, functionArn } of api.routes) if (key.endsWith('/statements')) pools.get(functionArn)?.warm()
  gateway.serve()
}

function summaryOf({ dynamodbName }: StartedEngines, { functions, streams }: Deployment): string {
  return `Tables on ${dynamodbName}, ${count(functions, 'function')}, ${count(streams, 'stream')}`
}

function count(list: readonly unknown[], noun: string): string {
  return `${list.length} ${noun}${list.length === 1 ? '' : 's'}`
}
