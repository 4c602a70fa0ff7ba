/**
 * One engine as a child process. If it ends by itself it is started again, on the same port and the same files, after a
 * pause that grows; an engine that does not stay up is given up, because data that cannot be kept must not be accepted.
 */
import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { Failure, messageOf } from '../failure.ts'
import type { Children, ChildSpec } from '../home/children.ts'
import type { Home } from '../home/home.ts'
import { backoffMs, pause } from '../waiting.ts'

export type EngineSpec = {
  name: string
  /** Of its log in the home. */
  log: string
  /** @param port 0 for the first start of an engine that tells its port */
  child(port: number): Omit<ChildSpec, 'log'>
  /** Resolves with its port once the engine answers. */
  whenUp(child: ChildProcess, port: number): Promise<number>
}
export type Surroundings = {
  home: Home
  children: Children
  log(line: string): void
  /** The engine is given up. */
  onFailure(failure: Failure): void
}
export type EngineProcess = { start(): Promise<number>; stop(): Promise<void> }

type Running = { isUp: boolean; ended: Promise<string> }

/** In a row, with pauses of six seconds in all between them. */
const MOST_ENDS = 6
/** An engine that was up for so long did not end because it was started. */
const STEADY_MS = 60_000
/** How long a stop may take before it is a kill. */
const GRACE_MS = 1000

export function createEngineProcess(spec: EngineSpec, surroundings: Surroundings): EngineProcess {
  const { home, children, log, onFailure } = surroundings
  const { name } = spec
  const file = home.file(`logs/${spec.log}.log`)
  const stopping = new AbortController()
  let child: ChildProcess | undefined
  let port = 0

  async function launch(): Promise<Running> {
    const launched = children.start({ ...spec.child(port), log: spec.log })
    child = launched
    const ended = new Promise<string>((resolve) => {
      launched.once('exit', (code, signal) => resolve(signal ?? `exit status ${code}`))
    })
    const tooEarly = ended.then(() => {
      throw new Failure(`The ${name} engine cannot start on ${home.folder}: ${lastComplaint(file)}`)
    })
    try {
      port = await Promise.race([spec.whenUp(launched, port), tooEarly])
      return { isUp: true, ended }
    } catch (error) {
      await children.stop(launched)
      throw error
    }
  }

  async function keepUp(first: Running): Promise<void> {
    let running = first
    for (let ends = 1; ; ends++) {
      const upSince = Date.now()
      const reason = await running.ended
      if (stopping.signal.aborted) return
      if (Date.now() - upSince > STEADY_MS) ends = 1
      if (ends > MOST_ENDS) {
        const text = `The ${name} engine ended ${ends} times in a row and is given up: ${lastComplaint(file)} (see ${file})`
        return onFailure(new Failure(text))
      }
      log(`The ${name} engine ended (${reason}) and is started again: see ${file}`)
      await pause(backoffMs(ends), stopping.signal)
      if (stopping.signal.aborted) return
      running = await launch().catch((error) => ({ isUp: false, ended: Promise.resolve(messageOf(error)) }))
      if (running.isUp) log(`The ${name} engine is back`)
    }
  }

  return {
    async start() {
      void keepUp(await launch())
      return port
    },
    async stop() {
      stopping.abort()
      if (child) await children.stop(child, GRACE_MS)
    },
  }
}

/** The line of the log that most likely says why. */
function lastComplaint(file: string): string {
  const lines = readFileSync(file, 'utf8').trim().split('\n')
  const complaint = lines.findLast((line) => /error|failed|corrupt|malformed|not a database|cannot|unable/i.test(line))
  return (complaint ?? lines.at(-1) ?? '').trim().slice(0, 200) || 'it says nothing'
}
