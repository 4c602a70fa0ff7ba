import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { durationSeconds, timestampMs } from '../../lambdas/lake/iso8601.ts'

describe('timestamps', () => {
  const date = fc.date({ noInvalidDate: true, min: new Date('0001-01-02'), max: new Date('9999-12-30') })
  const pad = (value: number) => String(value).padStart(2, '0')

  it('mean the same instant in every zone and in both ISO 8601 forms', () => {
    fc.assert(
      fc.property(date, fc.integer({ min: -840, max: 840 }), fc.boolean(), (instant, offset, basic) => {
        const local = new Date(instant.getTime() + offset * 60_000).toISOString().slice(0, -1)
        const zone = `${offset < 0 ? '-' : '+'}${pad(Math.trunc(Math.abs(offset) / 60))}:${pad(Math.abs(offset) % 60)}`
        const text = basic ? local.replaceAll(/[-:]/g, '') + zone.replace(':', '') : local + zone
        expect(timestampMs(text)).toBe(instant.getTime())
      }),
    )
  })

  it.each([
    ['2026-11-21T09:00:00.1476279Z', '2026-11-21T09:00:00.147Z'],
    ['2026-11-21T23:59:59.9996Z', '2026-11-21T23:59:59.999Z'],
    ['2026-11-21T09:00:00', '2026-11-21T09:00:00.000Z'],
    ['2026-11-21T09:00:00,5+01', '2026-11-21T08:00:00.500Z'],
    ['2026-11-21T09Z', '2026-11-21T09:00:00.000Z'],
    ['2026-11-21', '2026-11-21T00:00:00.000Z'],
    ['20261121T0900Z', '2026-11-21T09:00:00.000Z'],
    ['2026-12-31T23:59:60Z', '2027-01-01T00:00:00.000Z'],
    ['2026-11-21t09:00:00z', '2026-11-21T09:00:00.000Z'],
  ])('%s is %s: cut, never rounded', (text, iso) => {
    expect(new Date(timestampMs(text) ?? Number.NaN).toISOString()).toBe(iso)
  })

  it.each([undefined, '', 'yesterday', '2026-W47-6T09:00:00Z', '2026-11-21T09:00:00 CET'])('%s is NULL', (text) => {
    expect(timestampMs(text)).toBeNull()
  })
})

describe('durations', () => {
  it.each([
    ['PT0S', 0],
    ['PT1H30M', 5400],
    ['PT16559.14S', 16559.14],
    ['PT0,5H', 1800],
    ['P2W', 1_209_600],
    ['P1DT1S', 86_401],
    ['P1Y2M', 365 * 86_400 + 60 * 86_400],
    ['P', null],
    ['soon', null],
    [undefined, null],
  ])('%s is %s seconds', (text, seconds) => {
    expect(durationSeconds(text)).toBe(seconds)
  })
})
