/** The trail's own signature against the SDK's signer, whatever is signed. */
import { expect, it } from '@jest/globals'
import { SignatureV4 } from '@smithy/signature-v4'
import fc from 'fast-check'
import { createPutRequests } from '../../lambdas/audit/kinesis-signature.ts'
import { Sha256 } from '../../lambdas/database/signing-hash.ts'

const ascii = fc.string({
  unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
  minLength: 1,
})
const keys = fc.record(
  { accessKeyId: fc.stringMatching(/^[A-Z0-9]{4,20}$/), secretAccessKey: ascii, sessionToken: ascii },
  { requiredKeys: ['accessKeyId', 'secretAccessKey'] },
)
const host = fc.constantFrom('kinesis.eu-central-1.amazonaws.com', '127.0.0.1:4567')
const day = fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 })

it('signs each call as the SDK does, also the first one of a day and with other credentials', async () => {
  const toRequest = createPutRequests('127.0.0.1:4567', 'eu-central-1')
  await fc.assert(
    fc.asyncProperty(keys, fc.string({ unit: 'grapheme-ascii' }), host, day, async (credentials, body, name, now) => {
      const request = name === '127.0.0.1:4567' ? toRequest : createPutRequests(name, 'eu-central-1')
      const [head = '', sent] = request(body, credentials, now).split('\r\n\r\n', 2)
      const headers = Object.fromEntries(
        head
          .split('\r\n')
          .slice(1)
          .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]),
      )
      const { authorization, 'content-length': length, ...others } = headers
      const signer = new SignatureV4({ credentials, region: 'eu-central-1', service: 'kinesis', sha256: Sha256 })
      const signed = await signer.sign(
        {
          ...{ method: 'POST', protocol: 'https:', hostname: name, path: '/', query: {}, body },
          headers: {
            host: name,
            'content-type': others['content-type'] ?? '',
            'x-amz-target': others['x-amz-target'] ?? '',
          },
        },
        { signingDate: new Date(now), unsignableHeaders: new Set(['x-amz-content-sha256']) },
      )
      const { authorization: expected, 'x-amz-date': date } = signed.headers
      const withoutHash = (text = '') => text.replace('x-amz-content-sha256;', '')
      expect(others['x-amz-date']).toBe(date)
      expect(withoutHash(authorization)).toBe(withoutHash(expected))
      expect([sent ?? '', Number(length)]).toEqual([body, body.length])
    }),
  )
})
