/** What runs while tests run: started before the first one, stopped after the last one, also where its start fails or comes too late. */
import { mkdirSync, rmSync } from 'node:fs'
import { afterAll, beforeAll } from '@jest/globals'
import { nameTemporaryFolder } from '../../local/home/temporary-folder.ts'

const START_MS = 60_000

/** @returns the members of what `start` makes, there before the first test of the file or `describe` */
export function duringTests<Running extends object>(
  start: () => Promise<Running & { stop?(): unknown }>,
  startMs = START_MS,
): Running {
  const running = {} as Running
  let starting: ReturnType<typeof start> | undefined
  beforeAll(async () => {
    starting = start()
    // What is set on the copy would not reach what runs.
    Object.freeze(Object.assign(running, await starting))
  }, startMs)
  afterAll(async () => (await starting?.catch(() => undefined))?.stop?.(), startMs)
  return running
}

/** A folder that is there during the tests of the file or `describe`. */
export function temporaryFolder(): string {
  const folder = nameTemporaryFolder('test')
  // Not at once: where no test is selected, nothing would remove it.
  beforeAll(() => {
    mkdirSync(folder, { recursive: true })
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}
