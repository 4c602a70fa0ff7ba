/** The local runner, as `npm start` starts it, for what is measured through it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'

const START = join(import.meta.dirname, '../bin/start.mjs')

/** Resolves when it is ready. */
export async function startRunner(home: string, environment: { [name: string]: string } = {}): Promise<ChildProcess> {
  const child = spawn(process.execPath, [START, '--quiet'], {
    env: { ...process.env, CAIRN_HOME: home, PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await new Promise<void>((resolve, reject) => {
    let said = ''
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      said += text
      if (/^Cairn is ready on /m.test(said)) resolve()
    })
    child.once('exit', (code) => reject(new Error(`The runner ended (${code}): ${said}`)))
  })
  return child
}

export async function stopRunner(runner: ChildProcess): Promise<void> {
  if (runner.exitCode !== null) return
  const ended = new Promise((resolve) => runner.once('exit', resolve))
  runner.kill('SIGINT')
  await ended
}
