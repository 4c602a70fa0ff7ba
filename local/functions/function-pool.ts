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
 * waits for the engine, the other works. Of requests with one statement, a quarter fewer were answered with one instance
 * for each core, and a third fewer with five.
 */
const MOST_INSTANCES = Math.min(10, 2 * availableParallelism())

type PoolOptions = {
  fn: LambdaFunction
  endpoints: Endpoints
  children: Children
  log(line: string): void
  /** Called after each event: the function may have changed anything. */
  onServed(): void
}

export function createFunctionPool({ log, onServed, ...options }: PoolOptions): FunctionPool {
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
      // One instance less: a waiting request gets a new one.
      const next = waiting.shift()
      if (next) next(start())
    },
  }

  function start(): Instance {
    const instance = startInstance(kind)
    all.add(instance)
    return instance
  }

  function acquire(): Instance | Promise<Instance> {
    const instance = idle.pop()
    if (instance) return instance
    return all.size < most ? start() : new Promise((resolve) => waiting.push(resolve))
  }

  function release(instance: Instance): void {
    if (instance.isDead()) return
    const next = waiting.shift()
    if (next) next(instance)
    else idle.push(instance)
  }

  return {
    fn,
    async invoke(event, requestId = randomUUID()) {
      const instance = await acquire()
      const outcome = await instance.invoke(event, requestId)
      release(instance)
      onServed()
      if (!isOverLimit(outcome.payload)) return outcome
      return failure('Function.ResponseSizeTooLarge', 'The response is over the limit of 6 MB')
    },
    warm() {
      if (all.size === 0) idle.push(start())
    },
    async stop() {
      stopping = true
      await Promise.all([...all].map((instance) => instance.stop()))
    },
  }
}
