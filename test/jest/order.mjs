/** The longest test files first, so that no worker is left with one of them at the end; who waits stands among who computes. */
import Sequencer from '@jest/test-sequencer'

/** Those that run programs, the longest first; all others compute and ask engines. */
const PROGRAMS = [
  '/console/everything',
  '/conformance/',
  '/first-question',
  '/local/first-start',
  '/local/leftovers',
  '/aws/',
  '/console/',
  '/flow/',
  '/bin/',
  '/local/',
]

/** Long ones that leave three quarters of a core to others: they wait for time-outs, fences and clocks. */
const WAITING = [
  '/flow/rights',
  '/console/shell',
  '/statements/write/faults',
  '/statements/read/poller',
  '/local/stream/stream',
  '/http/frozen',
  '/http/xapi/canonical-pages',
  '/flow/erasure',
  '/flow/big-things',
  '/local/engines/recovery',
  '/flow/clients-xapiwrapper',
  '/local/start-failures',
]
/** How many others come between two of them: about what two workers do while a third one waits for one of them. */
const BETWEEN = 12

export default class extends Sequencer {
  /** Jest knows how long each took here before; without that it takes the longest texts first. */
  sort(tests) {
    const sorted = super.sort(tests)
    const isKnown = sorted.some(({ duration }) => duration)
    return apart(isKnown ? sorted : mixed(sorted))
  }
}

/** Who runs programs waits for them now and then: all the time there is somebody else who computes. */
function mixed(tests) {
  const programs = tests.filter((test) => rankOf(test) < PROGRAMS.length)
  const others = tests.filter((test) => rankOf(test) === PROGRAMS.length)
  const placed = (some) => some.map((test, at) => ({ test, place: at / some.length }))
  const ranked = programs.toSorted((one, other) => rankOf(one) - rankOf(other))
  const all = [...placed(ranked), ...placed(others)].toSorted((one, other) => one.place - other.place)
  return all.map(({ test }) => test)
}

const isOf =
  ({ path }) =>
  (part) =>
    path.includes(`/test${part}`)

function rankOf(test) {
  const rank = PROGRAMS.findIndex(isOf(test))
  return rank < 0 ? PROGRAMS.length : rank
}

function apart(tests) {
  const isWaiting = (test) => WAITING.some(isOf(test))
  const order = tests.filter((test) => !isWaiting(test))
  for (const [at, test] of tests.filter(isWaiting).entries()) order.splice(1 + at * (BETWEEN + 1), 0, test)
  return order
}
