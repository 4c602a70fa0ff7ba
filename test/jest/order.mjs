/** The longest test files first, so that no worker is left with one of them at the end; who waits stands among who computes. */
import Sequencer from '@jest/test-sequencer'

/** The longest, which compute all the time: they come first. */
const LONG = [
  '/console/everything',
  '/conformance/conformance',
  '/first-question',
  '/local/first-start',
  '/local/leftovers',
]

/** Those that run programs, the longest first; all others compute and ask engines. */
const PROGRAMS = [...LONG, '/aws/', '/console/', '/flow/', '/bin/', '/local/']

/** Those that wait for time-outs, fences and clocks most of their time, and leave two workers the processors. */
const WAITING = [
  '/statements/write/faults',
  '/statements/read/poller',
  '/http/frozen',
  '/flow/rights',
  '/local/stream/stream',
  '/flow/clients-xapiwrapper',
  '/http/xapi/canonical-pages',
  '/flow/erasure',
  '/flow/big-things',
  '/local/engines/recovery',
]
/** How many others come between two of them, once the long ones are over: about what two workers do meanwhile. */
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
  const ranked = tests.toSorted((one, other) => rankOf(one) - rankOf(other))
  const long = ranked.filter((test) => rankOf(test) < LONG.length)
  const programs = ranked.filter((test) => rankOf(test) >= LONG.length && rankOf(test) < PROGRAMS.length)
  const others = tests.filter((test) => rankOf(test) === PROGRAMS.length)
  const placed = (some) => some.map((test, at) => ({ test, place: at / some.length }))
  const all = [...placed(programs), ...placed(others)].toSorted((one, other) => one.place - other.place)
  return [...long, ...all.map(({ test }) => test)]
}

const isOf =
  ({ path }) =>
  (part) =>
    path.includes(`/test${part}`)

function rankOf(test) {
  const rank = PROGRAMS.findIndex(isOf(test))
  return rank < 0 ? PROGRAMS.length : rank
}

/** One of them at a time, as far as can be told: between the long ones first, then between so many others. */
function apart(tests) {
  const waiting = WAITING.flatMap((part) => tests.filter((test) => isOf(test)(part)))
  const order = tests.filter((test) => !waiting.includes(test))
  let place = 1
  for (const [at, test] of waiting.entries()) {
    order.splice(place, 0, test)
    place += at < LONG.length - 2 ? 2 : BETWEEN + 2
  }
  return order
}
