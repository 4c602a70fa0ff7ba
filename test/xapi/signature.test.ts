/** Which signatures of statements are accepted. */
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import { CompactSign } from 'jose'
import { verifyJws } from '../../lambdas/http/xapi/jws.ts'
import { sameStatement } from '../../lambdas/xapi/comparison.ts'
import { isSigned, SIGNATURE, verifySignatures } from '../../lambdas/xapi/signature.ts'
import type { Attachment, Statement } from '../../lambdas/xapi/statement.ts'

const keys = generateKeyPairSync('rsa', { modulusLength: 2048 })
const otherKeys = generateKeyPairSync('rsa', { modulusLength: 2048 })

/** The least X.509 certificate there can be: a name of nothing, expired long ago, signed by itself. */
function certificate({ publicKey, privateKey }: { publicKey: KeyObject; privateKey: KeyObject }): string {
  const der = (tag: number, ...contents: Buffer[]) => {
    const content = Buffer.concat(contents)
    const long = content.length > 255 ? [0x82, content.length >> 8] : content.length > 127 ? [0x81] : []
    return Buffer.concat([Buffer.from([tag, ...long, content.length & 255]), content])
  }
  const sequence = (...contents: Buffer[]) => der(0x30, ...contents)
  const algorithm = sequence(der(6, Buffer.from('2a864886f70d01010b', 'hex')), der(5))
  const day = (date: string) => der(0x17, Buffer.from(`${date}000000Z`))
  const subject = sequence(der(0x31, sequence(der(6, Buffer.from('550403', 'hex')), der(0x0c, Buffer.from('x')))))
  const key = publicKey.export({ type: 'spki', format: 'der' })
  const body = sequence(der(2, Buffer.of(1)), algorithm, subject, sequence(day('010101'), day('020101')), subject, key)
  const signature = der(3, Buffer.concat([Buffer.of(0), sign('sha256', body, privateKey)]))
  return sequence(body, algorithm, signature).toString('base64')
}

const STATEMENT = {
  id: 'fd41c918-b88b-4b20-a0a5-a4c32391aaa0',
  actor: { mbox: 'mailto:a@example.com' },
  verb: { id: 'http://example.com/verb' },
  object: { id: 'http://example.com/activity' },
  result: { duration: 'PT1.234S', score: { raw: 1.5 } },
}
const EQUAL_BOUNDS = { result: { score: { raw: 1, min: 1, max: 1 } } }
const PLAIN_ATTACHMENT = {
  usageType: 'http://example.com/u',
  display: {},
  contentType: 'a/b',
  length: 1,
  sha2: 'a'.repeat(64),
}

type Options = {
  payload?: string
  header?: object
  jws?: (jws: string) => string
  attachment?: Partial<Attachment>
  statement?: object
}

async function jwsOf(payload: string, header: object = {}): Promise<string> {
  return new CompactSign(Buffer.from(payload)).setProtectedHeader({ alg: 'RS256', ...header }).sign(keys.privateKey)
}

/** Makes, uploads and verifies a signed statement; the violations, where it is refused. */
async function verify(options: Options = {}, version: '1.0.3' | '2.0.0' = '2.0.0'): Promise<unknown> {
  const received = { ...STATEMENT, ...options.statement } as Statement
  const made = await jwsOf(options.payload ?? JSON.stringify(STATEMENT), options.header)
  const bytes = Buffer.from(options.jws?.(made) ?? made)
  const sha2 = createHash('sha256').update(bytes).digest('hex')
  const signature = {
    usageType: SIGNATURE,
    display: { en: 's' },
    contentType: 'application/octet-stream',
    length: bytes.length,
    sha2,
  }
  received.attachments = [...(received.attachments ?? []), { ...signature, ...options.attachment }]
  const check = { version, contents: new Map([[sha2, { bytes }]]), same: sameStatement, verify: verifyJws }
  return verifySignatures([received], [JSON.stringify(received)], check).then(
    () => 'accepted',
    (error) => error.violations,
  )
}

