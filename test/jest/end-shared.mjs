/** After the last test file: ends the runners that test files have shared, and removes their homes. */
import { globSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { isRunning } from '../../local/home/holder.ts'
import { endLeftovers } from '../../local/home/lock.ts'
import { HANGING_MS } from '../support/program.ts'
import { within } from '../support/waiting.ts'

export default async function () {
  const folder = process.env.CAIRN_TESTS_SHARE
  await Promise.all(globSync('*/*/lock.json', { cwd: folder }).map((lock) => endRunner(join(folder, lock))))
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}

async function endRunner(lock) {
  const runner = endLeftovers(lock)
  if (runner === undefined) return
  signal(runner, 'SIGINT')
  await within(HANGING_MS, () => !isRunning(runner), Boolean)
  signal(runner, 'SIGKILL')
  endLeftovers(lock)
}

function signal(runner, name) {
  try {
    if (isRunning(runner)) process.kill(runner.pid, name)
  } catch {
    // It has just ended by itself, as its worker did.
  }
}
