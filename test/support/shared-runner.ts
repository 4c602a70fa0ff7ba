/** One runner for all test files of a worker that do not need their own. Who ends it is `test/jest/end-shared.mjs`. */
import { join } from 'node:path'
import { createHome, type Runner } from './runner.ts'

let starting: Promise<Runner & { home: string }> | undefined

/** The runner of this process, which is started if it does not run. */
export function sharedRunner(): Promise<Runner & { home: string }> {
  starting ??= start()
  return starting
}

async function start() {
  const forget = () => {
    starting = undefined
  }
  const home = join(sharedFolder(), String(process.pid), String(performance.now()))
  try {
    // As below npm it ends when its parent does, however that ends.
    const runner = await createHome(home).launch({ npm_lifecycle_event: 'test' })
    runner.unref()
    runner.ended.then(forget, forget)
    return { ...runner, home }
  } catch (error) {
    forget()
    throw error
  }
}

function sharedFolder(): string {
  const folder = process.env.CAIRN_TESTS_SHARE
  if (folder === undefined) throw new Error('Jest runs without test/jest/begin-shared.mjs')
  return folder
}
