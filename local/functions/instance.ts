/**
 * The runner's side of one instance: starts the child process (instance-process.ts), sends it one event at a time, and
 * ends it when loading or an event takes too long.
 */
import type { ChildProcess } from 'node:child_process'
import type { Endpoints } from '../engines/engines.ts'
import type { Children } from '../home/children.ts'
import type { LambdaFunction } from '../template/deployment.ts'
import { within } from '../waiting.ts'
import type { Freezer } from './freezer.ts'
import { environmentOf } from './function-environment.ts'
import { failure, type Outcome } from './invocation.ts'

export type Instance = {
  isDead(): boolean
  /** One at a time: the caller waits for the outcome before it sends another event. */
  invoke(event: string, requestId: string): Promise<Outcome>
  /** Between two events. */
  freeze(): void
  thaw(): void
  stop(): Promise<void>
}
/** What the instances of a function have in common; `onEnd` is called with the reason for which one ended. */
export type InstanceKind = {
  fn: LambdaFunction
  endpoints: Endpoints
  children: Children
  freezer?: Freezer
  onEnd(instance: Instance, reason: { killed: boolean; text: string }): void
}

/** An instance has 10 s to load its code. */
const INIT_MS = 10_000

export function startInstance(kind: InstanceKind): Instance {
  const { fn, children } = kind
  const child = startChild(kind)
  const ready = Promise.withResolvers<boolean>()
  let settle: ((outcome: Outcome) => void) | undefined
  let dead = false

  const instance: Instance = {
    isDead: () => dead,
    async invoke(event, requestId) {
      if (!(await within(ready.promise, INIT_MS, false))) {
        end('SIGKILL')
        return failure('Sandbox.Timedout', `Init timed out after ${INIT_MS / 1000}.00 seconds`)
      }
      if (dead) return failure('Runtime.ExitError', `${fn.name} ended while it started: see its log`)
      return new Promise((resolve) => {
        const timer = setTimeout(() => {
          end('SIGKILL')
          const text = `${requestId} Task timed out after ${fn.timeoutSeconds.toFixed(2)} seconds`
          resolve(failure('Sandbox.Timedout', text, 'timeout'))
        }, fn.timeoutSeconds * 1000)
        settle = (outcome) => {
          clearTimeout(timer)
          resolve(outcome)
        }
        child.send({ requestId, functionArn: fn.arn, event, deadline: Date.now() + fn.timeoutSeconds * 1000 })
      })
    },
    freeze: () => kind.freezer?.freeze(child),
    thaw: () => kind.freezer?.thaw(child),
    stop: () => children.stop(child),
  }

  function end(reason: string): void {
    if (dead) return
    dead = true
    child.kill('SIGKILL')
    kind.onEnd(instance, { killed: reason === 'SIGKILL', text: reason })
  }

  child.on('message', (message) => {
    if (message === 'ready') ready.resolve(true)
    else settle?.(message as Outcome)
  })
  child.once('exit', (code, signal) => {
    const reason = signal ?? `exit status ${code}`
    end(reason)
    ready.resolve(true)
    settle?.(failure('Runtime.ExitError', `Runtime exited with error: ${reason}`))
  })
  return instance
}

function startChild({ fn, endpoints, children }: InstanceKind): ChildProcess {
  return children.start({
    module: new URL('./instance-process.ts', import.meta.url),
    environment: environmentOf(fn, endpoints),
    nodeOptions: [...heapOptions(fn.memoryMb), ...inspectorOptions(fn)],
    log: fn.name,
    folder: fn.code,
  })
}

/** As Lambda's runtime divides a function's memory: a tenth for young objects, in two halves, the rest for old ones. */
function heapOptions(memoryMb: number): string[] {
  const young = Math.floor(memoryMb / 10)
  return [`--max-semi-space-size=${Math.floor(young / 2)}`, `--max-old-space-size=${memoryMb - young}`]
}

const inspectorOptions = ({ inspectPort }: LambdaFunction): string[] =>
  inspectPort === undefined ? [] : [`--inspect=127.0.0.1:${inspectPort}`]
