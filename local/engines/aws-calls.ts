/**
 * Calls to the engines, with input and output as they are on the wire: the runner moves records between services, and
 * the SDK would decode and encode each attribute on the way. Table streams would also need one more client package.
 */
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
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': `application/x-amz-json-${version}`,
        'x-amz-target': `${prefix}.${operation}`,
        ...placeholderSignature(scope),
      },
      body: JSON.stringify(input),
      ...(signal && { signal }),
    })
    const text = await response.text()
    if (response.ok) return JSON.parse(text || '{}') as T
    throw toAwsError(response.status, text)
  }
}

/** Writes one object over S3's REST interface. */
export async function putObject(endpoint: string, bucket: string, key: string, body: string): Promise<void> {
  const path = key.split('/').map(encodeURIComponent).join('/')
  const headers = { 'content-type': 'application/json', ...placeholderSignature('s3') }
  const response = await fetch(`${endpoint}/${bucket}/${path}`, { method: 'PUT', headers, body })
  const text = await response.text()
  if (!response.ok) throw new AwsError(`S3 ${response.status}`, text)
}

export async function ensureBucket(endpoint: string, bucket: string): Promise<void> {
  const response = await fetch(`${endpoint}/${bucket}`, { method: 'PUT', headers: placeholderSignature('s3') })
  const text = await response.text()
  if (response.ok || text.includes('BucketAlreadyOwnedByYou')) return
  throw new Failure(`The bucket ${bucket} cannot be made: ${text}`)
}

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
