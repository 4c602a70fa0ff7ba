/** Which version header is handled under which rules, and which is refused. */
import { describe, expect, it } from '@jest/globals'
import { negotiateVersion } from '../../../lambdas/http/protocol/version.ts'
import { XapiError } from '../../../lambdas/xapi/errors.ts'

describe('negotiateVersion', () => {
  it.each([
    ['1.0', '1.0.3'],
    ['1.0.0', '1.0.3'],
    ['1.0.3', '1.0.3'],
    ['1.0.32', '1.0.3'],
    [' 1.0.3 ', '1.0.3'],
    ['2.0', '2.0.0'],
    ['2.0.0', '2.0.0'],
    ['2.0.7', '2.0.0'],
  ])('handles %j under the rules of %s (XAPI-00330, XAPI-00331)', (header, version) => {
    expect(negotiateVersion(header, '2.0.0')).toBe(version)
    expect(negotiateVersion(header, '1.0.3')).toBe(version)
  })

  it.each([
    undefined,
    '',
    '0.9',
    '0.95',
    '0.8',
    '1',
    '1.1.0',
    '1.9.9',
    '2.1.0',
    '3.0.0',
    'BAD',
    '1.0.',
    '1.0.3-rc1',
    '10.0',
    '1.0.3, 1.0.3',
    '１.0.3',
  ])('refuses %j with the default version on the answer (XAPI-00332, XAPI-00333: 400)', (header) => {
    for (const fallback of ['1.0.3', '2.0.0'] as const) {
      try {
        negotiateVersion(header, fallback)
        throw new Error('accepted')
      } catch (error) {
        expect(error).toBeInstanceOf(XapiError)
        expect(error).toMatchObject({ code: 'invalid', headers: { 'X-Experience-API-Version': fallback } })
      }
    }
  })
})
