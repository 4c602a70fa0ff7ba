/** What the terminal shows of a burst of requests. */
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals'
import { createRequestLines } from '../../../local/gateway/request-lines.ts'

beforeEach(() => {
  jest.useFakeTimers({ now: Date.parse('2026-11-21T09:10:27.300Z') })
})
afterEach(() => {
  jest.useRealTimers()
})

it('shows twenty requests of a second, then how many more there were', () => {
  const lines: string[] = []
  const show = createRequestLines((line) => lines.push(line))
  for (let n = 0; n < 532; n++) show({ method: 'GET', status: 200, ms: 1.4, resource: 'statements', tenant: 'demo' })
  expect(lines).toHaveLength(20)
  expect(lines[0]).toMatch(/^\d\d:10:27 {2}GET {5}statements {9}200 {6}1 ms {2}demo$/)
  jest.advanceTimersByTime(700)
  expect(lines.slice(20)).toEqual(['... 512 more'])
  show({ method: 'PUT', status: 413, ms: 12 })
  jest.advanceTimersByTime(5_000)
  expect(lines.slice(21)).toEqual([expect.stringMatching(/PUT {5}- {18}413 {5}12 ms {2}-$/)])
})
