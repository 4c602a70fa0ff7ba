/**
 * Child processes that cannot outlive the runner for long: each watches its channel to the runner and ends when that
 * closes, and the home remembers it in case it does not. Each leads a process group of its own, because Ctrl-C reaches
 * the whole group of the terminal, and the engines must outlive the requests that are still being answered.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Failure } from '../failure.ts'
import { killGroup } from './holder.ts'
import type { Home } from './home.ts'

/** As bin/compile-cache.mjs has it: a child that was compiled before starts in half the time. */
export const COMPILE_CACHE = fileURLToPath(new URL('../../.build/compile-cache', import.meta.url))
const LEAN_HTTP = fileURLToPath(new URL('lean-http.cjs', import.meta.url))

export type ChildSpec = {
  /** File that the child runs. */
  module: URL
  arguments?: readonly string[]
  environment?: Record<string, string>
  nodeOptions?: readonly string[]
  /** Name of its log in the home. */
  log: string
  folder?: string
}
export type Children = {
  start(spec: ChildSpec): ChildProcess
  /** @param graceMs how long the child may take to end by itself before it is killed */
  stop(child: ChildProcess, graceMs?: number): Promise<void>
  /** Kills those that still run; none can be started after that. */
  stopAll(): Promise<void>
}

export function createChildren(home: Home): Children {
  const all = new Set<ChildProcess>()
  let closed = false
  const children: Children = {
    start(spec) {
      if (closed) throw new Failure('The runner stops')
      const log = openSync(home.file(`logs/${spec.log}.log`), 'a')
      const child = fork(fileURLToPath(spec.module), spec.arguments ?? [], {
        execArgv: ['--disable-warning=ExperimentalWarning', '--require', LEAN_HTTP, ...(spec.nodeOptions ?? [])],
        env: { ...spec.environment, NODE_COMPILE_CACHE: COMPILE_CACHE },
        serialization: 'advanced',
        stdio: ['ignore', log, log, 'ipc'],
        detached: true,
        ...(spec.folder !== undefined && { cwd: spec.folder }),
      })
      closeSync(log)
      const { pid } = child
      if (pid !== undefined) {
        home.addChild(pid)
        all.add(child)
        child.once('exit', () => {
          all.delete(child)
          // A child that was killed could not end its own program, which would go on holding its port and files.
          killGroup(pid)
          home.removeChild(pid)
        })
      }
      // Without a listener a failed spawn or a write to a child that just died would end the runner.
      child.on('error', () => undefined)
      return child
    },
    async stop(child, graceMs = 0) {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = new Promise((resolve) => child.once('exit', resolve))
      // Without grace the whole group at once: a child that died alone would leave its program behind.
      if (graceMs > 0) child.kill('SIGTERM')
      else kill(child)
      const timer = setTimeout(kill, graceMs, child)
      await ended
      clearTimeout(timer)
    },
    async stopAll() {
      closed = true
      await Promise.all([...all].map((child) => children.stop(child)))
    },
  }
  return children
}

function kill(child: ChildProcess): void {
  if (child.pid !== undefined) killGroup(child.pid)
  child.kill('SIGKILL')
}
