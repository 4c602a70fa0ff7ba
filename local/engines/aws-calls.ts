/**
 * Calls to the engines, with input and output as they are on the wire: the runner moves records between services, and
 * the SDK would decode and encode each attribute on the way. Table streams would also need one more client package.
 */
import { type OutgoingHttpHeaders, request } from 'node:http'
import { text as textOf } from 'node:stream/consumers'
import { Failure } from '../failure.ts'
import { REGION } from '../template/account.ts'

/** An error that the service itself answered; `code` is AWS's name of it. */
export class AwsError extends Error {
  override name = 'AwsError'
  readonly code: string
  constructor(code: string, message: string) {
    super(`${code}: ${message}`)
    this.code = code
  }
}

export type AwsService = 'dynamodb' | 'streams' | 'kinesis'
/** Calls one operation; input and output are in the service's own JSON, where binaries are base64 text. */
export type AwsCall = <T>(operation: string, input: object, signal?: AbortSignal) => Promise<T>

const TARGETS: Record<AwsService, { prefix: string; version: string; scope: string }> = {
  dynamodb: { prefix: 'DynamoDB_20120810', version: '1.0', scope: 'dynamodb' },
  streams: { prefix: 'DynamoDBStreams_20120810', version: '1.0', scope: 'dynamodb' },
  kinesis: { prefix: 'Kinesis_20131202', version: '1.1', scope: 'kinesis' },
}

export type AwsCalls = Record<AwsService, AwsCall>

export function createAwsCalls({ dynamodb, kinesis }: { dynamodb: string; kinesis: string }): AwsCalls {
  return {
    dynamodb: createAwsCall(dynamodb, 'dynamodb'),
    streams: createAwsCall(dynamodb, 'streams'),
    kinesis: createAwsCall(kinesis, 'kinesis'),
  }
}

export function createAwsCall(endpoint: string, service: AwsService): AwsCall {
  const { prefix, version, scope } = TARGETS[service]
  return async <T>(operation: string, input: object, signal?: AbortSignal): Promise<T> => {
    const headers = {
      'content-type': `application/x-amz-json-${version}`,
      'x-amz-target': `${prefix}.${operation}`,
      ...placeholderSignature(scope),
    }
    const { status, text } = await send('POST', endpoint, { headers, body: JSON.stringify(input), signal })
    if (isOk(status)) return JSON.parse(text || '{}') as T
    throw toAwsError(status, text)
  }
}

/** Writes one object over S3's REST interface. */
export async function putObject(endpoint: string, bucket: string, key: string, body: string): Promise<void> {
  const path = key.split('/').map(encodeURIComponent).join('/')
  const headers = { 'content-type': 'application/json', ...placeholderSignature('s3') }
  const { status, text } = await send('PUT', `${endpoint}/${bucket}/${path}`, { headers, body })
  if (!isOk(status)) throw new AwsError(`S3 ${status}`, text)
}

export async function ensureBucket(endpoint: string, bucket: string): Promise<void> {
  const { status, text } = await send('PUT', `${endpoint}/${bucket}`, { headers: placeholderSignature('s3') })
  if (isOk(status) || text.includes('BucketAlreadyOwnedByYou')) return
  throw new Failure(`The bucket ${bucket} cannot be made: ${text}`)
}

/** An engine that was stopped, or whose disk hangs. */
const SILENCE_MS = 300_000

type Sent = { headers: OutgoingHttpHeaders; body?: string; signal?: AbortSignal | undefined }

/** By Node's own client: undici, which `fetch` would load, takes longer to load than all calls of a start take together. */
function send(method: string, url: string, { headers, body, signal }: Sent): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const call = request(url, { method, headers, timeout: SILENCE_MS, ...(signal && { signal }) }, (answer) => {
      textOf(answer).then((text) => resolve({ status: answer.statusCode ?? 0, text }), reject)
    })
    call.on('timeout', () => call.destroy(new Error(`${url} says nothing`)))
    call.on('error', reject).end(body)
  })
}

const isOk = (status: number) => status >= 200 && status < 300

/** The engines want a signature of the right form, but do not check it. */
function placeholderSignature(scope: string): Record<string, string> {
  const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '')
  const credential = `local/${date.slice(0, 8)}/${REGION}/${scope}/aws4_request`
  return {
    'x-amz-date': date,
    authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host;x-amz-date, Signature=00`,
  }
}

function toAwsError(status: number, text: string): AwsError {
  try {
    const {
      __type = '',
      message,
      Message,
    } = JSON.parse(text) as { __type?: string; message?: string; Message?: string }
    return new AwsError(__type.slice(__type.lastIndexOf('#') + 1) || String(status), message ?? Message ?? '')
  } catch {
    return new AwsError(String(status), text.slice(0, 200))
  }
}
