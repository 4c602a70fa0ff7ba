/** How far a stream was read, saved at each step: after a kill the next runner goes on from there. */
import { readTexts, replaceFile } from './durable-file.ts'

/** One position for each key, such as a shard. */
export type Checkpoint = { get(key: string): string | undefined; set(key: string, position: string): void }

export function openCheckpoint(file: string): Checkpoint {
  const positions = readTexts(file)
  return {
    get: (key) => positions[key],
    set(key, position) {
      if (positions[key] === position) return
      positions[key] = position
      replaceFile(file, JSON.stringify(positions))
    },
  }
}
