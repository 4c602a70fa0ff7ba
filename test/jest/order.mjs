/** The longest test files first, so that no worker is left with one of them at the end, and those that only wait apart. */
import Sequencer from '@jest/test-sequencer'

/** What takes longest where nothing is known yet: they start runners and commands. */
const LONG = [
  '/console/everything',
  '/conformance/',
  '/first-question',
  '/console/',
  '/flow/',
  '/bin/',
  '/local/',
  '/aws/',
  '/lib/',
  '/lake/',
  '/statements/',
]

/** Long ones that leave three quarters of a core to others: they wait for time-outs, fences and clocks. */
const WAITING = [
  '/flow/rights',
  '/console/shell',
  '/statements/write/faults',
  '/statements/read/poller',
  '/local/stream/stream',
  '/http/frozen',
  '/lake/rewriting/rewriting-faults',
  '/http/xapi/canonical-pages',
  '/flow/big-things',
  '/local/start-failures',
]
/** How many others come between two of them: about what two workers do while a third one waits. */
const BETWEEN = 4

export default class extends Sequencer {
  /** Jest knows how long each took here before; without that it takes the longest texts first. */
  sort(tests) {
    const sorted = super.sort(tests)
    const isKnown = sorted.some(({ duration }) => duration)
    return apart(isKnown ? sorted : sorted.toSorted((one, other) => rankOf(one) - rankOf(other)))
  }
}

const isOf =
  ({ path }) =>
  (part) =>
    path.includes(`/test${part}`)

function rankOf(test) {
  const rank = LONG.findIndex(isOf(test))
  return rank < 0 ? LONG.length : rank
}

function apart(tests) {
  const isWaiting = (test) => WAITING.some(isOf(test))
  const order = tests.filter((test) => !isWaiting(test))
  for (const [at, test] of tests.filter(isWaiting).entries()) order.splice(1 + at * (BETWEEN + 1), 0, test)
  return order
}
