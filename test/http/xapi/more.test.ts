/** The tokens of more links: whoever changes one, or takes it from another tenant, gets nothing. */
import { createHmac, createSecretKey, randomBytes } from 'node:crypto'
import { describe, expect, it, jest } from '@jest/globals'
import { moreLink, moreToken, readMoreToken } from '../../../lambdas/http/xapi/more.ts'
import { getStatements } from '../../../lambdas/http/xapi/statement-reads.ts'
import type { StatementsDependencies } from '../../../lambdas/http/xapi/statement-response.ts'
import type { Principal } from '../../../lambdas/tenancy/principal.ts'
import { createLeniency } from '../../../lambdas/xapi/leniency.ts'

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

  it('repeats a query that is longer than a link may be, where it deflates to less', () => {
    const agent = encodeURIComponent(JSON.stringify({ objectType: 'Group', member: Array(400).fill({ mbox: 'a' }) }))
    const continuation = { ...CONTINUATION, query: `agent=${agent}` }
    const link = moreLink(principal, continuation)
    expect(continuation.query.length).toBeGreaterThan(8_000)
    expect(link.length).toBeLessThan(1_000)
    expect(readMoreToken(principal, link.split('more=')[1] ?? '')).toEqual(continuation)
  })

  it('of any length that is not deflated is read, as it was always given', () => {
    const query = 'x'.repeat(5_000)
    const json = Buffer.from(JSON.stringify([query, 'ab12', 1, 'fr']))
    const signature = createHmac('sha256', Buffer.alloc(32, 7)).update('one\n').update(json).digest().subarray(0, 16)
    const token = Buffer.concat([signature, json]).toString('base64url')
    expect(readMoreToken(principal, token)).toEqual({ ...CONTINUATION, query })
  })

  it.each(['', 'AAAA', moreToken(stranger, CONTINUATION), `${moreToken(principal, CONTINUATION)}AAAA`])(
    'refuses what this tenant was not given (400): %s',
    (token) => {
      expect(() => readMoreToken(principal, token)).toThrow(expect.objectContaining({ code: 'invalid' }))
    },
  )
})

describe('a request for the next page', () => {
  /** What a request answers whose store has one more page, and how often it was asked. */
  async function nextPage(query: string) {
    const page = jest.fn(async () => ({ statements: [] }))
    const dependencies = { store: { page, consistentThrough: () => Date.now() } } as unknown as StatementsDependencies
    const request = { method: 'GET', path: '/xapi/statements', query, headers: new Map(), body: '', id: '1' }
    const answer = await getStatements(dependencies, {
      request,
      admit: async () => {},
      principal,
      version: '2.0.0',
      leniency: createLeniency([]),
    }).catch((error) => error)
    return { answer, reads: page.mock.calls }
  }
  const first = 'verb=http%3A%2F%2Fv%2F1&limit=2'
  const token = moreToken(principal, { ...CONTINUATION, query: first })

  it.each([
    ['alone', `more=${token}`],
    ['beside the first query, as Ralph sends it', `${first}&more=${token}`],
    ['beside the first query in another order and encoding', `more=${token}&limit=2&verb=http://v/1`],
    ['beside a part of it', `limit=2&more=${token}`],
  ])('goes on by the token (200) %s', async (_, query) => {
    const { answer, reads } = await nextPage(query)
    expect(answer.status).toBe(200)
    expect(reads).toEqual([['one', expect.objectContaining({ after: 'ab12', limit: 2 })]])
  })

  it.each([
    ['limit', `limit=3&verb=http://v/1&more=${token}`],
    ['ascending', `${first}&ascending=true&more=${token}`],
    ['verb', `verb=http://v/1&verb=http://v/1&more=${token}`],
  ])('beside another query is refused unread (400), and told to follow more as given: %s', async (name, query) => {
    const { answer, reads } = await nextPage(query)
    expect(answer).toMatchObject({ code: 'invalid', violations: [{ parameter: name }] })
    expect(answer.message).toContain('follow `more` as it was given')
    expect(reads).toEqual([])
  })
})

describe('the first page of a query', () => {
  const random = (bytes: number) => `http://example.org/${randomBytes(bytes).toString('base64url')}`

  async function firstPage(query: string, language = '') {
    const page = jest.fn(async () => ({ statements: [], next: 'f'.repeat(28) }))
    const dependencies = { store: { page, consistentThrough: () => Date.now() } } as unknown as StatementsDependencies
    const headers = new Map([['accept-language', language]])
    const request = { method: 'GET', path: '/xapi/statements', query, headers, body: '', id: '1' }
    const answer = await getStatements(dependencies, {
      request,
      admit: async () => {},
      principal,
      version: '2.0.0',
      leniency: createLeniency([]),
    }).then(
      ({ body }) => JSON.parse(String(body)),
      (error) => error,
    )
    return { answer, reads: page.mock.calls.length }
  }

  it.each([
    ['verb', `verb=${random(7_000)}`, '', 'The filters are too long'],
    ['activity of megabytes, which deflates', `activity=a:${'b'.repeat(5_000_000)}`, '', 'The filters are too long'],
    ['Accept-Language', 'limit=1', random(7_000), 'The header Accept-Language is too long'],
  ])('is refused unread where no more link can repeat it (413): %s', async (_, query, language, message) => {
    const { answer, reads } = await firstPage(query, language)
    expect(answer).toMatchObject({ code: 'tooLarge', message: expect.stringContaining(message) })
    expect(reads).toBe(0)
  })

  it('is given with a link of 8,000 bytes at most, whatever its filters are', async () => {
    const lengths: number[] = []
    for (let bytes = 100; bytes < 6_000; bytes += 50) {
      const { answer, reads } = await firstPage(`verb=${random(bytes)}`)
      expect(reads).toBe(answer.more === undefined ? 0 : 1)
      if (answer.more !== undefined) lengths.push(answer.more.length)
    }
    expect(Math.max(...lengths)).toBeLessThanOrEqual(8_000)
    expect(Math.max(...lengths)).toBeGreaterThan(7_700)
  })
})
