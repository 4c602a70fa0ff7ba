/** Programs that tests start: what they say, how they end. None of them outlives the tests. */
import { spawn } from 'node:child_process'
import type { Socket } from 'node:net'

export type Program = {
  pid: number | undefined
  /** What it has said until now. */
  stdout(): string
  /** Resolves once it has said this; rejects when it ends before. */
  says(what: RegExp): Promise<RegExpExecArray>
  /** SIGINT is Ctrl-C; SIGKILL is what no program can prepare for. Resolves when it has ended, killed if it hangs. */
  end(signal: 'SIGHUP' | 'SIGINT' | 'SIGTERM' | 'SIGKILL'): Promise<void>
  /** Lets the process that started it end before it. */
  unref(): void
  /** Once it has ended and all it said is read. */
  ended: Promise<{ code: number | null; stderr: string }>
}

export type StartProgram = (command: string, words: string[], environment?: { [name: string]: string }) => Program

/** A runner ends its own children first, which takes up to two seconds on an idle machine. */
export const HANGING_MS = 15_000

/** @param after when to end what still runs: `afterAll` or `afterEach` */
export function programs(after: (endAll: () => Promise<void>, mostMs: number) => void): StartProgram {
  const started: Program[] = []
  after(async () => {
    await Promise.all(started.splice(0).map((program) => program.end('SIGINT')))
  }, 2 * HANGING_MS)
  return (command, words, environment) => {
    const program = startProgram(command, words, environment)
    started.push(program)
    return program
  }
}

const startProgram: StartProgram = (command, words, environment) => {
  // A runner of a test lets functions do what their roles allow, and no more.
  const env = { CAIRN_IAM: 'on', ...process.env, ...environment }
  const child = spawn(command, words, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const said = { stdout: '', stderr: '' }
  // Read for ever: an unread pipe would block the program once it is full.
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text) => {
      said[stream] += text
    })
  }
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()).once('error', () => resolve()))
  const ended = new Promise<{ code: number | null; stderr: string }>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, stderr: said.stderr }))
  })
  ended.catch(() => undefined)
  return {
    pid: child.pid,
    stdout: () => said.stdout,
    ended,
    unref() {
      child.unref()
      for (const stream of [child.stdout, child.stderr]) (stream as Socket).unref()
    },
    says: (what) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = what.exec(said.stdout)
          if (found) resolve(found)
        }
        child.stdout.on('data', look)
        look()
        const tooEarly = (code: number | null) =>
          new Error(`${words[0]} ended (${code}) before it said ${what}:\n${said.stdout}${said.stderr}`)
        ended.then(({ code }) => reject(tooEarly(code)), reject)
      }),
    async end(signal) {
      child.kill(signal)
      const hanging = setTimeout(() => child.kill('SIGKILL'), HANGING_MS)
      await exited
      clearTimeout(hanging)
    },
  }
}
