/** An update against other writers: what it writes over, when it pauses and when it gives up. */
import { describe, expect, it } from '@jest/globals'
import { updateOptimistically } from '../../lambdas/database/optimistic-update.ts'
import type { Item } from '../../lambdas/database/tables.ts'
import { Unavailable } from '../../lambdas/database/unavailable.ts'
import { stillClock } from '../support/clocks.ts'

const version = (n: number): Item => ({ pk: 'p', sk: '0', n })

/** An item that others change before each of so many writes, and all that was done to it. */
function contended(rivals: number) {
  const log: string[] = []
  let item = version(0)
  let left = rivals
  const clock = stillClock()
  const pause = (ms: number) => {
    log.push('pause')
    return clock.pause(ms)
  }
  return {
    log,
    clock: { ...clock, pause },
    async read() {
      log.push('read')
      return item
    },
    async write(known: Item | undefined) {
      if (left-- > 0) item = version(Number(item.n) + 1)
      log.push(`write over ${known?.n}`)
      return known?.n === item.n ? { done: true } : { done: false, item }
    },
  }
}

describe('an optimistic update', () => {
  it('writes once where nobody else does', async () => {
    const { clock, log, ...calls } = contended(0)
    await updateOptimistically(clock, { item: version(0), ...calls })
    expect(log).toEqual(['write over 0'])
  })

  it('writes at once over the item that a refused write brings', async () => {
    const { clock, log, ...calls } = contended(1)
    await updateOptimistically(clock, { item: version(0), ...calls })
    expect(log).toEqual(['write over 0', 'write over 1'])
  })

  it('pauses after two refused writes, and reads the item anew', async () => {
    const { clock, log, ...calls } = contended(3)
    await updateOptimistically(clock, { item: version(0), ...calls })
    expect(log).toEqual(['write over 0', 'write over 1', 'pause', 'read', 'write over 2', 'write over 3'])
  })

  it('ends with Unavailable after ten seconds of refused writes', async () => {
    const { clock, log: _, ...calls } = contended(1_000_000)
    const start = clock.now()
    await expect(updateOptimistically(clock, { item: undefined, ...calls })).rejects.toThrow(Unavailable)
    expect(clock.now() - start).toBeGreaterThan(10_000)
    expect(clock.now() - start).toBeLessThanOrEqual(10_750)
  })
})
