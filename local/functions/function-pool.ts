/** The instances of one function: an idle one takes the next event, and a new one is started when none is idle. */
import { randomUUID } from 'node:crypto'
import { availableParallelism } from 'node:os'
import type { Endpoints } from '../engines/engines.ts'
import type { Children } from '../home/children.ts'
import type { LambdaFunction } from '../template/deployment.ts'
import type { Concurrency } from './concurrency.ts'
import type { Freezer } from './freezer.ts'
import { createFrozenInstances, createWarmInstances } from './idle-instances.ts'
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
  /** As Lambda does it; else instances run on between events, and what is too much waits. */
  lambda?: LikeLambda
  log(line: string): void
}
/** What all functions have in common; `chance` gives the next number from 0 to 1 at each call. */
export type LikeLambda = { concurrency: Concurrency; freezer: Freezer; chance(): number }
/** `onServed` is called after each event: the function may have changed anything. */
type PoolOptions = InstancesOptions & { onServed(): void }

export function createFunctionPool({ onServed, ...options }: PoolOptions): FunctionPool {
  const instances = createInstances(options)
  return {
    fn: options.fn,
    async invoke(event, requestId = randomUUID()) {
      const concurrency = options.lambda?.concurrency
      if (concurrency?.enter() === false) return THROTTLED
      const instance = await instances.acquire()
      const outcome = await instance.invoke(event, requestId)
      concurrency?.leave()
      instances.release(instance)
      onServed()
      if (!isOverLimit(outcome.payload)) return outcome
      return failure('Function.ResponseSizeTooLarge', 'The response is over the limit of 6 MB')
    },
    warm: instances.warm,
    stop: instances.stop,
  }
}

const THROTTLED = failure('TooManyRequestsException', 'Rate Exceeded.', 'throttled')

function createInstances({ log, lambda, ...options }: InstancesOptions) {
  const { fn } = options
  const mostHere = lambda?.concurrency.most ?? MOST_INSTANCES
  const most = Math.min(fn.concurrency ?? mostHere, mostHere)
  const all = new Set<Instance>()
  const idle = lambda ? createFrozenInstances(lambda.chance) : createWarmInstances()
  const waiting: ((instance: Instance) => void)[] = []
  let stopping = false

  const kind: InstanceKind = {
    ...options,
    ...(lambda && { freezer: lambda.freezer }),
    onEnd(instance, { killed, text }) {
      if (stopping) return
      if (!killed) log(`${fn.name} crashed (${text}): see its log`)
      all.delete(instance)
      idle.remove(instance)
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
      const instance = idle.take()
      if (instance) return instance
      return all.size < most ? start() : new Promise((resolve) => waiting.push(resolve))
    },
    release(instance: Instance): void {
      if (instance.isDead()) return
      const next = waiting.shift()
      if (next) next(instance)
      else idle.add(instance)
    },
    warm(): void {
      // Lambda starts none ahead.
      if (all.size === 0 && !lambda) idle.add(start())
    },
    async stop(): Promise<void> {
      stopping = true
      await Promise.all([...all].map((instance) => instance.stop()))
    },
  }
}
