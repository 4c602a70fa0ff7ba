/** How many calls run at the same time: each takes long enough for others to begin. */
import { setTimeout as pause } from 'node:timers/promises'

export function callsUnderWay() {
  const counts = { all: 0, now: 0, most: 0 }
  async function count<T>(call: () => Promise<T>): Promise<T> {
    counts.all++
    counts.most = Math.max(counts.most, ++counts.now)
    try {
      await pause(50)
      return await call()
    } finally {
      counts.now--
    }
  }
  return { counts, count }
}
