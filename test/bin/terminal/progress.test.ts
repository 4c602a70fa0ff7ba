/** What long work says of itself, on a terminal and in a pipe. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { showProgress } from '../../../bin/terminal/progress.ts'

beforeEach(() => {
  jest.useFakeTimers()
})
afterEach(() => {
  jest.useRealTimers()
})

function streamOf(isTTY: boolean, columns = 80) {
  const written: string[] = []
  return { written, isTTY, columns, write: (text: string) => written.push(text) > 0 }
}

describe('progress', () => {
  it('is a line every two seconds where it is piped, and nothing for short work', () => {
    const stream = streamOf(false)
    const short = showProgress((seconds) => `short ${seconds}`, stream)
    jest.advanceTimersByTime(1_900)
    short.end()
    const long = showProgress((seconds) => `long ${seconds}`, stream)
    jest.advanceTimersByTime(5_000)
    long.end()
    jest.advanceTimersByTime(5_000)
    expect(stream.written).toEqual(['long 2\n', 'long 4\n'])
  })

  it('is one line of a terminal, no wider than it, which is gone at the end', () => {
    const stream = streamOf(true, 10)
    const progress = showProgress(() => 'a line that is too long', stream)
    jest.advanceTimersByTime(4_000)
    progress.end()
    expect(stream.written).toEqual(['\r\x1b[Ka line th', '\r\x1b[Ka line th', '\r\x1b[K'])
  })
})
