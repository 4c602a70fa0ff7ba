/** The tokens of more links: whoever changes one, or takes it from another tenant, gets nothing. */
import { createSecretKey } from 'node:crypto'
import { describe, expect, it, jest } from '@jest/globals'
import { moreToken, readMoreToken } from '../../../lambdas/http/xapi/more.ts'
import type { Principal } from '../../../lambdas/tenancy/principal.ts'

const principal = { tenant: 'one', moreKey: createSecretKey(new Uint8Array(32).fill(7)) } as unknown as Principal
const stranger = { tenant: 'two', moreKey: createSecretKey(new Uint8Array(32).fill(8)) } as unknown as Principal
const CONTINUATION = {
  query: 'agent=%7B%22mbox%22%3A1%7D&limit=2',
  after: 'ab12',
  consistentThrough: 1,
  language: 'fr',
}

describe('a more token', () => {
  it('survives what clients do with parameters: decoding, + for a space, encoding again', () => {
    const token = moreToken(principal, CONTINUATION)
    expect(encodeURIComponent(decodeURIComponent(token.replaceAll('+', ' ')))).toBe(token)
    expect(readMoreToken(principal, token)).toEqual(CONTINUATION)
  })

  it('still works after a year, where Data 2.5 wants 24 hours', () => {
    const token = moreToken(principal, CONTINUATION)
    jest.useFakeTimers({ now: Date.now() + 365 * 86_400_000 })
    expect(readMoreToken(principal, token)).toEqual(CONTINUATION)
    jest.useRealTimers()
  })

  it.each(['', 'AAAA', moreToken(stranger, CONTINUATION), `${moreToken(principal, CONTINUATION)}AAAA`])(
    'refuses what this tenant was not given (400): %s',
    (token) => {
      expect(() => readMoreToken(principal, token)).toThrow(expect.objectContaining({ code: 'invalid' }))
    },
  )
})
