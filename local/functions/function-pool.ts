/** The instances of one function: an idle one takes the next event, and a new one is started when none is idle. */
import { randomUUID } from 'node:crypto'
import { availableParallelism } from 'node:os'
import type { Endpoints } from '../engines/engines.ts'
import type { Children } from '../home/children.ts'
import type { LambdaFunction } from '../template/deployment.ts'
import { type Instance, type InstanceKind, startInstance } from './instance.ts'
import { failure, isOverLimit, type Outcome } from './invocation.ts'

export type FunctionPool = {
  fn: LambdaFunction
  invoke(event: string, requestId?: string): Promise<Outcome>
  /** Starts an instance ahead of the first request. */
  warm(): void
  stop(): Promise<void>
}

/**
 * Lambda starts as many instances as there are requests; one machine must have a limit. Two for each core: while one
 * waits for the engine, the other works. With one for each core, a quarter fewer requests of one statement were
 * answered; with five, a third fewer.
 */
const MOST_INSTANCES = Math.min(10, 2 * availableParallelism())

type InstancesOptions = {
  fn: LambdaFunction
  endpoints: Endpoints
  children: Children
  log(line: string): void
}
/** `onServed` is called after each event: the function may have changed anything. */
type PoolOptions = InstancesOptions & { onServed(): void }

export function createFunctionPool({ onServed, ...options }: PoolOptions): FunctionPool {
  const instances = createInstances(options)
  return {
    fn: options.fn,
    async invoke(event, requestId = randomUUID()) {
      const instance = await instances.acquire()
      const outcome = await instance.invoke(event, requestId)
      instances.release(instance)
      onServed()
      if (!isOverLimit(outcome.payload)) return outcome
      return failure('Function.ResponseSizeTooLarge', 'The response is over the limit of 6 MB')
    },
    warm: instances.warm,
    stop: instances.stop,
  }
}

function createInstances({ log, ...options }: InstancesOptions) {
  const { fn } = options
  const most = Math.min(fn.concurrency ?? MOST_INSTANCES, MOST_INSTANCES)
  const all = new Set<Instance>()
  const idle: Instance[] = []
  const waiting: ((instance: Instance) => void)[] = []
  let stopping = false

  const kind: InstanceKind = {
    ...options,
    onEnd(instance, { killed, text }) {
      if (stopping) return
      if (!killed) log(`${fn.name} crashed (${text}): see its log`)
      all.delete(instance)
      if (idle.includes(instance)) idle.splice(idle.indexOf(instance), 1)
      // There is room for one instance more: a waiting request gets it.
      const next = waiting.shift()
      if (next) next(start())
    },
  }

  function start(): Instance {
    const instance = startInstance(kind)
    all.add(instance)
    return instance
  }

  return {
    acquire(): Instance | Promise<Instance> {
      const instance = idle.pop()
      if (instance) return instance
      return all.size < most ? start() : new Promise((resolve) => waiting.push(resolve))
    },
    release(instance: Instance): void {
      if (instance.isDead()) return
      const next = waiting.shift()
      if (next) next(instance)
      else idle.push(instance)
    },
    warm(): void {
      if (all.size === 0) idle.push(start())
    },
    async stop(): Promise<void> {
      stopping = true
      await Promise.all([...all].map((instance) => instance.stop()))
    },
  }
}
