/** Errors in the form of each service. */
import { randomUUID } from 'node:crypto'
import type { JsonObject } from '../template/assembly.ts'
import type { Answer, Call } from './call.ts'

/** The services of JSON name an error by the space it comes from: rights are checked in front of the service. */
const SPACES: { [type: string]: string } = {
  AccessDeniedException: 'com.amazon.coral.service',
  UnrecognizedClientException: 'com.amazon.coral.service',
  ExpiredTokenException: 'com.amazon.coral.service',
}

type JsonError = { type: string; message: string; more?: JsonObject }

/** Of DynamoDB, Kinesis, Athena and Glue. */
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

export function stsError(status: number, { code, message }: { code: string; message: string }): Answer {
  const type = status < 500 ? 'Sender' : 'Receiver'
  const error = `<Error><Type>${type}</Type><Code>${code}</Code><Message>${escaped(message)}</Message></Error>`
  return stsText(status, `<ErrorResponse xmlns="${STS}">${error}<RequestId>${randomUUID()}</RequestId></ErrorResponse>`)
}

type XmlTree = { [element: string]: string | XmlTree }

export function stsAnswer(operation: string, result: XmlTree): Answer {
  const id = `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata>`
  const text = `<${operation}Result>${xmlOf(result)}</${operation}Result>${id}`
  return stsText(200, `<${operation}Response xmlns="${STS}">${text}</${operation}Response>`)
}

const STS = 'https://sts.amazonaws.com/doc/2011-06-15/'

const stsText = (status: number, text: string): Answer => ({
  status,
  headers: { 'content-type': 'text/xml', 'x-amzn-requestid': randomUUID() },
  body: Buffer.from(text),
})

const xmlOf = (tree: XmlTree): string =>
  Object.entries(tree)
    .map(([name, value]) => `<${name}>${typeof value === 'string' ? escaped(value) : xmlOf(value)}</${name}>`)
    .join('')

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
