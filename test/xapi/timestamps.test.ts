/** Which timestamps each version accepts, and how timestamps and durations are compared. */
import { describe, expect, it } from '@jest/globals'
import { comparableDuration, isTimestamp, toMilliseconds, toUtc } from '../../lambdas/xapi/timestamps.ts'
import { VERSIONS } from '../support/statements.ts'

const GOOD_IN_BOTH = [
  ['2026-02-28T23:59:59.999Z', '2026-02-28T23:59:59.999Z'],
  ['2026-02-28T23:59:59Z', '2026-02-28T23:59:59.000Z'],
  ['2024-02-29T00:30:00.1+01:00', '2024-02-28T23:30:00.100Z'],
  ['2026-11-21T09:00:00.123456789-08:00', '2026-11-21T17:00:00.123456789Z'],
  ['2026-11-21T09:00:00+00:00', '2026-11-21T09:00:00.000Z'],
  ['2026-11-21t09:00:00z', '2026-11-21T09:00:00.000Z'],
  ['2016-12-31T23:59:60Z', '2016-12-31T23:59:60.000Z'],
  ['2017-01-01T00:59:60.5+01:00', '2016-12-31T23:59:60.500Z'],
  ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
  ['9999-12-31T23:59:59Z', '9999-12-31T23:59:59.000Z'],
] as const

const GOOD_IN_1 = [
  ['2026-11-21T09:00', '2026-11-21T09:00:00.000Z'],
  ['2026-11-21T09:00:00', '2026-11-21T09:00:00.000Z'],
  ['2026-11-21T09:00:00,25+0100', '2026-11-21T08:00:00.250Z'],
  ['2026-11-21T09:00:00+01', '2026-11-21T08:00:00.000Z'],
  ['20261121T090000Z', '2026-11-21T09:00:00.000Z'],
  ['20261121T090000.5-0330', '2026-11-21T12:30:00.500Z'],
] as const

const BAD = [
  [
    '',
    '2026-11-21',
    '2026-11-21 09:00:00Z',
    '01/011/2015',
    'yesterday',
    '2026-13-01T00:00:00Z',
    '2026-00-01T00:00:00Z',
  ],
  ['2026-02-29T00:00:00Z', '2026-02-30T00:00:00Z', '2026-04-31T00:00:00Z', '1900-02-29T00:00:00Z'],
  [
    '2026-11-21T24:00:00Z',
    '2026-11-21T09:60:00Z',
    '2026-11-21T09:00:61Z',
    '2026-11-21T09:00:60Z',
    '2026-11-21T09:00:00.Z',
  ],
  ['2026-11-21T09:00:00-00:00', '2026-11-21T09:00:00-0000', '2026-11-21T09:00:00-00', '2026-11-21T09:00:00+24:00'],
  ['2026-11-21T09:00:00+01:60', '0000-01-01T00:00:00+01:00', '9999-12-31T23:59:00-01:00', ' 2026-11-21T09:00:00Z'],
].flat()

describe('a timestamp (XAPI-00122, XAPI-00123)', () => {
  describe.each(VERSIONS)('under %s', (version) => {
    it.each(GOOD_IN_BOTH)('is accepted as %s and becomes %s', (text, utc) => {
      expect(isTimestamp(text, version)).toBe(true)
      expect(toUtc(text, version)).toBe(utc)
    })

    it.each(BAD)('is refused as %j', (text) => {
      expect(isTimestamp(text, version)).toBe(false)
      expect(toMilliseconds(text, version)).toBeUndefined()
    })
  })

  it.each(GOOD_IN_1)(
    'is accepted as %s under 1.0.3, where it becomes %s, and refused under 2.0.0 (D-15)',
    (text, utc) => {
      expect(toUtc(text, '1.0.3')).toBe(utc)
      expect(isTimestamp(text, '2.0.0')).toBe(false)
    },
  )

  it('is cut to whole milliseconds, never rounded', () => {
    expect(toMilliseconds('2026-11-21T09:00:00.1239Z', '2.0.0')).toBe(Date.parse('2026-11-21T09:00:00.123Z'))
  })
})

describe('a duration in comparisons', () => {
  it.each([
    ['PT1.239S', 'PT1.23S'],
    ['PT1.001S', 'PT1S'],
    ['PT1,50S', 'PT1.5S'],
    ['P1DT2H3.129S', 'P1DT2H3.12S'],
    ['PT120S', 'PT120S'],
    ['PT2M', 'PT2M'],
    ['P0.5W', 'P0.5W'],
  ])('of %s counts as %s', (text, comparable) => {
    expect(comparableDuration(text)).toBe(comparable)
  })
})
