/** Signals wake the readers that wait for something new. */
import { describe, expect, it } from '@jest/globals'
import { createSignal } from '../../../local/stream/signal.ts'

/** Longer than a test may take: a wait that ends in time was woken. */
const LONG_MS = 60_000
const { signal: neverAborted } = new AbortController()

describe('a signal', () => {
  it('wakes every subscriber that waits', async () => {
    const signal = createSignal()
    const all = [signal.subscribe(), signal.subscribe()].map((wait) => wait(LONG_MS, neverAborted))
    signal.notify()
    await Promise.all(all)
  })

  it('ends the next wait of a subscriber that was busy at the time, and no more than one', async () => {
    const signal = createSignal()
    const wait = signal.subscribe()
    signal.notify()
    signal.notify()
    await wait(LONG_MS, neverAborted)
    const woken: string[] = []
    const again = wait(LONG_MS, neverAborted).then(() => woken.push('again'))
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(woken).toEqual([])
    signal.notify()
    await again
  })

  it('lets no subscriber wait longer than the given time, nor after an abort', async () => {
    const wait = createSignal().subscribe()
    await wait(1, neverAborted)
    const aborter = new AbortController()
    const waiting = wait(LONG_MS, aborter.signal)
    aborter.abort()
    await waiting
    await wait(LONG_MS, aborter.signal)
  })
})
