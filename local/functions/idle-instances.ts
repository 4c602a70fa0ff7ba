/**
 * The instances of a function that wait for an event. Lambda freezes each of them between its answer and its next event,
 * and ends some: nothing that was started and not awaited goes on, and time has passed when it wakes.
 */
import type { Instance } from './instance.ts'

export type IdleInstances = {
  add(instance: Instance): void
  take(): Instance | undefined
  remove(instance: Instance): void
}

/** The one that answered last is taken first, and goes on running meanwhile. */
export function createWarmInstances(): IdleInstances {
  const idle: Instance[] = []
  return {
    add: (instance) => void idle.push(instance),
    take: () => idle.pop(),
    remove: (instance) => dropFrom(idle, instance),
  }
}

/** One in so many is ended after its answer, and another one begins cold. */
const ENDED = 1 / 100
/** More than this many of one function are ended: they would only fill the memory of this machine. */
const MOST_FROZEN = 6

/** @param chance from 0 to 1, the next one at each call */
export function createFrozenInstances(chance: () => number): IdleInstances {
  const idle: Instance[] = []
  return {
    add(instance) {
      if (idle.length >= MOST_FROZEN || chance() < ENDED) return void instance.stop()
      instance.freeze()
      idle.push(instance)
    },
    // Any of them: so some sleep long.
    take() {
      const [instance] = idle.splice(Math.floor(chance() * idle.length), 1)
      instance?.thaw()
      return instance
    },
    remove: (instance) => dropFrom(idle, instance),
  }
}

function dropFrom(idle: Instance[], instance: Instance): void {
  const at = idle.indexOf(instance)
  if (at >= 0) idle.splice(at, 1)
}
