import type { ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import type { Children } from './children.ts'
import type { LambdaFunction } from './deployment.ts'
import type { Endpoints } from './engines.ts'
import { environmentOf } from './function-environment.ts'

/** What goes to an instance: the event as JSON text, as Lambda sends it, and when its time is over (ms). */
export type Invocation = { requestId: string; functionArn: string; event: string; deadline: number }
/** How an invocation ended; the payload is JSON text. */
export type Outcome = { kind: 'result' | 'error' | 'timeout'; payload: string }
export type FunctionPool = {
  fn: LambdaFunction
  invoke(event: string, requestId?: string): Promise<Outcome>
  /** Starts an instance ahead of the first request. */
  warm(): void
  stop(): Promise<void>
}

/** Lambda's limit of a synchronous payload, in either direction. */
export const PAYLOAD_LIMIT = 6 * 1024 * 1024
/** Lambda starts as many instances as there are requests; one machine has to stop somewhere. */
const MOST_INSTANCES = 10
/** An instance has 10 s to load its code. */
const INIT_MS = 10_000

type Instance = {
  child: ChildProcess
  ready: Promise<void>
  settle?: ((outcome: Outcome) => void) | undefined
  dead: boolean
}

/** The instances of one function: an idle one takes the next event, a new one is started when none is idle. */
export function createFunctionPool(
  fn: LambdaFunction,
  endpoints: Endpoints,
  children: Children,
  onCrash: (line: string) => void,
): FunctionPool {
  const most = Math.min(fn.concurrency ?? MOST_INSTANCES, MOST_INSTANCES)
  const all = new Set<Instance>()
  const idle: Instance[] = []
  const waiting: ((instance: Instance) => void)[] = []
  let stopping = false

  function start(): Instance {
    const child = children.start({
      module: './function-instance.ts',
      environment: environmentOf(fn, endpoints),
      nodeOptions: [`--max-old-space-size=${fn.memoryMb}`],
      log: fn.name,
      folder: fn.code,
    })
    const { promise: ready, resolve } = Promise.withResolvers<void>()
    const instance: Instance = { child, ready, dead: false }
    all.add(instance)
    child.on('message', (message) => (message === 'ready' ? resolve() : settle(instance, message as Outcome)))
    child.once('exit', (code, signal) => {
      bury(instance)
      resolve()
      settle(
        instance,
        failure('Runtime.ExitError', `RequestId: Error: Runtime exited with error: ${signal ?? `exit status ${code}`}`),
      )
      if (!stopping && signal !== 'SIGKILL')
        onCrash(`${fn.name} crashed (${signal ?? `exit status ${code}`}): see its log`)
    })
    return instance
  }

  function settle(instance: Instance, outcome: Outcome): void {
    instance.settle?.(outcome)
    instance.settle = undefined
  }

  function bury(instance: Instance): void {
    if (instance.dead) return
    instance.dead = true
    all.delete(instance)
    const index = idle.indexOf(instance)
    if (index >= 0) idle.splice(index, 1)
    // The place is free for a request that waits for one.
    if (!stopping && all.size < most) waiting.shift()?.(start())
  }

  function acquire(): Instance | Promise<Instance> {
    const instance = idle.pop()
    if (instance) return instance
    if (all.size < most) return start()
    return new Promise((resolve) => waiting.push(resolve))
  }

  function release(instance: Instance): void {
    if (instance.dead) return
    const next = waiting.shift()
    if (next) next(instance)
    else idle.push(instance)
  }

  function kill(instance: Instance): void {
    bury(instance)
    instance.child.kill('SIGKILL')
  }

  async function invoke(event: string, requestId = randomUUID()): Promise<Outcome> {
    const instance = await acquire()
    if (!(await within(instance.ready, INIT_MS))) {
      kill(instance)
      return failure('Sandbox.Timedout', `Init timed out after ${INIT_MS / 1000}.00 seconds`)
    }
    if (instance.dead) return failure('Runtime.ExitError', `${fn.name} ended while it started: see its log`)
    const limit = fn.timeoutSeconds * 1000
    const outcome = await new Promise<Outcome>((resolve) => {
      const timer = setTimeout(() => {
        kill(instance)
        const text = `${new Date().toISOString()} ${requestId} Task timed out after ${fn.timeoutSeconds.toFixed(2)} seconds`
        resolve({ kind: 'timeout', payload: JSON.stringify({ errorType: 'Sandbox.Timedout', errorMessage: text }) })
      }, limit)
      instance.settle = (outcome) => {
        clearTimeout(timer)
        resolve(outcome)
      }
      const invocation: Invocation = { requestId, functionArn: fn.arn, event, deadline: Date.now() + limit }
      instance.child.send(invocation)
    })
    release(instance)
    return withinLimit(outcome)
  }

  return {
    fn,
    invoke,
    warm: () => void (all.size === 0 && idle.push(start())),
    async stop() {
      stopping = true
      await Promise.all([...all].map(({ child }) => children.stop(child)))
    },
  }
}

function failure(errorType: string, errorMessage: string): Outcome {
  return { kind: 'error', payload: JSON.stringify({ errorType, errorMessage }) }
}

function withinLimit(outcome: Outcome): Outcome {
  // A character is at most three bytes: the exact count is only needed for the few that come near.
  if (outcome.payload.length * 3 <= PAYLOAD_LIMIT || Buffer.byteLength(outcome.payload) <= PAYLOAD_LIMIT) return outcome
  return failure(
    'Function.ResponseSizeTooLarge',
    'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
  )
}

async function within(promise: Promise<void>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms)
  })
  const result = await Promise.race([promise.then(() => true as const), late])
  clearTimeout(timer)
  return result
}
