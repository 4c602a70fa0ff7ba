import { describe, expect, it } from '@jest/globals'
import { createBell } from '../../../local/stream/signal.ts'

/** Longer than a test may take: who waits so long was not woken. */
const LONG_MS = 60_000
const { signal } = new AbortController()

describe('a bell', () => {
  it('wakes all who listen', async () => {
    const bell = createBell()
    const all = [bell.listen(), bell.listen()].map((listen) => listen(LONG_MS, signal))
    bell.ring()
    await Promise.all(all)
  })

  it('is heard by one who was busy when it rang, once', async () => {
    const bell = createBell()
    const listen = bell.listen()
    bell.ring()
    bell.ring()
    await listen(LONG_MS, signal)
    const woken: string[] = []
    const again = listen(LONG_MS, signal).then(() => woken.push('again'))
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(woken).toEqual([])
    bell.ring()
    await again
  })

  it('lets nobody wait longer than asked, nor past the signal', async () => {
    const listen = createBell().listen()
    await listen(1, signal)
    const aborter = new AbortController()
    const waiting = listen(LONG_MS, aborter.signal)
    aborter.abort()
    await waiting
    await listen(LONG_MS, aborter.signal)
  })
})
