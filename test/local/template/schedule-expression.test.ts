/** When rules of EventBridge are due; the examples with days are those of its documentation. */
import { describe, expect, it } from '@jest/globals'
import { readSchedule } from '../../../local/template/schedule-expression.ts'

/** The first three times after Saturday 2026-11-21T22:14:30Z. */
function timesOf(expression: string): string[] {
  const due = readSchedule(expression)
  if (!due) throw new Error(`${expression} is not understood`)
  const times: string[] = []
  let last: Date | undefined = new Date('2026-11-21T22:14:30Z')
  while (times.length < 3) {
    last = due(last)
    if (last === undefined) break
    times.push(last.toISOString().slice(0, 16))
  }
  return times
}

describe('a schedule', () => {
  it.each([
    ['rate(1 minute)', ['2026-11-21T22:15', '2026-11-21T22:16', '2026-11-21T22:17']],
    ['rate(2 hours)', ['2026-11-22T00:14', '2026-11-22T02:14', '2026-11-22T04:14']],
    ['rate(7 days)', ['2026-11-28T22:14', '2026-12-05T22:14', '2026-12-12T22:14']],
    ['cron(0 10 * * ? *)', ['2026-11-22T10:00', '2026-11-23T10:00', '2026-11-24T10:00']],
    ['cron(15 12 ? * SUN *)', ['2026-11-22T12:15', '2026-11-29T12:15', '2026-12-06T12:15']],
    ['cron(0 18 ? * MON-FRI *)', ['2026-11-23T18:00', '2026-11-24T18:00', '2026-11-25T18:00']],
    ['cron(0 8 1 * ? *)', ['2026-12-01T08:00', '2027-01-01T08:00', '2027-02-01T08:00']],
    ['cron(0/15 22 * * ? *)', ['2026-11-21T22:15', '2026-11-21T22:30', '2026-11-21T22:45']],
    ['cron(5,20 0 29 FEB ? *)', ['2028-02-29T00:05', '2028-02-29T00:20', '2032-02-29T00:05']],
    ['cron(0 0 1 1 ? 2028)', ['2028-01-01T00:00']],
  ])('%s is due at these times', (expression, times) => {
    expect(timesOf(expression)).toEqual(times)
  })

  it.each([
    'rate(0 minutes)',
    'rate(1 minutes)',
    'rate(5 minute)',
    'rate(5 weeks)',
    'every(5 minutes)',
    'cron(0 10 * * * *)',
    'cron(0 10 ? * ? *)',
    'cron(0 10 * * ?)',
    'cron(60 10 * * ? *)',
    'cron(0 10 L * ? *)',
    'cron(0 10 ? * 6#3 *)',
    'cron(0 10 3W * ? *)',
    'cron(0 10-8 * * ? *)',
    'cron(0/0 10 * * ? *)',
    'cron(0 , * * ? *)',
    'at(2026-11-22T00:00:00)',
  ])('%s is not understood', (expression) => {
    expect(readSchedule(expression)).toBeUndefined()
  })
})
