/** After the last test file: ends the runners that test files have shared, and removes their homes. */
import { globSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { isRunning } from '../../local/home/holder.ts'
import { endLeftovers } from '../../local/home/lock.ts'

/** A runner ends its own children first, which takes up to two seconds on an idle machine. */
const HANGING_MS = 15_000

export default async function () {
  const folder = process.env.CAIRN_TESTS_SHARE
  await Promise.all(globSync('*/*/lock.json', { cwd: folder }).map((lock) => endRunner(join(folder, lock))))
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}

async function endRunner(lock) {
  const runner = endLeftovers(lock)
  if (runner === undefined) return
  signal(runner, 'SIGINT')
  const until = Date.now() + HANGING_MS
  while (isRunning(runner) && Date.now() < until) await pause(50)
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
