/** The longest test files first, so that no worker is left with one of them at the end. */
import Sequencer from '@jest/test-sequencer'

/**
 * What takes longest where nothing is known yet: they start runners and commands. Between them stand those that mostly
 * wait, one at a time, so that the others have the processor meanwhile.
 */
const LONG = [
  '/console/everything',
  '/conformance/',
  '/local/stream/stream',
  '/first-question',
  '/console/',
  '/statements/read/poller',
  '/flow/',
  '/http/frozen',
  '/bin/',
  '/statements/write/faults',
  '/local/',
  '/lake/rewriting/rewriting-faults',
  '/aws/',
  '/lib/',
  '/lake/',
  '/statements/',
]

export default class extends Sequencer {
  /** Jest knows how long each took here before; without that it takes the longest texts first. */
  sort(tests) {
    const sorted = super.sort(tests)
    if (sorted.some(({ duration }) => duration)) return sorted
    return sorted.toSorted((one, other) => rankOf(one) - rankOf(other))
  }
}

function rankOf({ path }) {
  const rank = LONG.findIndex((part) => path.includes(`/test${part}`))
  return rank < 0 ? LONG.length : rank
}
