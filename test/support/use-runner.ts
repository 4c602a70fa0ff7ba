/** The local runner in a test file: it runs during the tests, and nothing of it is left afterwards. */
import { dirname } from 'node:path'
import { afterAll } from '@jest/globals'
import { duringTests } from './during-tests.ts'
import { type Address, createHome, type Home, readAddress, START_TIMEOUT } from './runner.ts'
import { sharedRunner } from './shared-runner.ts'

/** For tests that start the runner themselves, as often as they want. */
export function useHome(): Omit<Home, 'remove'> {
  const home = createHome()
  afterAll(home.remove, START_TIMEOUT)
  return home
}

/**
 * The runner that the test files of a worker share. What they leave there others find: its users make what they look
 * for, and expect nothing else to be there or not.
 */
export function useSharedRunner(): Address & { home: string } {
  return process.env.CAIRN_ENDPOINT_FILE ? useRunner() : duringTests(sharedRunner, START_TIMEOUT)
}

/**
 * One runner for all tests of a file, with the folder of its home. With `CAIRN_ENDPOINT_FILE` (an `endpoint.json`) set,
 * what runs there is used and left running.
 */
export function useRunner(): Address & { home: string } {
  const running = process.env.CAIRN_ENDPOINT_FILE
  if (running) return duringTests(async () => ({ ...readAddress(running), home: dirname(running) }))
  const home = useHome()
  return duringTests(async () => ({ ...(await home.launch()), home: home.folder }), START_TIMEOUT)
}
