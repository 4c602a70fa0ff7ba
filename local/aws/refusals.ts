/** Errors in the form of each service. */
import { randomUUID } from 'node:crypto'
import type { JsonObject } from '../template/assembly.ts'
import type { Answer, Call } from './call.ts'

/** The services of JSON name an error by the space it comes from: rights are checked in front of the service. */
const SPACES: { [type: string]: string } = {
  AccessDeniedException: 'com.amazon.coral.service',
  UnrecognizedClientException: 'com.amazon.coral.service',
}

type JsonError = { type: string; message: string; more?: JsonObject }

/** Of DynamoDB, Kinesis and, near enough, STS. */
export function jsonError({ service }: Call, status: number, { type, message, more }: JsonError): Answer {
  const space = SPACES[type] ?? (service === 'dynamodb' ? 'com.amazonaws.dynamodb.v20120810' : undefined)
  const isDynamoDb = service === 'dynamodb'
  // Those from in front of the service say `Message`, its own `message`.
  const text = SPACES[type] === undefined ? { message } : { Message: message }
  const body = { __type: space === undefined || !isDynamoDb ? type : `${space}#${type}`, ...text, ...more }
  return {
    status,
    headers: { 'content-type': `application/x-amz-json-1.${isDynamoDb ? 0 : 1}`, 'x-amzn-requestid': randomUUID() },
    body: Buffer.from(JSON.stringify(body)),
  }
}

/** A HEAD request has no body: all that it is told is the status. */
export function s3Error(call: Call, status: number, { code, message }: { code: string; message: string }): Answer {
  // An object that is refused may still be on its way: the connection can be used again only after it.
  if (!Buffer.isBuffer(call.body)) call.body.resume()
  const id = randomUUID()
  const text = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${escaped(message)}</Message><RequestId>${id}</RequestId><HostId>local</HostId></Error>`
  return {
    status,
    headers: { 'content-type': 'application/xml', 'x-amz-request-id': id },
    body: call.method === 'HEAD' ? Buffer.alloc(0) : Buffer.from(text),
  }
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
