/** What runs while tests run: started before the first one, stopped after the last one, also where its start fails or comes too late. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from '@jest/globals'

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

/** A folder that is there at once, and gone after the tests. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-test-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}
