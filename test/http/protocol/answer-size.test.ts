/** Bodies of any length and content: each reaches its client whole in an answer that Lambda takes, or is refused. */
import { randomBytes } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { MOST_PLAIN_BYTES, toSendable } from '../../../lambdas/http/protocol/answer-size.ts'
import { type HttpResponse, toResult } from '../../../lambdas/http/protocol/request.ts'
import { XapiError } from '../../../lambdas/xapi/errors.ts'

const MOST_LAMBDA_BYTES = 6 * 1024 * 1024

type Body = string | Buffer
const accepting = (encoding?: string) => ({
  headers: new Map(encoding === undefined ? [] : [['accept-encoding', encoding]]),
})

/** What the client gets, and how long the function's answer is. */
function answer(body: Body, encoding?: string) {
  const result = toResult(toSendable({ status: 200, body }, accepting(encoding)))
  const sent = Buffer.from(result.body ?? '', result.isBase64Encoded ? 'base64' : 'utf8')
  const isCompressed = result.headers?.['Content-Encoding'] === 'gzip'
  const bytes = Buffer.byteLength(JSON.stringify(result))
  return { bytes, isCompressed, received: isCompressed ? gunzipSync(sent) : sent }
}

const isRefused = (body: Body, encoding?: string) => {
  try {
    toSendable({ status: 200, body } satisfies HttpResponse, accepting(encoding))
    return false
  } catch (error) {
    return error instanceof XapiError && error.code === 'notAcceptable'
  }
}

/** What costs 1 to 6 octets for each of its own in an answer that is JSON, and one that no compression shortens. */
const CONTENTS: { [title: string]: (length: number) => Body } = {
  letters: (length) => 'a'.repeat(length),
  'escaped line ends': (length) => '\\n'.repeat(length / 2),
  quotes: (length) => '"'.repeat(length),
  'control characters': (length) => '\u0001'.repeat(length),
  'characters of 3 octets': (length) => '語'.repeat(length / 3),
  'characters of 4 octets': (length) => '😀'.repeat(length / 4),
  'random octets': (length) => randomBytes(length),
}

describe('a body', () => {
  it('of any content reaches every client up to 4.7 million octets, in an answer below 6 MB', () => {
    const contents = fc.constantFrom(...Object.keys(CONTENTS))
    const lengths = fc.oneof(fc.nat(2_000_000), fc.integer({ min: MOST_PLAIN_BYTES - 10, max: MOST_PLAIN_BYTES }))
    fc.assert(
      fc.property(contents, lengths, (title, length) => {
        const body = CONTENTS[title]?.(length) ?? ''
        const { bytes, isCompressed, received } = answer(body)
        expect(bytes).toBeLessThan(MOST_LAMBDA_BYTES)
        expect(isCompressed).toBe(false)
        expect(received.equals(Buffer.from(body as string))).toBe(true)
      }),
      { numRuns: 40 },
    )
  })

  it.each(['escaped line ends', 'quotes', 'control characters'])(
    'of 5 MB of %s reaches whoever accepts gzip, and is refused (406) to others',
    (title) => {
      const body = CONTENTS[title]?.(5_000_000) ?? ''
      for (const accepted of ['gzip', 'br, gzip;q=0.5', '*', 'x-gzip']) {
        const { bytes, isCompressed, received } = answer(body, accepted)
        expect(bytes).toBeLessThan(MOST_LAMBDA_BYTES)
        expect(isCompressed).toBe(true)
        expect(received.equals(Buffer.from(body as string))).toBe(true)
      }
      for (const refused of [undefined, 'identity', 'br', 'gzip;q=0', 'gzip; q=0, *']) {
        expect(isRefused(body, refused)).toBe(true)
      }
    },
  )

  it('of 5 MB of text that needs no escapes is sent as it is', () => {
    expect(answer(CONTENTS.letters?.(5_000_000) ?? '')).toMatchObject({ isCompressed: false })
  })

  it('of 5 MB of random octets fits in no answer, and is refused (406)', () => {
    expect(isRefused(randomBytes(5_000_000), 'gzip')).toBe(true)
  })
})