/** A JWS with any header, which a proper library refuses to make. */
const forged =
  (header: string, payload = JSON.stringify(STATEMENT)) =>
  () =>
    [header, payload, 'x'].map((segment) => Buffer.from(segment).toString('base64url')).join('.')

describe('verifySignatures', () => {
  it.each<[string, Options]>([
    ['RS256', {}],
    ['RS384', { header: { alg: 'RS384' } }],
    ['RS512', { header: { alg: 'RS512' } }],
    ['a certificate whose key signed', { header: { x5c: [certificate(keys)] } }],
    ['a chain of certificates', { header: { x5c: [certificate(keys), certificate(otherKeys)] } }],
    ['a signature nobody can verify, without x5c', { jws: (jws) => `${jws.slice(0, -3)}AAA` }],
    [
      'another spelling of the same payload',
      {
        payload: JSON.stringify({ ...STATEMENT, result: { score: { raw: 1 }, duration: 'PT1.239S' } }).replace(
          '"raw":1',
          '"raw":15e-1',
        ),
      },
    ],
    ['an empty list of attachments in the payload', { payload: JSON.stringify({ ...STATEMENT, attachments: [] }) }],
    [
      'another attachment on both sides',
      {
        payload: JSON.stringify({ ...STATEMENT, attachments: [PLAIN_ATTACHMENT] }),
        statement: { attachments: [PLAIN_ATTACHMENT] },
      },
    ],
    [
      'what the LRS sets in the payload',
      { payload: JSON.stringify({ ...STATEMENT, version: '1.0.0', stored: '2026-01-01T00:00:00.000Z' }) },
    ],
    [
      'a payload that had no id, timestamp, stored, authority and version yet',
      {
        payload: JSON.stringify({ ...STATEMENT, id: undefined }),
        statement: {
          timestamp: '2026-01-01T00:00:00Z',
          stored: '2026-01-02T00:00:00Z',
          authority: { mbox: 'mailto:lrs@example.com' },
          version: '1.0.0',
        },
      },
    ],
    ['the id in capitals', { payload: JSON.stringify({ ...STATEMENT, id: STATEMENT.id.toUpperCase() }) }],
    [
      'the same instant on both sides',
      {
        payload: JSON.stringify({ ...STATEMENT, timestamp: '2026-01-01T01:00:00+01:00' }),
        statement: { timestamp: '2026-01-01T00:00:00.000Z' },
      },
    ],
    ['the content type in capitals', { attachment: { contentType: 'Application/Octet-Stream' } }],
  ])('accepts %s (XAPI-00116)', async (_, options) => {
    expect(await verify(options, '1.0.3')).toBe('accepted')
    expect(await verify(options, '2.0.0')).toBe('accepted')
  })

  const place = { statement: 0, id: STATEMENT.id, pointer: '/attachments/0' }
  it.each<[string, Options, object]>([
    [
      'another payload',
      { payload: JSON.stringify({ ...STATEMENT, verb: { id: 'http://example.com/other' } }) },
      { found: 'another payload' },
    ],
    [
      'a duration that differs by 0.01 s',
      { payload: JSON.stringify({ ...STATEMENT, result: { ...STATEMENT.result, duration: 'PT1.24S' } }) },
      { found: 'another payload' },
    ],
    [
      'a payload with another id',
      { payload: JSON.stringify({ ...STATEMENT, id: 'fd41c918-b88b-4b20-a0a5-a4c32391aaa1' }) },
      { found: 'another payload' },
    ],
    ['a payload that is no statement', { payload: '{}' }, { found: 'another payload' }],
    [
      'a payload that leniency would let pass without a signature',
      { payload: JSON.stringify({ ...STATEMENT, ...EQUAL_BOUNDS }), statement: EQUAL_BOUNDS },
      { found: 'another payload' },
    ],
    ['a payload that is no JSON', { payload: 'x' }, { found: 'another payload' }],
    ['a payload that is an array', { payload: `[${JSON.stringify(STATEMENT)}]` }, { found: 'another payload' }],
    ['HS256', { jws: forged('{"alg":"HS256"}') }, { found: 'another algorithm' }],
    ['none', { jws: forged('{"alg":"none"}') }, { found: 'another algorithm' }],
    ['ES256', { jws: forged('{"alg":"ES256"}') }, { found: 'another algorithm' }],
    ['PS256', { header: { alg: 'PS256' } }, { found: 'another algorithm' }],
    ['no algorithm', { jws: forged('{}') }, { found: 'another algorithm' }],
    ['a header that is no object', { jws: forged('[]') }, { found: 'another header' }],
    ['a header that is no JSON', { jws: forged('x') }, { found: 'another header' }],
    ['a critical extension', { jws: forged('{"alg":"RS256","crit":["b64"],"b64":false}') }, { found: 'crit' }],
    ['two segments', { jws: (jws) => jws.slice(0, jws.lastIndexOf('.')) }, { found: 'other data' }],
    ['an empty signature', { jws: (jws) => jws.slice(0, jws.lastIndexOf('.') + 1) }, { found: 'other data' }],
    ['padding', { jws: (jws) => `${jws}=` }, { found: 'other data' }],
    [
      'the JSON serialization',
      {
        jws: (jws) => {
          const [p, d, s] = jws.split('.')
          return JSON.stringify({ protected: p, payload: d, signature: s })
        },
      },
      { found: 'other data' },
    ],
    [
      'a certificate of another key',
      { header: { x5c: [certificate(otherKeys)] } },
      { found: 'a signature of another key or text' },
    ],
    [
      'a changed signature',
      { header: { x5c: [certificate(keys)] }, jws: (jws) => `${jws.slice(0, -9)}${'A'.repeat(9)}` },
      { found: 'a signature of another key or text' },
    ],
    ['an empty x5c', { header: { x5c: [] } }, { found: 'something else' }],
    [
      'a certificate in base64url',
      { header: { x5c: [`${Buffer.from(certificate(keys), 'base64').toString('base64url')}-_`] } },
      { found: 'something else' },
    ],
    ['a certificate that is none', { header: { x5c: ['AAAA'] } }, { found: 'something else' }],
    [
      'another content type (XAPI-00115)',
      { attachment: { contentType: 'application/json' } },
      { pointer: '/attachments/0/contentType' },
    ],
    [
      'a fileUrl alone (D-13)',
      { attachment: { sha2: 'b'.repeat(64), fileUrl: 'http://example.com/s' } },
      { found: 'no data' },
    ],
  ])('refuses %s and names the place (XAPI-00117: 400)', async (_, options, violation) => {
    expect(await verify(options)).toEqual([expect.objectContaining({ ...place, ...violation })])
  })
})

describe('a timestamp in the payload under 1.0.3', () => {
  const payload = JSON.stringify({ ...STATEMENT, timestamp: '2026-01-01T00:00:00Z' })

  it.each<[string, object]>([
    ['another one', { timestamp: '2026-01-01T00:00:01Z' }],
    ['none', {}],
  ])('is refused where the statement has %s, since an LRS never changes or drops one (400)', async (_, statement) => {
    expect(await verify({ payload, statement }, '1.0.3')).toMatchObject([{ found: 'another payload' }])
  })
})

describe('isSigned', () => {
  it('is true only for a statement with a signature among its attachments', () => {
    const statement = STATEMENT as Statement
    expect(isSigned(statement)).toBe(false)
    expect(isSigned({ ...statement, attachments: [PLAIN_ATTACHMENT] })).toBe(false)
    expect(
      isSigned({ ...statement, attachments: [PLAIN_ATTACHMENT, { ...PLAIN_ATTACHMENT, usageType: SIGNATURE }] }),
    ).toBe(true)
  })
})
