/**
 * Records as Kinesis Data Streams for DynamoDB may deliver them: those of different items in another order than they were
 * written in, and some of them more than once, later too. The records of one item stay in their order.
 */
import type { PutRecordsEntry } from './change-record.ts'

export type Disorder = (entries: readonly PutRecordsEntry[]) => PutRecordsEntry[]

/** One record in so many comes again. */
const REPEATED = 1 / 10
/** So many records are remembered, to come again. */
const REMEMBERED = 100

/** @param chance from 0 to 1, the next one at each call */
export function createDisorder(chance: () => number): Disorder {
  let earlier: PutRecordsEntry[] = []
  return (entries) => {
    const repeated = [...earlier, ...entries].filter(() => chance() < REPEATED / 2)
    earlier = [...earlier, ...entries].slice(-REMEMBERED)
    const byItem = [...Map.groupBy([...entries, ...repeated], ({ PartitionKey }) => PartitionKey).values()]
    return interleave(byItem, chance)
  }
}

/** Takes from any of the queues until all are empty. */
function interleave<Value>(queues: Value[][], chance: () => number): Value[] {
  const taken: Value[] = []
  const left = queues.map((queue) => queue.toReversed())
  while (left.length > 0) {
    const at = Math.floor(chance() * left.length)
    const next = left[at]?.pop()
    if (next === undefined) left.splice(at, 1)
    else taken.push(next)
  }
  return taken
}
