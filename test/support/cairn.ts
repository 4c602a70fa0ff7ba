/** The operator's command, with nothing of the test's environment: whoever is signed in on this machine is nobody there. */
import { type ChildProcess, execFile, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Answered, Asked } from './cairn-server.ts'

const CAIRN = join(import.meta.dirname, '../../bin/cairn.mjs')
const SERVER = join(import.meta.dirname, 'cairn-server.ts')

type Variables = { [name: string]: string }

/**
 * Runs `cairn <words>` on the runner of a home, in a process that has run others before: hundreds of new ones would
 * spend most of their time loading. With DEEP each has a process of its own.
 */
export async function runCairn(home: string, words: string[], environment: Variables = {}): Promise<Answered> {
  if (process.env.DEEP) return runCairnAlone(home, words, environment)
  const server = resting.pop() ?? startServer()
  const answer = await ask(server, { words, environment: { ...environmentOf(home), ...environment } })
  resting.push(server)
  return answer
}

/** Those that have nothing to do now. They end with this process. */
const resting: ChildProcess[] = []

function startServer(): ChildProcess {
  const env = { NODE_NO_WARNINGS: '1' }
  const server = fork(SERVER, { env, execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  server.unref()
  server.channel?.unref()
  return server
}

async function ask(server: ChildProcess, asked: Asked): Promise<Answered> {
  const given = new AbortController()
  const { signal } = given
  const ended = once(server, 'exit', { signal }).then(([code]) => {
    throw new Error(`cairn ${asked.words.join(' ')} ended its process (${code})`)
  })
  server.channel?.ref()
  server.send(asked)
  try {
    const [answered] = await Promise.race([once(server, 'message', { signal }), ended])
    return answered
  } finally {
    server.channel?.unref()
    given.abort()
  }
}

/** As `runCairn`, in a process of its own. */
export function runCairnAlone(home: string, words: string[], environment: Variables = {}): Promise<Answered> {
  const env = { ...environmentOf(home), ...environment }
  return new Promise((resolve) => {
    execFile(process.execPath, [CAIRN, ...words], { env }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err })
    })
  })
}

const environmentOf = (home: string) => ({
  PATH: process.env.PATH,
  CAIRN_HOME: home,
  XDG_CONFIG_HOME: home,
  NODE_NO_WARNINGS: '1',
})

/** Runs it until something is so, and then kills it as nothing can prepare for. @returns whether it ran until then */
export async function killCairn(home: string, words: string[], isTime: () => boolean): Promise<boolean> {
  const child = spawn(process.execPath, [CAIRN, ...words], { env: environmentOf(home), stdio: 'ignore' })
  const ended = once(child, 'exit')
  while (child.exitCode === null && !isTime()) await pause(2)
  child.kill('SIGKILL')
  const [, signal] = await ended
  return signal === 'SIGKILL'
}
