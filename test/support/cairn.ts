/** The operator's command as a process of its own. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/** Hundreds of short commands take a tenth less of the processor where nothing is collected while they load. */
const CAIRN = ['--min-semi-space-size=32', join(import.meta.dirname, '../../bin/cairn.mjs')]

/**
 * Runs `cairn <words>` on the runner of a home, with nothing of the test's environment but `environment`: whoever is
 * signed in on this machine is nobody there.
 */
export function runCairn(
  home: string,
  words: string[],
  environment: { [name: string]: string } = {},
): Promise<{ code: number; out: string; err: string }> {
  const env = { ...environmentOf(home), ...environment }
  return new Promise((resolve) => {
    execFile(process.execPath, [...CAIRN, ...words], { env }, (error, out, err) => {
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
  const child = spawn(process.execPath, [...CAIRN, ...words], { env: environmentOf(home), stdio: 'ignore' })
  const ended = once(child, 'exit')
  while (child.exitCode === null && !isTime()) await pause(2)
  child.kill('SIGKILL')
  const [, signal] = await ended
  return signal === 'SIGKILL'
}
