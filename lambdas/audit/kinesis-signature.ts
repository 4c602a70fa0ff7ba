/**
 * Signature Version 4 of a call of PutRecord: the one form that the trail sends. The SDK's signer takes any request, sorts
 * and escapes, which costs eight times as much as the three hashes that are left.
 */
import { createHash, createHmac, createSecretKey, type KeyObject } from 'node:crypto'

export type AwsKeys = { accessKeyId: string; secretAccessKey: string; sessionToken?: string | undefined }

const SERVICE = 'kinesis'
const TARGET = 'Kinesis_20131202.PutRecord'
const TYPE = 'application/x-amz-json-1.1'

/** The key of a day: the same for all calls with the same credentials. */
type DayKey = { day: string; secret: string; key: KeyObject }

/** @returns makes a whole request of HTTP/1.1; @param host as the header has it, with its port where that is not 443 */
export function createPutRequests(host: string, region: string) {
  let known: DayKey | undefined
  return (body: string, keys: AwsKeys, now: number): string => {
    const { accessKeyId, secretAccessKey: secret, sessionToken: token } = keys
    const at = new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, '')
    const day = at.slice(0, 8)
    if (known?.day !== day || known.secret !== secret) known = { day, secret, key: keyOf(secret, day, region) }
    const scope = `${day}/${region}/${SERVICE}/aws4_request`
    const security = token === undefined ? '' : `x-amz-security-token:${token}\n`
    const signed = `content-type;host;x-amz-date;${token === undefined ? '' : 'x-amz-security-token;'}x-amz-target`
    const headers = `content-type:${TYPE}\nhost:${host}\nx-amz-date:${at}\n${security}x-amz-target:${TARGET}\n`
    const canonical = sha256(`POST\n/\n\n${headers}\n${signed}\n${sha256(body)}`)
    const signature = createHmac('sha256', known.key)
      .update(`AWS4-HMAC-SHA256\n${at}\n${scope}\n${canonical}`)
      .digest('hex')
    const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${signed}, Signature=${signature}`
    const sent = headers.replaceAll('\n', '\r\n')
    return `POST / HTTP/1.1\r\n${sent}authorization:${authorization}\r\ncontent-length:${body.length}\r\n\r\n${body}`
  }
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

const hmac = (key: Buffer | string, text: string) => createHmac('sha256', key).update(text).digest()

function keyOf(secret: string, day: string, region: string): KeyObject {
  const bytes = hmac(hmac(hmac(hmac(`AWS4${secret}`, day), region), SERVICE), 'aws4_request')
  return createSecretKey(bytes)
}
