/** What a partition has left: so many units a second, saved up for one second at most. */

/** One item that a call touches, in one partition. */
export type Touched = { table: string; partition: string; reads: boolean }

export type Throughput = {
  /** Takes a unit, where there is any left. What a call consumes in the end is known after it. */
  admits(partition: string): boolean
  /** Takes what a call consumed beyond the unit of its admission; the next calls wait until it has come back. */
  charge(partition: string, units: number): void
}

/** A partition that has had nothing to do for a second needs no memory. */
const SWEEP_AT = 20_000

/** @param now in milliseconds */
export function createThroughput(unitsPerSecond: number, now: () => number): Throughput {
  const partitions = new Map<string, { units: number; at: number }>()
  const current = (partition: string) => {
    const time = now()
    const known = partitions.get(partition) ?? { units: unitsPerSecond, at: time }
    known.units = Math.min(unitsPerSecond, known.units + ((time - known.at) / 1_000) * unitsPerSecond)
    known.at = time
    if (partitions.size > SWEEP_AT) sweep(partitions, time - 1_000)
    partitions.set(partition, known)
    return known
  }
  return {
    admits(partition) {
      const left = current(partition)
      if (left.units < 1) return false
      left.units -= 1
      return true
    },
    charge(partition, units) {
      current(partition).units -= units - 1
    },
  }
}

function sweep(partitions: Map<string, { units: number; at: number }>, before: number): void {
  for (const [partition, { units, at }] of partitions) if (at < before && units >= 0) partitions.delete(partition)
}
